/**
 * What faults are made in: calls of bljh that write files, each in two variants that make other bytes of every file. The fake compilers make
 * programs of the sources and the options that they are given, so that a result of other inputs is seen.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { addRemainingTools, type FakeRig, makeFakeRig } from '../../fakes/fake-tools.js';
import { addTinygoSources } from '../../fakes/tinygo-sources.js';
import { buildElf } from '../../image/build-elf.js';
import { sampleProgram } from '../../image/sample-flash.js';
import { type Called, callBljh } from './built-bljh.js';

export type Variant = 0 | 1;
export type Files = ReadonlyMap<string, Buffer>;

export interface Subject {
  readonly name: string;
  readonly rig: FakeRig;
  readonly project: string;
  readonly args: (variant: Variant) => readonly string[];
  /** Makes the inputs those of a variant. */
  readonly select: (variant: Variant) => Promise<void>;
  /** The call, in this process. */
  readonly call: (variant: Variant) => Promise<Called>;
  /** Another call in the same project. */
  readonly other: (args: readonly string[]) => Promise<Called>;
  /** What the call makes of nothing, for each variant. */
  readonly clean: readonly [Files, Files];
}

const FLASH = 0x23000000;
const HEAP = { _heap_start: 0x42011000, _heap_end: 0x42019000 };
const INTERVALS = [111, 222] as const;

/** Names that a run has to itself: nothing of them may be left. */
export const TEMPORARY = /\.tmp$|-lock(\.\d+)?$|\.\d+$/;
/** Written for people, or with times in it. */
const UNCOMPARED =
  /^build\/[^/]+\/((stage\/)?\.work\/|build\.log$|\.bljh-state\.json$|\.bljh-steps\.json$|\.bljh-handlers\.json$)/;

/** `withHandlers`: TinyGo runs in a copy of the sources. */
export function buildSubject(board: 'virt64' | 'bl602', { withHandlers = false } = {}): Promise<Subject> {
  const mark = withHandlers ? '\n//go:isr UART0\nfunc onByte() {}\n' : '';
  return makeSubject(`build of ${board}`, {
    args: () => ['build', '--board', board],
    select: (rig, variant) => {
      writeSource(rig, variant, mark);
      const config = `app/build/${board}/.config`;
      rig.write(config, rig.read(config).replace(/^(CONFIG_BLINK_INTERVAL_MS)=.*$/m, `$1=${INTERVALS[variant]}`));
    },
    prepare: async (_rig, call) => call(['configure', '--board', board, '--set', 'BLINK_INTERVAL_MS=333']),
    made: [`build/${board}`, '.bljh'],
    keep: [`build/${board}/.config`, `build/${board}/.bljh-defaults.json`],
  });
}

export function configureSubject(): Promise<Subject> {
  const intervals = INTERVALS.map((value) => [
    '--set',
    `BLINK_INTERVAL_MS=${value}`,
    '--set',
    `GREETING=number ${value}`,
  ]);
  return makeSubject('configure', {
    args: (variant, project) => [
      ...['configure', '--board', 'virt64', ...(intervals[variant] ?? [])],
      ...['--save-defconfig', join(project, 'saved')],
    ],
    made: ['build/virt64', '.bljh', 'saved'],
  });
}

export function savedSizesSubject(): Promise<Subject> {
  return makeSubject('size --save', {
    args: () => ['size', '--board', 'bl602', '--save'],
    select: async (rig, variant, call) => {
      writeSource(rig, variant);
      await call(['build', '--board', 'bl602']);
    },
    made: ['sizes'],
  });
}

interface Recipe {
  readonly env?: Readonly<Record<string, string>>;
  readonly args: (variant: Variant, project: string) => readonly string[];
  readonly select?: (rig: FakeRig, variant: Variant, call: Call) => void | Promise<void>;
  readonly prepare?: (rig: FakeRig, call: Call) => Promise<unknown>;
  /** What the call makes, relative to the project; `keep`: what of it was there before. */
  readonly made: readonly string[];
  readonly keep?: readonly string[];
}

type Call = (args: readonly string[]) => Promise<Called>;

