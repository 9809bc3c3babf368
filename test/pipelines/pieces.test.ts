import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanBoard } from '../../src/pipelines/clean-board.js';
import { findComputedVariables } from '../../src/pipelines/computed-variables.js';
import { describeOutputs, formatBytes } from '../../src/pipelines/describe-outputs.js';
import { executeStep, type StepContext } from '../../src/pipelines/execute-step.js';
import { checkMade, placeArtifacts } from '../../src/pipelines/finish-build.js';
import { readManifest } from '../../src/pipelines/manifest.js';
import { prepareBuild, showPathOf } from '../../src/pipelines/prepare-build.js';
import { baseEnvironment, fillFacts, type Tools } from '../../src/pipelines/tool-facts.js';
import type { BuildPlan, Step } from '../../src/plan/build-plan.js';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { loadProject } from '../../src/project/project.js';
import type { FoundTool, ToolId } from '../../src/toolchains/tool.js';
import { buildElf } from '../image/build-elf.js';
import { codesOf, errorsOf, PACKAGE, planInputOf, unwrap } from '../plan/plan-input.js';
import { placeFiles, temporaryFolder } from '../process/temporary-folder.js';

const tool = (id: ToolId, path: string, from: FoundTool['from'] = 'PATH'): FoundTool => ({
  id,
  path,
  version: '1',
  from,
  facts: {},
});
const toolsOf = (...found: FoundTool[]): Tools => new Map(found.map((each) => [each.id, each]));

describe('tool facts', () => {
  it('fills its own names only', () => {
    const facts = { tinygoroot: '/t $&', tinygorootHash: '', libgcc: 'build/x/gen/libgcc.a', blflash: '/b' };
    expect(fillFacts('{project}/{tinygoroot} {libgcc}{gobin}{}', facts)).toBe(
      './/t $& ./build/x/gen/libgcc.a{gobin}{}',
    );
    expect(fillFacts('{project}/x {libgcc}', facts, '../..')).toBe('../../x ../../build/x/gen/libgcc.a');
  });

  it('gives a tool what it needs and nothing else of the user', () => {
    const env = { PATH: '/usr/bin:/a', HOME: '/h', GOFLAGS: '-x', CC: 'evil', GOROOT: '/r', GOOS: 'plan9' };
    expect(baseEnvironment(toolsOf(tool('go', '/a/go'), tool('tinygo', '/t/bin/tinygo', 'cache')), env)).toEqual({
      HOME: '/h',
      GOROOT: '/r',
      PATH: '/a:/t/bin:/usr/bin',
    });
  });

  it("does not give bljh's own Go the user's GOROOT", () => {
    expect(baseEnvironment(toolsOf(tool('go', '/c/go', 'cache')), { GOROOT: '/r' })).not.toHaveProperty('GOROOT');
  });
});

it.each([
  [0, '0 B'],
  [10_239, '10239 B'],
  [10_240, '10 KiB'],
  [10_752, '10.5 KiB'],
  [1_048_576, '1 MiB'],
  [1_234_567, '1.2 MiB'],
])('formatBytes(%i) is %s', (bytes, expected) => expect(formatBytes(bytes)).toBe(expected));

it('describeOutputs shows artifacts, regions and the limit', () => {
  const manifest = {
    outputs: [{ kind: 'elf', path: 'build/x/app.elf', sizeBytes: 20_480, sha256: '' }],
    regions: [{ name: 'RAM', usedBytes: 100, lengthBytes: 131_072, heapBytes: 32_768 }],
    heapLimit: { kind: 'linker', bytes: 32_768, meaning: 'hard' },
  } as unknown as Parameters<typeof describeOutputs>[0];
  expect(describeOutputs(manifest)).toBe(
    '  build/x/app.elf  20 KiB  elf\n  RAM: 100 B of 128 KiB used, heap 32 KiB\n  heap limit: 32 KiB, hard',
  );
});

