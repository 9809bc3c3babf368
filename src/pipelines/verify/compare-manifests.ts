/** What two manifests of one board do not have in common, but for the hashes of artifacts, which are compared byte by byte. */
import { join as joinPath } from 'node:path';
import type { Origin } from '../../plan/build-plan.js';
import { describeOrigin } from '../../plan/origin.js';
import type { Manifest } from '../manifest.js';

export interface ManifestDifference {
  /** `plan.steps[0].args[6].text`, `inputs main.go`. */
  readonly path: string;
  readonly here: string;
  readonly there: string;
  /** Where that piece of the plan comes from. */
  readonly origin?: string;
}

const MAX_VALUE_CHARS = 120;

/** `roots`: inputs outside of the project stand there with the folder that holds them both. */
export function compareManifests(
  here: Manifest,
  there: Manifest,
  roots: { readonly here: string; readonly there: string },
): readonly ManifestDifference[] {
  const moved = there.inputs.map(({ path, sha256 }) => ({ path: moveBack(path, roots), sha256 }));
  const found: ManifestDifference[] = [];
  walk(withoutBytes(here, here.inputs), withoutBytes(there, moved), '', undefined, found);
  return found;
}

function moveBack(path: string, { here, there }: { readonly here: string; readonly there: string }): string {
  return path.startsWith(`${there}/`) ? joinPath(here, path.slice(there.length)) : path;
}

/** Inputs by their paths, so that one that is missing does not make all that follow look different. */
function withoutBytes(manifest: Manifest, inputs: Manifest['inputs']): Record<string, unknown> {
  return {
    ...manifest,
    inputs: Object.fromEntries(inputs.map(({ path, sha256 }) => [path, sha256])),
    outputs: manifest.outputs.map(({ kind, path }) => ({ kind, path })),
  };
}

function walk(here: unknown, there: unknown, path: string, origin: string | undefined, found: ManifestDifference[]) {
  if (isObject(here) && isObject(there)) {
    const own = originOf(here) ?? origin;
    for (const key of new Set([...Object.keys(here), ...Object.keys(there)])) {
      if (key === 'origins' || key === 'toolOrigins') continue;
      walk(here[key], there[key], join(path, key, Array.isArray(here)), own, found);
    }
    return;
  }
  if (here === there) return;
  found.push({ path, here: show(here), there: show(there), ...(origin !== undefined && { origin }) });
}

function join(path: string, key: string, isIndex: boolean): string {
  if (isIndex) return `${path}[${key}]`;
  if (path === '') return key;
  return path === 'inputs' ? `inputs ${key}` : `${path}.${key}`;
}

/** A symbol says more than the board's file that turns it into an argument. */
function originOf(value: Readonly<Record<string, unknown>>): string | undefined {
  const { origins } = value as { readonly origins?: readonly Origin[] };
  if (!Array.isArray(origins)) return undefined;
  const told: Origin | undefined = origins.find(({ kind }) => kind === 'symbol') ?? origins[0];
  return told === undefined ? undefined : describeOrigin(told);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_VALUE_CHARS ? `${text.slice(0, MAX_VALUE_CHARS)}...` : text;
}
