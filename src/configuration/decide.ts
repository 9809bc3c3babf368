/**
 * Decides the values of a board for everything that was asked for: the file to start from, fragments, the command line. Reads
 * files and writes none.
 */

import { existsSync } from 'node:fs';
import type { Board } from '../boards/board.js';
import { boardFoldersOf, listBoards } from '../boards/board-folders.js';
import { combine } from '../diagnostics/combine.js';
import type { Diagnostic, Result } from '../diagnostics/diagnostic.js';
import { success } from '../diagnostics/diagnostic.js';
import { showPath } from '../diagnostics/render.js';
import { Trials } from '../fixes/trials.js';
import { type ConfigSetting, type Resolution, resolveConfig } from '../kconfig/index.js';
import type { Project } from '../project/project.js';
import { type Call, commandWith, type Fix } from './call.js';
import { dropped, mayGo, withoutLosses } from './drop-lost.js';
import { type Layered, layerSettings } from './layers.js';
import { findNews, type Outcome, tellLeftBehind, tellNews, type Values, valuesOf } from './left-behind.js';
import type { LoadedModel } from './load-model.js';
import { type Attempt, mend, offerCommand, offerCommands } from './mend.js';
import { type FileKind, type Misfit, type ReadSettings, readSettings } from './read-settings.js';
import { type AskedSetting, describeUnset, type Override, renameSetting } from './renames.js';
import { makeReport } from './report.js';
import type { Finding, ReportEntry } from './report-entry.js';

export interface Configuration extends LoadedModel {
  readonly resolution: Resolution;
  /** Every file that was read. */
  readonly files: readonly string[];
}

/** Where settings come from; the later ones win. */
export interface Sources {
  readonly base: {
    readonly file: string;
    readonly kind: FileKind;
    /** Whether the call named it, and how. */
    readonly start: 'usual' | 'defconfig' | 'old';
  };
  readonly merge: readonly string[];
  readonly set: readonly ConfigSetting[];
  readonly unset: readonly string[];
  /** The board's defconfig, which a .config may have been made of. */
  readonly defconfig?: string;
  /** A .config that another start replaces. */
  readonly replaces?: string;
}

export interface Decided {
  readonly configuration: Configuration;
  readonly report: readonly ReportEntry[];
  /** Names of the symbols whose value was asked for and is so. */
  readonly asked: ReadonlySet<string>;
  /** Everything that was asked for. */
  readonly settings: readonly ConfigSetting[];
  /** What the board's defconfig says now. */
  readonly defconfig: Values;
  /** What the check said, where nothing was lost before it: planning a build is not done twice. */
  readonly checked: readonly Diagnostic[];
}

export interface DecideRequest {
  readonly project: Project;
  readonly board: Board;
  readonly packageFolder: string;
  readonly dropLost?: boolean;
  /** Where the minimal configuration will be saved. */
  readonly saveDefconfig?: string;
  /** What else speaks against a configuration. */
  readonly check?: (configuration: Configuration) => readonly Diagnostic[];
}

