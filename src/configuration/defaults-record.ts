/**
 * What of a .config was asked for and what was only a default when it was written: a .config spells everything out and does
 * not say. The record lies beside it. It is compared line by line, so a line that somebody edited since counts as asked
 * for, whatever the record says, and a record that is missing, old or damaged costs no value.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { ConfigSetting, Resolution } from '../kconfig/index.js';
import { writeFileAtomically } from '../process/write-file.js';

const RECORD_NAME = '.bljh-defaults.json';

/** Of one text of a .config: values by name. */
export interface Defaults {
  readonly config: string;
  readonly asked: Readonly<Record<string, string>>;
  readonly defaults: Readonly<Record<string, string>>;
  /** Asked for, and so, but without a line: the symbol is hidden. A later change may show it again. */
  readonly unwritten: Readonly<Record<string, string>>;
  /** What the board's defconfig said when it was taken over last. */
  readonly defconfig: Readonly<Record<string, string>>;
}

export interface FoundRecord {
  readonly path: string;
  readonly isThere: boolean;
  readonly defaults?: Defaults;
  readonly diagnostics: readonly Diagnostic[];
}

/** What the lines of a .config are by its record. */
export interface SplitLines {
  readonly asked: readonly ConfigSetting[];
  /** Lines that say what was the default when they were written. */
  readonly defaults: readonly ConfigSetting[];
  /** Asked for earlier, and another value stands there now. */
  readonly edited: readonly { readonly was: string; readonly now: ConfigSetting }[];
  /** Asked for earlier, and the line is gone. */
  readonly dropped: readonly { readonly name: string; readonly value: string }[];
  /** Asked for earlier, and without a line then and now. */
  readonly unwritten: readonly { readonly name: string; readonly value: string }[];
}

export function recordPathOf(config: string): string {
  return join(dirname(config), RECORD_NAME);
}

export function isRecord(name: string): boolean {
  return name === RECORD_NAME;
}

/** The record of a file that bljh wrote; none for a file that is no .config. */
export function readRecord(config: string, text: string): FoundRecord {
  const path = recordPathOf(config);
  const none = { path, isThere: false, diagnostics: [] };
  if (basename(config) !== '.config') return none;
  let found: string;
  try {
    found = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return none;
    return { ...none, isThere: true, diagnostics: [damaged(path, (error as NodeJS.ErrnoException).code ?? '')] };
  }
  const all = parseRecord(found);
  if (all === undefined) return { path, isThere: true, diagnostics: [damaged(path, 'it is damaged')] };
  const config256 = hashOf(text);
  const defaults = all.find((each) => each.config === config256) ?? all[0];
  return { path, isThere: true, ...(defaults && { defaults }), diagnostics: [] };
}

/** What is asked for of a .config as it is written now. */
export function describeDefaults(
  text: string,
  resolution: Resolution,
  asked: ReadonlySet<string>,
  defconfig: Defaults['defconfig'],
): Defaults {
  const typed = [...resolution.values.values()].filter(({ type }) => type !== 'unknown');
  const valuesWhere = (isWritten: boolean, isAsked: boolean) =>
    Object.fromEntries(
      typed
        .filter(({ name, written }) => written === isWritten && asked.has(name) === isAsked)
        .map(({ name, value }) => [name, value]),
    );
  return {
    config: hashOf(text),
    asked: valuesWhere(true, true),
    defaults: valuesWhere(true, false),
    unwritten: valuesWhere(false, true),
    defconfig,
  };
}

/**
 * Writes a .config between two versions of its record: the first one knows the old text and the new one, so that whichever
 * of them stands there after a crash has a record. Returns whether the .config changed; throws the system's error.
 */
export function writeWithRecord(config: string, text: string, now: Defaults, before: Defaults | undefined): boolean {
  const path = recordPathOf(config);
  const isSame = before?.config === now.config;
  if (before !== undefined && !isSame) writeFileAtomically(path, formatRecord([now, before]));
  // Without an old record the new one waits: lines of the old text are not to be judged by it.
  const changed = writeFileAtomically(config, text);
  writeFileAtomically(path, formatRecord([now]));
  return changed;
}

/** Compares by the names in the file; `nameOf` gives the one of now. */
export function splitLines(
  settings: readonly ConfigSetting[],
  { asked, defaults, unwritten }: Defaults,
  nameOf: (name: string) => string,
): SplitLines {
  const last = new Map(settings.map((setting) => [setting.name, setting]));
  const isDefault = ({ name, value }: ConfigSetting): boolean =>
    Object.hasOwn(defaults, name) && defaults[name] === value;
  const present = new Set([...last.keys()].map(nameOf));
  const edited = [...last.values()].flatMap((now) => {
    const was = Object.hasOwn(asked, now.name) ? asked[now.name] : undefined;
    return was === undefined || was === now.value ? [] : [{ was, now }];
  });
  const dropped = Object.entries(asked)
    .filter(([name]) => !present.has(nameOf(name)))
    .map(([name, value]) => ({ name: nameOf(name), value }));
  // All lines of a symbol that is set twice go the way of the last one, which counts.
  const goesWithLast = (setting: ConfigSetting): boolean => isDefault(last.get(setting.name) ?? setting);
  return {
    asked: settings.filter((setting) => !goesWithLast(setting)),
    defaults: [...last.values()].filter(isDefault),
    edited,
    dropped,
    unwritten: Object.entries(unwritten)
      .filter(([name]) => !present.has(nameOf(name)))
      .map(([name, value]) => ({ name, value })),
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function formatRecord(all: readonly Defaults[]): string {
  return `${JSON.stringify({ schemaVersion: 1, records: all }, null, 1)}\n`;
}

/** Anybody can edit the file: undefined unless everything in it has its form. */
function parseRecord(text: string): readonly Defaults[] | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(data) || data['schemaVersion'] !== 1 || !Array.isArray(data['records'])) return undefined;
  const records: readonly unknown[] = data['records'];
  return records.length > 0 && records.every(isDefaults) ? records : undefined;
}

function isDefaults(value: unknown): value is Defaults {
  return (
    isObject(value) &&
    typeof value['config'] === 'string' &&
    isTexts(value['asked']) &&
    isTexts(value['defaults']) &&
    isTexts(value['unwritten']) &&
    isTexts(value['defconfig'])
  );
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function damaged(path: string, why: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'CF0006',
    message: `cannot read ${path}: ${why}; a value of .config that is its default now is taken for one`,
    hint: { text: 'nothing to do: bljh configure writes it anew' },
  };
}
