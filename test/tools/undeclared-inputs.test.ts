/**
 * What a step reads is in its key, or in a place that src/pipelines/sandbox/visible-places.ts lists with a reason: whole builds of each kind, from
 * empty caches, with every opened file of every tool compared. And `bljh build --sandbox`, where nothing else is there at all.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStepRecords } from '../../src/cache/step-record.js';
import { equip } from '../../src/pipelines/equip.js';
import { prepareBuild } from '../../src/pipelines/prepare-build.js';
import { MADE_ANEW, placeOf, visiblePlaces } from '../../src/pipelines/sandbox/visible-places.js';
import { loadProject } from '../../src/project/project.js';
import { bljhFile, jsonOf, makeRealRig, packageFolder, type Rig } from '../rig.js';
import { openedFiles, STRACE } from './opened-files.js';
import { BUILD_TIMEOUT_MS, realProjectIn } from './real-tools.js';

const HANDLER = `//go:build tinygo

package main

import "runtime/volatile"

var received volatile.Register32

//go:isr CONSOLE UART0
func onByte() { received.Set(1) }
`;

const EMBED =
  'package main\n\nimport _ "embed"\n\n//go:embed notes/text.txt\nvar notes string\n\nfunc init() { _ = len(notes) }\n';
const CGO = `package main

// #include "inner/part.inc"
// #cgo CFLAGS: -I\${SRCDIR}/include
// #include "outer.h"
import "C"

func part() int { return C.PART + C.OUTER }

func init() { println(part()) }
`;
const CGO_FILES = {
  'app/part.go': CGO,
  'app/inner/part.inc': '#define PART 4\n',
  'app/include/outer.h': '#include "deeper/values.def"\n',
  'app/include/deeper/values.def': '#define OUTER 5\n',
};

/** Empty caches but for bljh's own tools. */
function emptyCaches(rig: Rig): string {
  const cache = rig.path('caches');
  const tools = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'bljh');
  mkdirSync(cache);
  symlinkSync(tools, join(cache, 'bljh'));
  rig.env['XDG_CACHE_HOME'] = cache;
  rig.env['GOCACHE'] = join(cache, 'go-build');
  rig.env['BLJH_CACHE'] = 'off';
  return cache;
}

async function placesOf(rig: Rig, folder: string, board: string) {
  const project = loadProject(folder);
  if (!project.ok) throw new Error(JSON.stringify(project));
  const prepared = prepareBuild({ project: project.value, boardName: board, packageFolder });
  if (!prepared.ok) throw new Error(JSON.stringify(prepared));
  const cacheFolder = join(rig.env['XDG_CACHE_HOME'] ?? '', 'bljh');
  const equipped = await equip(prepared.value.plan, { env: rig.env, cacheFolder, packageFolder });
  if (!equipped.ok) throw new Error(JSON.stringify(equipped));
  return [...visiblePlaces({ ...equipped.value, env: rig.env }), ...MADE_ANEW];
}