async function makeSubject(name: string, recipe: Recipe): Promise<Subject> {
  const rig = makeFakeRig({ BLJH_CACHE: 'off', ...recipe.env });
  addRemainingTools(rig);
  addTinygoSources(rig);
  addCompilers(rig);
  const project = await rig.project('led_blink');
  const callIn: Call = async (args) => callBljh([...args, '--project', project], rig.env);
  const select = async (variant: Variant) => recipe.select?.(rig, variant, expectOk(callIn));
  await recipe.prepare?.(rig, expectOk(callIn));
  const clean: Files[] = [];
  for (const variant of [0, 1] as const) {
    for (const path of recipe.made) removeMade(project, path, recipe.keep ?? []);
    await select(variant);
    await expectOk(callIn)(recipe.args(variant, project));
    clean.push(filesOf(project));
  }
  return {
    name,
    rig,
    project,
    args: (variant) => [...recipe.args(variant, project), '--project', project],
    select,
    call: (variant) => callIn(recipe.args(variant, project)),
    other: callIn,
    clean: clean as [Files, Files],
  };
}

function expectOk(call: Call): Call {
  return async (args) => {
    const outcome = await call(args);
    if (outcome.code !== 0) throw new Error(`bljh ${args.join(' ')} ended with ${outcome.code}: ${outcome.stderr}`);
    return outcome;
  };
}

function removeMade(project: string, path: string, keep: readonly string[]): void {
  if (keep.includes(path)) return;
  const whole = join(project, path);
  if (!existsSync(whole)) return;
  if (!statSync(whole).isDirectory()) rmSync(whole);
  else for (const name of readdirSync(whole)) removeMade(project, `${path}/${name}`, keep);
}

/** What a call leaves in the project, but for what has times in it. */
export function filesOf(project: string): Files {
  const files = readdirSync(project, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(project, join(entry.parentPath, entry.name)))
    .filter((path) => !UNCOMPARED.test(path))
    .sort();
  return new Map(files.map((path) => [path, readFileSync(join(project, path))]));
}

function writeSource(rig: FakeRig, variant: Variant, more = ''): void {
  const [own] = rig.read('app/main.go').split('\n// variant ');
  rig.write('app/main.go', `${own}\n// variant ${variant}\n${more}`);
}

/** Of Linux: the ELF header, the sources, the options. Of bare metal: one of two whole programs, and behind it the options. */
function addCompilers(rig: FakeRig): void {
  const options = `case "$out" in .work/*) own=.. ;; *) own="\${out%%/.work/*}" ;; esac; own="$own/gen/config/config.go"`;
  const out = `while [ $# -gt 0 ]; do [ "$1" != -o ] || out="$2"; shift; done; ${options}`;
  rig.write('checker', checkerScript(rig), 0o755);
  rig.steer(
    'go-build',
    `case "$*" in *isr*) /bin/cp '${rig.path('checker')}' "$6"; exit 0 ;; esac
${out}; /bin/cat '${rig.path('fake.elf')}' main.go "$own" > "$out"; exit 0`,
  );
  for (const variant of [0, 1]) {
    const segments = [{ virtualAddress: FLASH, bytes: sampleProgram(3000 + 500 * variant) }];
    rig.write(`variant${variant}.elf`, buildElf({ bits: 32, segments, symbols: HEAP }));
  }
  const program = `variant=0; ! /bin/grep -q '^// variant 1' main.go || variant=1`;
  const make = `${out}; ${program}; /bin/cat '${rig.folder}'/variant$variant.elf "$own" > "$out"`;
  rig.steer('tinygo', `if [ "$1" = build ]; then ${make}; exit 0; fi`);
}

/** Looks into handlers and finds none that has to be bound. */
function checkerScript(rig: FakeRig): string {
  const lists = { handlers: [], findings: [], accepted: [], excuses: [], embedded: [] };
  rig.write('answer.json', JSON.stringify({ listed: true, complete: true, ...lists }));
  return `#!/bin/sh
while [ $# -gt 0 ]; do if [ "$1" = -out ]; then /bin/cp '${rig.path('answer.json')}' "$2"; fi; shift; done\n`;
}