it.each([
  ['/p/a/b.c', 'a/b.c'],
  ['/bljh/boards/x', '<bljh>/boards/x'],
  ['/pp/x', '/pp/x'],
])('showPathOf(%s) is %s', (file, expected) => expect(showPathOf(file, '/p', '/bljh')).toBe(expected));

describe('executeStep', () => {
  const step: Step = {
    id: 's',
    title: 'go build .',
    tool: 'go',
    args: [],
    env: [],
    outputs: [{ made: 'build/x/.work/app', path: 'build/x/app' }],
    timeoutMs: 10_000,
    origins: [{ kind: 'bljh', reason: 'a test' }],
  };

  /** Runs a fake go with this script. */
  async function execute(script: string, change: Partial<Step> = {}) {
    const folder = temporaryFolder({ go: `#!/bin/sh\n${script}\n`, 'build/x/.work/app': 'old' });
    chmodSync(join(folder, 'go'), 0o755);
    const lines: string[] = [];
    const context: StepContext = {
      projectFolder: folder,
      tools: toolsOf(tool('go', join(folder, 'go'))),
      facts: { tinygoroot: '', tinygorootHash: '', libgcc: '', blflash: '' },
      env: { PATH: process.env['PATH'] },
      log: join(folder, 'build.log'),
      board: 'virt64',
      variables: [],
      onCommand: (line) => lines.push(line),
    };
    return { folder, lines, result: await executeStep({ ...step, ...change }, context) };
  }

  it('runs the tool in the project with its own environment and removes old outputs first', async () => {
    const origins = [{ kind: 'bljh', reason: '' } as const];
    const { result, folder, lines } = await execute('test ! -e build/x/.work/app && echo "$1|$X|$PWD"', {
      args: [{ text: 'a b', origins }],
      env: [{ name: 'X', text: '{project}', origins }],
    });
    expect(unwrap(result).stdout).toBe(`a b|.|${folder}\n`);
    expect(lines).toEqual([`X=. ${join(folder, 'go')} 'a b'`]);
    expect(readFileSync(join(folder, 'build.log'), 'utf8')).toContain('a b|');
  });

  it.each([
    ['echo broken; exit 2', {}, 'PR0001', /^virt64: go build \. failed \(exit code 2\)/],
    ['kill -9 $$', {}, 'PR0001', /killed by SIGKILL/],
    ['echo begun; sleep 60', { timeoutMs: 300 }, 'PR0002', /took longer than 0.3 s/],
    [
      'echo "x.go:3: example.org/a/b@v1.2.3: module lookup disabled by GOPROXY=off"; exit 1',
      {},
      'PR0005',
      /^example\.org\/a\/b@v1\.2\.3 /,
    ],
  ] as const)('%s', async (script, change, code, message) => {
    const [error] = errorsOf((await execute(script, change)).result);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('shows the last 40 lines of a long output', async () => {
    const [error] = errorsOf((await execute('seq 1 100; exit 1')).result);
    expect(error?.toolOutput?.split('\n')).toEqual([
      '[...]',
      ...Array.from({ length: 40 }, (_line, index) => String(index + 61)),
    ]);
  });

  it('says that a tool which is no program cannot be started', async () => {
    const folder = temporaryFolder({ go: 'no program' });
    const context = {
      projectFolder: folder,
      tools: toolsOf(tool('go', join(folder, 'go'))),
      facts: { tinygoroot: '', tinygorootHash: '', libgcc: '', blflash: '' },
      env: {},
      log: join(folder, 'l'),
      board: 'virt64',
      variables: [],
      onCommand: () => undefined,
    };
    expect(codesOf(await executeStep(step, context))).toEqual(['TC0004']);
  });
});

describe('what was made', () => {
  const MADE = 'build/virt32/.work/app.elf';
  const good = buildElf({
    bits: 32,
    segments: [{ virtualAddress: 0x80000000, bytes: Uint8Array.from([1, 2, 3, 4]) }],
    symbols: { _heap_start: 0x80100000, _heap_end: 0x80108000 },
  });

  function setUp(elf: Uint8Array): { plan: BuildPlan; folder: string } {
    const plan = unwrap(createBuildPlan(planInputOf({ board: 'virt32', settings: { HEAP_LIMIT: '32' } })));
    const folder = temporaryFolder({
      'build/virt32/app.elf': 'old elf',
      'build/virt32/app.bin': 'old bin',
      [MADE]: '',
    });
    writeFileSync(join(folder, MADE), elf);
    return { plan, folder };
  }

  it('is checked and put in place, with one time', () => {
    const { plan, folder } = setUp(good);
    expect(unwrap(checkMade(plan, folder)).map(({ name }) => name)).toEqual(['FLASH', 'RAM']);
    placeArtifacts(plan, folder, 1_700_000_000_000);
    expect(new Uint8Array(readFileSync(join(folder, 'build/virt32/app.bin')))).toEqual(Uint8Array.from([1, 2, 3, 4]));
    for (const path of ['app.elf', 'app.bin'])
      expect(statSync(join(folder, 'build/virt32', path)).mtimeMs).toBe(1_700_000_000_000);
    expect(statSync(join(folder, 'build/virt32/app.elf')).mode & 0o111).toBe(0);
  });

  it.each([
    ['cut', good.slice(0, 40), ['IM0001']],
    ['for another width', buildElf({ bits: 64 }), ['IM0001']],
    [
      'with another heap',
      buildElf({ bits: 32, symbols: { _heap_start: 0x80100000, _heap_end: 0x80107fff } }),
      ['IM0003'],
    ],
    [
      'outside of the memory',
      buildElf({
        bits: 32,
        segments: [{ virtualAddress: 0x1000, bytes: new Uint8Array(4) }],
        symbols: { _heap_start: 0x80100000, _heap_end: 0x80108000 },
      }),
      ['IM0002'],
    ],
  ])('is refused when it is %s, and the old artifacts stay', (_name, elf, expected) => {
    const { plan, folder } = setUp(elf);
    expect(codesOf(checkMade(plan, folder))).toEqual(expect.arrayContaining(expected));
    expect(readFileSync(join(folder, 'build/virt32/app.elf'), 'utf8')).toBe('old elf');
  });

  it('is an error with a code when the tool made nothing', () => {
    const { plan } = setUp(good);
    expect(codesOf(checkMade(plan, temporaryFolder()))).not.toEqual([]);
  });
});

describe('prepareBuild', () => {
  const files = { 'bljh.ini': 'name = app\n', 'go.mod': 'module app\n\ngo 1.23\n' };
  const prepare = (folder: string, boardName = 'virt64', more = {}) =>
    prepareBuild({ project: unwrap(loadProject(folder)), boardName, packageFolder: PACKAGE, ...more });

  it('configures when there is no .config, says from what, and counts every file', () => {
    const folder = temporaryFolder(files);
    const notices: string[] = [];
    const prepared = unwrap(prepare(folder, 'virt64', { onConfigured: (from: string) => notices.push(from) }));
    expect(notices).toEqual(['<bljh>/boards/virt64/defconfig']);
    expect(prepared.files).toEqual(
      expect.arrayContaining([
        join(folder, 'bljh.ini'),
        join(folder, 'go.mod'),
        join(folder, 'build/virt64/.config'),
        join(PACKAGE, 'boards/virt64/board.ini'),
        join(PACKAGE, 'templates/tinygo/board.ld'),
      ]),
    );
    expect(prepared.absent).toEqual([
      join(folder, 'boards/virt64/board.ini'),
      join(folder, 'Kconfig'),
      join(folder, 'Kconfig.renames'),
      join(PACKAGE, 'boards/virt64/Kconfig.renames'),
      join(folder, 'go.sum'),
    ]);
    expect(new Set(prepared.files).size).toBe(prepared.files.length);
  });

  it('writes nothing when it may not', () => {
    const folder = temporaryFolder(files);
    expect(prepare(folder, 'virt64', { readOnly: true }).ok).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['bljh.ini', 'go.mod']);
  });

  it('gives the same plan whether or not .config was there before', () => {
    const folder = temporaryFolder(files);
    const first = unwrap(prepare(folder)).plan;
    expect(unwrap(prepare(folder)).plan).toEqual(first);
  });

  it('needs a go.mod and a known board', () => {
    expect(codesOf(prepare(temporaryFolder({ 'bljh.ini': files['bljh.ini'] })))).toEqual(['PJ0006']);
    expect(codesOf(prepare(temporaryFolder(files), 'virt46'))).toEqual(['CL0004']);
  });
});

describe('cleanBoard', () => {
  const setUp = () =>
    temporaryFolder({
      'bljh.ini': 'name = app\n',
      'build/virt64/.config': 'c',
      'build/virt64/app': 'a',
      'build/virt64/gen/x': 'x',
      'build/virt32/app': 'other',
    });
  const clean = (folder: string, withConfig: boolean, board = 'virt64') =>
    cleanBoard(unwrap(loadProject(folder)), board, { withConfig, packageFolder: PACKAGE });

  it('keeps .config unless told otherwise, and other boards in any case', () => {
    const folder = setUp();
    expect(unwrap(clean(folder, false)).removed).toBe(2);
    expect(readdirSync(join(folder, 'build/virt64'))).toEqual(['.config']);
    expect(unwrap(clean(folder, true)).removed).toBe(1);
    expect(readdirSync(join(folder, 'build'))).toEqual(['virt32']);
    expect(unwrap(clean(folder, true)).removed).toBe(0);
  });

  it('touches nothing for a name that is no board', () => {
    const folder = setUp();
    expect(codesOf(clean(folder, true, '../..'))).toEqual(['CL0004']);
    expect(existsSync(join(folder, 'build/virt64/app'))).toBe(true);
  });
});

describe('findComputedVariables', () => {
  const find = (text: string, name = 'main.v', path = 'main.go') => {
    const folder = temporaryFolder({ [path]: text });
    const plan = { variables: [{ name, text: 'x', origins: [] }] } as unknown as BuildPlan;
    return findComputedVariables(plan, folder, { module: 'example.org/app', mainPackage: '.' }).map(
      ({ at }) => at.line,
    );
  };

  it.each([
    ['var v string', []],
    ['var v = "x"', []],
    ['var v string = `x`', []],
    ['var v = f()', [1]],
    ['var v string = f()', [1]],
    ['// c\nvar (\n\tw = 1\n\tv = f()\n)', [4]],
    ['var (\n\tv string = "x"\n)', []],
    ['func g() {\n\tv = f()\n}', []],
    ['var vv = f()', []],
  ])('%j: %j', (text, lines) => expect(find(`${text}\n`)).toEqual(lines));

  it('looks into the package that the variable names, and leaves others alone', () => {
    expect(find('var V = f()\n', 'example.org/app/sub.V', 'sub/a.go')).toEqual([1]);
    expect(find('var V = f()\n', 'example.org/app.V', 'a.go')).toEqual([1]);
    expect(find('var V = f()\n', 'example.org/other.V', 'a.go')).toEqual([]);
  });

  it('does not throw for a package without a folder here', () => {
    expect(find('', 'example.org/app/gone.V')).toEqual([]);
  });
});

it('readManifest takes nothing that is no manifest', () => {
  const folder = temporaryFolder();
  placeFiles(folder, { cut: '{"schemaVersion":1', other: '{"schemaVersion":99}', list: 'null' });
  expect(['cut', 'gone', 'other', 'list'].map((name) => readManifest(join(folder, name)) ?? undefined)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