/** Fails if a file cannot be read; what does not stick is among the diagnostics and in the report. */
export function decide(loaded: LoadedModel, sources: Sources, request: DecideRequest): Result<Decided> {
  const { project, board, packageFolder, dropLost = false } = request;
  const boards = listBoards(boardFoldersOf(packageFolder, project.folder));
  const readFile = (file: string, kind: FileKind) => readSettings(file, kind, loaded, board, boards);
  const read = combine([
    readFile(sources.base.file, sources.base.kind),
    ...sources.merge.map((file) => readFile(file, 'all')),
  ]);
  if (!read.ok) return read;
  const [base] = read.value as readonly [ReadSettings, ...ReadSettings[]];
  const call = callOf(sources, board, dropLost);
  const { layers, settings, overrides, typed, unset, unknown } = layerCall(sources, loaded, read.value);
  const first = resolveConfig(loaded.model, settings);
  const final = dropLost ? withoutLosses(layers, loaded.model) : { settings, overrides, resolution: first };
  const misfits = judgeMisfits(read.value, typed, unset);
  const place = {
    loaded,
    before: resolveConfig(loaded.model, base.asked),
    base,
    // What is lost may have stood in the way of an earlier wish, which then holds.
    settings: [...settings, ...final.settings.filter((each) => !settings.includes(each))],
    overrides: [
      ...read.value.flatMap((each) => [...each.overrides, ...each.edited]),
      ...final.overrides,
      ...misfits.overrides,
    ],
    misfits: misfits.lost,
    call,
    lossPlace: {
      trials: new Trials(loaded.model, settings, first),
      call,
      layerOf: ({ by }: Pick<ConfigSetting, 'by'>) => [base.file, ...sources.merge, '--set'].lastIndexOf(by),
      placeOf: ({ at, by }: ConfigSetting) =>
        at === undefined ? by : `${showPath(at.file, process.cwd())}:${at.line}`,
    },
    isPlain: ({ setting, by }: Override) =>
      sources.base.start === 'usual' && base.asked.includes(setting) && by.by === '--set',
    show: (file: string) => showPath(file, process.cwd()),
  };
  const found = makeReport({ ...place, resolution: first });
  let checked: readonly Diagnostic[] = [];
  const refuse = () => {
    checked = request.check?.({ ...loaded, resolution: final.resolution, files: [] }) ?? [];
    return errorsOf(checked);
  };
  const attempt = (next: Pick<Call, 'set' | 'unset'>): Attempt => tryCall(next, loaded, read.value, request);
  const { layerOf } = place.lossPlace;
  const known = call.unset.filter((name) => !unknown.includes(name));
  const mendPlace = { call: { ...call, unset: known }, attempt, refuse, layerOf };
  const { findings, refused } = dropLost
    ? {
        findings: offerCommands(
          found.map((finding) => dropped(finding, final.resolution)),
          mendPlace,
        ),
        refused: refuse(),
      }
    : mend(found, mendPlace);
  const lost = new Set(findings.filter(({ isLost }) => isLost).map(({ entry }) => entry.name));
  const follows = new Set(findings.filter(({ entry }) => entry.state === 'promptless').map(({ entry }) => entry.name));
  const problems = [
    ...describeUnset(call.unset, loaded.renames),
    ...unknown.map((name) => unknownUnset(name, base.file)),
    ...judge(findings, read.value, call, sources, dropLost),
    ...refused,
  ];
  const { defconfig, replaces } = sources;
  const configuration = {
    ...loaded,
    resolution: final.resolution,
    ...filesOf(loaded, sources, read.value),
  };
  const isWish = (name: string): boolean => !follows.has(name) && (dropLost || !lost.has(name));
  const asked = new Set(final.settings.map(({ name }) => name).filter(isWish));
  const report = findings.map(({ entry }) => entry);
  const told = dropLost ? read.diagnostics.map(mayGo) : read.diagnostics;
  const offer = (fix: Fix, more?: readonly string[]) => offerCommand(fix, mendPlace, more);
  const outcome = { ...place, model: loaded.model, resolution: final.resolution, offer };
  const lines = readDefconfig(sources, base, readFile);
  const beside =
    replaces === undefined
      ? judgeNews(
          lines,
          sources,
          base,
          outcome,
          request.saveDefconfig !== undefined && request.saveDefconfig === defconfig,
        )
      : judgeReplaced(readFile(replaces, 'config'), replaces, outcome);
  const decided = { configuration, report, asked, settings: final.settings, defconfig: valuesOf(lines), checked };
  return success(decided, [...told, ...final.resolution.diagnostics, ...problems, ...beside]);
}

