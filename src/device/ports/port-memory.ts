/** The port that was last used with something, such as a project: one small file each, so that two calls of bljh cannot lose each other's. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Diagnostic, type Result, success } from '../../diagnostics/diagnostic.js';
import { writeFileAtomically } from '../../process/write-file.js';
import type { KnownPort } from './find-again.js';

const SCHEMA_VERSION = 1;

/** `folder` is bljh's own; `key` is what the port belongs to: the real path of a project. */
export interface MemoryPlace {
  readonly folder: string;
  readonly key: string;
}

/** A file that cannot be read or understood is a warning, and nothing is remembered then. */
export function recallPort(place: MemoryPlace): Result<KnownPort | undefined> {
  const file = fileOf(place);
  if (!existsSync(file)) return success(undefined);
  try {
    const known = portIn(JSON.parse(readFileSync(file, 'utf8')), place.key);
    if (known !== undefined) return success(known);
    return success(undefined, [warning(`${file} is not what bljh writes`)]);
  } catch (error) {
    return success(undefined, [warning(`${file} cannot be read: ${(error as Error).message}`)]);
  }
}

/** A warning if it cannot be written. */
export function storePort(place: MemoryPlace, { path, usb }: KnownPort): readonly Diagnostic[] {
  const file = fileOf(place);
  // The next call may come from another folder; the names of Windows are no paths.
  const found = existsSync(path) ? resolve(path) : path;
  const content = { schemaVersion: SCHEMA_VERSION, for: place.key, path: found, ...(usb !== undefined && { usb }) };
  try {
    writeFileAtomically(file, `${JSON.stringify(content, null, 2)}\n`);
    return [];
  } catch (error) {
    return [warning(`the port cannot be remembered: ${(error as Error).message}`)];
  }
}

/** Throws the system's error where the file cannot be removed. */
export function forgetPort(place: MemoryPlace): void {
  rmSync(fileOf(place), { force: true });
}

function fileOf({ folder, key }: MemoryPlace): string {
  return join(folder, 'ports', `${createHash('sha256').update(key).digest('hex').slice(0, 16)}.json`);
}

function warning(message: string): Diagnostic {
  const hint = { text: 'go on without it, or choose anew', command: 'bljh ports --forget' };
  return { severity: 'warning', code: 'PJ0005', message, hint };
}

function portIn(value: unknown, key: string): KnownPort | undefined {
  if (!isRecord(value) || value['schemaVersion'] !== SCHEMA_VERSION || value['for'] !== key) return undefined;
  const { path, usb } = value;
  if (typeof path !== 'string') return undefined;
  if (usb === undefined) return { path };
  if (!isRecord(usb)) return undefined;
  const { vendorId, productId, serialNumber, interfaceNumber, socket } = usb;
  if (typeof vendorId !== 'string' || typeof productId !== 'string') return undefined;
  return {
    path,
    usb: {
      vendorId,
      productId,
      ...(typeof serialNumber === 'string' && { serialNumber }),
      ...(typeof interfaceNumber === 'number' && { interfaceNumber }),
      ...(typeof socket === 'string' && { socket }),
    },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