/** Builds, and names the opened files that are neither inputs of a step nor in a place with a reason. */
async function undeclared(rig: Rig, folder: string, board: string): Promise<readonly string[]> {
  const log = rig.path('trace');
  rmSync(log, { force: true });
  const { code, stderr } = await rig.run(
    'strace',
    [...STRACE, '-o', log, process.execPath, bljhFile, 'build', '--board', board, '--force'],
    { cwd: folder, timeoutMs: BUILD_TIMEOUT_MS },
  );
  expect(code, stderr).toBe(0);
  const isStep = (file: string, words: readonly string[]) => /\/(?:go|tinygo)$/.test(file) && words[1] === 'build';
  const opened = openedFiles(readFileSync(log, 'utf8'), isStep);
  // The trace is one of a whole build: a tool, a source, a generated file.
  expect(opened.size).toBeGreaterThan(500);
  const records = readStepRecords(join(folder, 'build', board, '.bljh-steps.json'));
  const declared = new Set(
    records.flatMap(({ parts }) =>
      parts.filter(({ kind }) => kind === 'file' || kind === 'generated').map(({ name }) => name),
    ),
  );
  declared.add(`build/${board}/gen/libgcc.a`);
  const stage = `build/${board}/stage/`;
  const known = (await placesOf(rig, folder, board)).map((place) => ({
    ...place,
    // The project of a test lies in the temporary folder, and is not what that is allowed for. The trace has paths without links.
    paths: place.paths
      .filter((path) => !folder.startsWith(`${path}/`))
      .flatMap((path) => (existsSync(path) ? [path, realpathSync(path)] : [path])),
  }));
  const temporary = /^\/tmp\/(?:go-|go\.|cgo-|cc|tinygo|\w+-[0-9a-f]+[.-])[^/]*/;
  const isMadeHere = (file: string) => file.startsWith(join(folder, 'build', board, '.work'));
  return [...opened]
    .map((file) => file.replace(/ \(deleted\)$/, ''))
    .filter((file) => {
      const name = relative(folder, file);
      const original = name.startsWith(stage) ? name.slice(stage.length) : name;
      if (declared.has(name) || declared.has(original) || declared.has(file) || isMadeHere(file)) return false;
      if (temporary.test(file) || placeOf(file, known) !== undefined) return false;
      // Which names a folder has is in the key by the files that it holds.
      return !isFolder(file);
    })
    .sort();
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

describe.each([
  { board: 'virt32', template: 'led_blink', files: {} },
  { board: 'bl602', template: 'led_blink', files: { 'app/handler.go': HANDLER } },
  { board: 'virt64', template: 'led_blink', files: { 'app/embed.go': EMBED, 'app/notes/text.txt': 'notes\n' } },
  { board: 'jh7110', template: 'driver', files: CGO_FILES },
])('$board, $template', ({ board, template, files }) => {
  it('opens nothing but inputs and what has a reason, and is the same in a sandbox', async () => {
    const rig = makeRealRig();
    const { folder, ok } = realProjectIn(rig, await rig.project(template, 'app'));
    for (const [path, content] of Object.entries(files)) rig.write(path, content);
    emptyCaches(rig);
    expect(await undeclared(rig, folder, board)).toEqual([]);
    const record = () =>
      readStepRecords(join(folder, 'build', board, '.bljh-steps.json')).map(({ key, outputs }) => ({ key, outputs }));
    const plain = record();
    await ok('build', '--board', board, '--force', '--sandbox');
    expect(record()).toEqual(plain);
    expect(existsSync(join(folder, 'build', board, '.sandbox'))).toBe(false);
  });
});

it('finds a header outside of the project, and the sandbox does not show it', async () => {
  const rig = makeRealRig();
  const { folder, bljh, ok } = realProjectIn(rig, await rig.project('driver', 'app'));
  const header = rig.write('elsewhere/secret.h', '#define SECRET 7\n');
  rig.write(
    'app/secret.go',
    `package main\n\n// #cgo CFLAGS: -I${rig.path('elsewhere')}\n// #include <secret.h>\nimport "C"\n\nfunc init() { println(C.SECRET) }\n`,
  );
  emptyCaches(rig);
  expect(await undeclared(rig, folder, 'jh7110')).toEqual([header]);
  const before = readFileSync(join(folder, 'build', 'jh7110', 'libapp.a'));
  const outcome = await bljh('build', '--board', 'jh7110', '--force', '--sandbox', '--json');
  expect(outcome.code).toBe(5);
  expect(jsonOf(outcome).diagnostics[0]).toMatchObject({
    code: 'SN0002',
    message: 'jh7110: go build . misses secret.h, which is not among its inputs',
  });
  expect(readFileSync(join(folder, 'build', 'jh7110', 'libapp.a')).equals(before)).toBe(true);
  // What is missing is an input once it lies in the project.
  rig.write('app/secret.h', '#define SECRET 7\n');
  await ok('build', '--board', 'jh7110', '--sandbox');
});