/** Every file that has a say in it, and those that would if they were there. */
function filesOf(
  { model, renames, absent }: LoadedModel,
  { base: { kind }, defconfig }: Sources,
  read: readonly ReadSettings[],
): Pick<Configuration, 'files' | 'absent'> {
  const record = kind === 'config' ? read[0]?.record : undefined;
  const beside = [
    ...(record === undefined ? [] : [{ path: record.path, isThere: record.isThere }]),
    ...(defconfig === undefined ? [] : [{ path: defconfig, isThere: existsSync(defconfig) }]),
  ];
  const pathsOf = (isThere: boolean) => beside.filter((each) => each.isThere === isThere).map(({ path }) => path);
  return {
    files: [...model.files, ...renames.files, ...read.map(({ file }) => file), ...pathsOf(true)],
    absent: [...absent, ...renames.absent, ...pathsOf(false)],
  };
}

/** The lines of the board's defconfig; none where it cannot be read: nothing is made of it here. */
function readDefconfig(
  { defconfig }: Sources,
  base: ReadSettings,
  readFile: (file: string, kind: FileKind) => Result<ReadSettings>,
): readonly AskedSetting[] {
  if (defconfig === base.file) return base.asked;
  const read = defconfig === undefined || !existsSync(defconfig) ? undefined : readFile(defconfig, 'all');
  return read?.ok === true ? read.value.asked : [];
}

/** Without a record nobody knows what is newer; whoever overwrites the defconfig is told of all that differs. */
function judgeNews(
  lines: readonly AskedSetting[],
  { defconfig, base: { file } }: Sources,
  { record }: ReadSettings,
  outcome: Outcome,
  isSaved: boolean,
): readonly Diagnostic[] {
  const taken = record.defaults?.defconfig;
  if (defconfig === undefined || defconfig === file || (taken === undefined && !isSaved)) return [];
  return tellNews(findNews(lines, taken ?? {}, outcome), defconfig, outcome, isSaved);
}

function judgeReplaced(old: Result<ReadSettings>, file: string, outcome: Outcome): readonly Diagnostic[] {
  const wishes = old.ok && old.value.otherBoard === undefined ? old.value.asked : [];
  return tellLeftBehind(wishes, file, outcome);
}

function callOf({ base, merge, set, unset }: Sources, board: Board, dropLost: boolean): Call {
  const show = (file: string) => showPath(file, process.cwd());
  const start = { usual: [], defconfig: ['--defconfig', show(base.file)], old: ['--from-old', show(base.file)] };
  return {
    board: board.name,
    flags: [
      ...start[base.start],
      ...merge.flatMap((file) => ['--merge', show(file)]),
      ...(dropLost ? ['--drop-lost'] : []),
    ],
    set,
    unset,
  };
}

interface LayeredCall extends Layered {
  /** What each source asks for; later ones win. */
  readonly layers: readonly (readonly AskedSetting[])[];
  /** --set under the names of now. */
  readonly typed: readonly AskedSetting[];
  readonly unset: ReadonlySet<string>;
  /** What is to be unset and nothing has. */
  readonly unknown: readonly string[];
}

/** What the files say and the call changes. */
function layerCall(
  { set, unset: names }: Pick<Call, 'set' | 'unset'>,
  loaded: LoadedModel,
  read: readonly ReadSettings[],
): LayeredCall {
  const typed = set.map((setting) => renameSetting(setting, loaded.renames));
  const unset = new Set(names.map((name) => loaded.renames.byOldName.get(name)?.to ?? name));
  const unknown = [...unset].filter((name) => !isKnown(loaded, read, name));
  const files = read.map(({ asked }) => asked.filter(({ name }) => !unset.has(name)));
  const layers = [...files, typed];
  return { layers, ...layerSettings(layers, loaded.model), typed, unset, unknown };
}

