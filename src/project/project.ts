/** A project as data: what its bljh.ini says, and where its files lie. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { type IniSource, locateKey, readIni } from '../ini/read-ini.js';

const PROJECT_FILE = 'bljh.ini';

const symbolName = z.string().regex(/^[A-Za-z0-9_]+$/, 'expected the name of a Kconfig symbol, without CONFIG_');

const projectSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'expected letters, digits, - and _, beginning with a letter')
    .meta({ description: 'the name of the project, which its artifacts are called after', examples: ['blinky'] }),
  package: z
    .string()
    .regex(/^\.(\/(?!\.\.(\/|$))[^\s/]+)*\/?$/, 'expected a folder below the project such as . or ./cmd/app')
    .default('.'),
  artifact: z.enum(['executable', 'c-archive']).default('executable'),
  default_board: z.string().min(1).optional(),
  /** CONFIG symbol = build tag, where the tag is not just the symbol in lower case. */
  tags: z.record(symbolName, z.string().min(1)).default({}),
  /** Go variable (import/path.name) = CONFIG symbol, set by the linker's -X. */
  ldflags: z
    .record(z.string().regex(/^[^\s=]+\.[A-Za-z_]\w*$/, 'expected a Go variable such as main.version'), symbolName)
    .default({}),
});

export type ProjectData = z.output<typeof projectSchema>;

export interface Project extends ProjectData {
  /** Absolute path of the folder with bljh.ini. */
  readonly folder: string;
  /** bljh.ini with its text: origins point into it. */
  readonly source: IniSource;
}

/** Reads the project that `start` lies in: bljh.ini is looked for there and in the folders above. */
export function loadProject(start: string): Result<Project> {
  if (statSync(start, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return failure({ severity: 'error', code: 'CL0003', message: `no such folder: ${resolve(start)}` });
  }
  const folder = findProjectFolder(resolve(start));
  if (folder === undefined) {
    return failure({
      severity: 'error',
      code: 'PJ0001',
      message: `no ${PROJECT_FILE} in ${resolve(start)} or above it`,
      hint: existsSync(join(start, 'go.mod'))
        ? { text: 'make this Go module a project', command: 'bljh init' }
        : { text: 'make a project, or go into one', command: 'bljh new my-app --template led_blink' },
    });
  }
  const file = join(folder, PROJECT_FILE);
  const text = readTextFile(file);
  if (!text.ok) return text;
  const source = { file, text: text.value, code: 'PJ0002' };
  const data = readIni(source, projectSchema);
  return data.ok ? success({ ...data.value, folder, source }) : data;
}

/** A key of bljh.ini whose value names something that is not there. */
export function diagnoseKey({ source }: Project, key: string, message: string): Diagnostic {
  const at = locateKey(source, [key]);
  const line = source.text.split(/\r?\n/)[at.line - 1] ?? '';
  return { severity: 'error', code: 'PJ0008', message: `${key}: ${message}`, at, source: line };
}

/** The folder of the Go package to build. */
export function diagnosePackage(project: Project): Diagnostic | undefined {
  const folder = join(project.folder, project.package);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return undefined;
  return {
    ...diagnoseKey(project, 'package', `there is no folder ${folder}`),
    hint: { text: 'name the folder of the main package, below the folder of bljh.ini' },
  };
}

function readTextFile(file: string): Result<string> {
  try {
    return success(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // node:fs throws system errors only
    return failure({ severity: 'error', code: 'PJ0005', message: `cannot read ${file}: ${code}` });
  }
}

function findProjectFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, PROJECT_FILE))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Where bljh puts what it makes for one board, relative to the project: nothing is shared between boards. */
export interface BuildPaths {
  readonly folder: string;
  readonly config: string;
  readonly generated: string;
  /** A copy of the compiler's run-time library, which TinyGo links. */
  readonly libgcc: string;
  /** A copy of the project's sources, where handlers of interrupts are bound. */
  readonly stage: string;
  /** A program that did not fit, linked to be measured. */
  readonly measured: string;
  /** What a step in a sandbox is shown in place of the project. */
  readonly sandbox: string;
  readonly log: string;
  readonly manifest: string;
  readonly state: string;
  /** What became of each step, and why. */
  readonly steps: string;
  /** What was found out about interrupt handlers. */
  readonly handlers: string;
  readonly lock: string;
  readonly configLock: string;
  readonly dependencies: string;
  readonly makeVariables: string;
}

export function buildPathsOf(board: string): BuildPaths {
  return buildPathsIn(`build/${board}`);
}

/** The same for a build that is only looked at, in a folder of its own. */
export function buildPathsIn(folder: string): BuildPaths {
  return {
    folder,
    config: `${folder}/.config`,
    generated: `${folder}/gen`,
    libgcc: `${folder}/gen/libgcc.a`,
    stage: `${folder}/stage`,
    measured: `${folder}/.work/measured`,
    sandbox: `${folder}/.sandbox`,
    log: `${folder}/build.log`,
    manifest: `${folder}/manifest.json`,
    state: `${folder}/.bljh-state.json`,
    steps: `${folder}/.bljh-steps.json`,
    handlers: `${folder}/.bljh-handlers.json`,
    lock: `${folder}/.bljh-lock`,
    configLock: `${folder}/.bljh-config-lock`,
    dependencies: `${folder}/bljh.d`,
    makeVariables: `${folder}/bljh.vars.mk`,
  };
}
