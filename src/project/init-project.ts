/** Makes an existing Go module a project of bljh's. What is there stays as it is: go.mod gets lines at its end. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { failure, type Result, success } from '../diagnostics/diagnostic.js';
import { writeFileAtomically } from '../process/write-file.js';
import { projectNameOf } from './create-project.js';
import { placeGoModules } from './go-modules.js';
import { appendLines, diagnoseGoVersion, missingLines, missingSums } from './module-lines.js';

export interface InitialisedProject {
  readonly folder: string;
  readonly dryRun: boolean;
  /** Files that were made, relative to the folder. */
  readonly made: readonly string[];
  /** Lines that were added to files that there were. */
  readonly added: readonly { readonly file: string; readonly lines: readonly string[] }[];
}

export interface InitRequest {
  readonly folder: string;
  readonly board: string;
  /** The program uses bljh/machine. */
  readonly machine: boolean;
  readonly dryRun: boolean;
  readonly packageFolder: string;
}

export function initProject(request: InitRequest): Result<InitialisedProject> {
  const folder = resolve(request.folder);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return failure({ severity: 'error', code: 'CL0003', message: `no such folder: ${folder}` });
  }
  const file = join(folder, 'go.mod');
  if (!existsSync(file)) {
    return failure({
      severity: 'error',
      code: 'PJ0006',
      message: `no go.mod in ${folder}`,
      hint: { text: 'go to where it is, or make a project from a template', command: 'bljh new my-app' },
    });
  }
  const goMod = readFileSync(file, 'utf8');
  const tooOld = diagnoseGoVersion(file, goMod);
  if (tooOld !== undefined) return failure(tooOld);

  const made = newFiles(folder, request.board).filter(({ path }) => !existsSync(join(folder, path)));
  const added = newLines(folder, goMod, request);
  if (!request.dryRun) {
    for (const { path, text } of made) writeFileAtomically(join(folder, path), text);
    placeGoModules(folder, request.packageFolder);
    // Last: go.mod names what is there by now.
    for (const { path, lines, text } of added) {
      writeFileAtomically(join(folder, path), appendLines(text, lines, path === 'go.mod'));
    }
  }
  return success({
    folder,
    dryRun: request.dryRun,
    made: made.map(({ path }) => path),
    added: added.map(({ path, lines }) => ({ file: path, lines })),
  });
}

function newFiles(folder: string, board: string): readonly { readonly path: string; readonly text: string }[] {
  return [
    {
      path: 'bljh.ini',
      text: `name = ${projectNameOf(folder)}\npackage = ${findMainPackage(folder)}\nartifact = executable\ndefault_board = ${board}\n`,
    },
    {
      path: 'Kconfig',
      text: `# The options of this project. Each one reaches Go as a constant of package bljh/config, a bool also as a build tag:
#
# config GREETING
# 	string "What the program says"
# 	default "hello"
`,
    },
    {
      path: `configs/${board}_defconfig`,
      text: `# What differs from the defaults on ${board}, in lines such as CONFIG_GREETING="good day".\n`,
    },
  ];
}

function newLines(
  folder: string,
  goMod: string,
  { machine, packageFolder }: InitRequest,
): readonly { readonly path: string; readonly lines: readonly string[]; readonly text: string }[] {
  const own = join(packageFolder, 'go', 'machine');
  const wanted = machine
    ? { goMod: readFileSync(join(own, 'go.mod'), 'utf8'), goSum: readFileSync(join(own, 'go.sum'), 'utf8') }
    : undefined;
  const sumFile = join(folder, 'go.sum');
  const goSum = existsSync(sumFile) ? readFileSync(sumFile, 'utf8') : '';
  return [
    { path: 'go.sum', lines: wanted === undefined ? [] : missingSums(goSum, wanted), text: goSum },
    { path: 'go.mod', lines: missingLines(goMod, wanted), text: goMod },
  ].filter(({ lines }) => lines.length > 0);
}

/** `.` if it is a main package, else the first one below cmd/; `.` for want of any. */
function findMainPackage(folder: string): string {
  if (isMainPackage(folder)) return '.';
  const commands = join(folder, 'cmd');
  const names = existsSync(commands) ? readdirSync(commands).sort() : [];
  const found = names.find((name) => /^[^\s.]+$/.test(name) && isMainPackage(join(commands, name)));
  return found === undefined ? '.' : `./cmd/${found}`;
}

function isMainPackage(folder: string): boolean {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  const sources = readdirSync(folder).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'));
  return sources.some((name) => /^package main\b/m.test(readFileSync(join(folder, name), 'utf8')));
}