/** What would come of the same call with other --set and --unset. */
function tryCall(
  next: Pick<Call, 'set' | 'unset'>,
  loaded: LoadedModel,
  read: readonly ReadSettings[],
  { dropLost = false, check }: DecideRequest,
): Attempt {
  const { layers, settings, typed, unset, unknown } = layerCall(next, loaded, read);
  const { resolution } = dropLost
    ? withoutLosses(layers, loaded.model)
    : { resolution: resolveConfig(loaded.model, settings) };
  const { symbols } = loaded.model;
  // What only happens to be so was asked for in vain as well.
  const isInVain = ({ name }: ConfigSetting): boolean => symbols.get(name)?.prompts.length === 0 || !symbols.has(name);
  const misfits = judgeMisfits(read, typed, unset).lost;
  const isKept =
    resolution.losses.length === 0 &&
    unknown.length === 0 &&
    (dropLost ||
      (!typed.some(isInVain) &&
        !misfits.some(({ diagnostic }) => diagnostic.severity === 'error') &&
        read.every(({ otherBoard }) => otherBoard === undefined)));
  const configuration = { ...loaded, resolution, files: [] };
  const resultOf = (name: string) => resolution.values.get(name)?.value;
  return { isKept, refused: isKept ? errorsOf(check?.(configuration)) : [], resultOf };
}

function errorsOf(diagnostics: readonly Diagnostic[] = []): readonly Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error');
}

/**
 * A line without a value of its type is lost, unless something later decides: a later line of its file, a later file, the call. What
 * came earlier does not make up for it: whoever wrote the line wanted something else.
 */
function judgeMisfits(
  read: readonly ReadSettings[],
  set: readonly AskedSetting[],
  unset: ReadonlySet<string>,
): { readonly lost: ReadSettings['misfits']; readonly overrides: readonly Override[] } {
  const lost: Misfit[] = [];
  const overrides: Override[] = [];
  for (const [index, { misfits, asked, defaults }] of read.entries()) {
    for (const misfit of misfits) {
      const { name, at } = misfit.setting;
      const below = [...asked, ...defaults].filter((each) => (each.at?.line ?? 0) > (at?.line ?? 0));
      const later = [...below, ...read.slice(index + 1).flatMap((each) => each.asked), ...set];
      const by = later.findLast((each) => each.name === name);
      if (by !== undefined) overrides.push({ setting: misfit.setting, by });
      else if (!unset.has(name)) lost.push(misfit);
    }
  }
  return { lost, overrides };
}

function isKnown({ model }: LoadedModel, read: readonly ReadSettings[], wanted: string): boolean {
  if (model.symbols.has(wanted)) return true;
  return read.some(({ asked, defaults, dropped: gone }) =>
    [...asked, ...defaults, ...gone].some(({ name }) => name === wanted),
  );
}

function unknownUnset(name: string, file: string): Diagnostic {
  const message = `--unset ${name}: neither a Kconfig file nor ${file} has ${name}`;
  return { severity: 'error', code: 'KC0501', message };
}

/** A file of another board is the reason for all that is lost of it. */
function judge(
  findings: readonly Finding[],
  read: readonly ReadSettings[],
  call: Call,
  { base }: Sources,
  dropLost: boolean,
): readonly Diagnostic[] {
  const others = read.flatMap(({ otherBoard }) => (otherBoard === undefined ? [] : [otherBoard]));
  const named = new Set(others.map(({ symbol }) => symbol));
  const told = findings
    .filter(({ entry }) => !named.has(entry.name))
    .flatMap(({ diagnostic }) => (diagnostic === undefined ? [] : [diagnostic]));
  if (others.length === 0) return told;
  const wrong = others.map(({ diagnostic }) => diagnostic);
  if (dropLost) return [...wrong.map((each): Diagnostic => ({ ...each, severity: 'warning' })), ...told];
  const command = commandWith(call, { set: [], unset: [] }, ['--drop-lost']);
  const hint = { text: 'take over what fits', ...(command !== undefined && { command }) };
  const withHint = wrong.map((each): Diagnostic => ({ ...each, hint }));
  return base.start === 'old' ? [...withHint, ...told] : withHint;
}
