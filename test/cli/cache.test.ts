/** `bljh cache`: what is kept, making room, finding damage, and the key for CI. */
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Layout } from '../../src/cache/local/layout.js';
import { LocalStore } from '../../src/cache/local/local-store.js';
import { pinnedEntryOf } from '../../src/toolchains/pinned-entry.js';
import { type Sample, sampleIn } from '../cache/local/sample-data.js';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { jsonOf, makeRig, packageFolder, type Rig, treeOf, until } from '../rig.js';

const NOBODY = 2 ** 22 + 1;
const DAY_MS = 86_400_000;

interface FilledStore {
  readonly layout: Layout;
  readonly samples: readonly Sample[];
  readonly filesOf: (sample: Sample) => readonly string[];
}

/** Results of 1000 bytes each in the store of a rig, used a day apart; the last one today. */
async function fillStore(rig: Rig, names: readonly string[]): Promise<FilledStore> {
  const layout = new Layout(rig.path('cache', 'bljh', 'store'));
  const store = new LocalStore(layout.root, 1 << 30, () => undefined);
  const samples = names.map((name) => sampleIn(rig.path('made'), name, [1000]));
  const filesOf = ({ action, result }: Sample) => [
    layout.pathOf('ac', action.digest.hash),
    ...result.outputs.map(({ digest }) => layout.pathOf('cas', digest.hash)),
  ];
  for (const [index, sample] of samples.entries()) {
    await store.keep(sample.action, sample.result, sample.fileOf);
    const time = (Date.now() - (names.length - 1 - index) * DAY_MS) / 1000;
    for (const file of filesOf(sample)) utimesSync(file, time, time);
  }
  await store.close();
  return { layout, samples, filesOf };
}

/** A folder of tools as an older bljh left it. */
function addToolEntry(rig: Rig, name: string, daysAgo: number): string {
  const folder = rig.path('cache', 'bljh', 'tools', name);
  rig.write(`cache/bljh/tools/${name}/src/file`, 'x'.repeat(500));
  const time = (Date.now() - daysAgo * DAY_MS) / 1000;
  utimesSync(folder, time, time);
  return folder;
}

describe('bljh cache info', () => {
  it('tells of an empty cache', async () => {
    const rig = makeRig({ BLJH_CACHE: 'on' });
    const { code, stdout } = await rig.bljh(['cache', 'info']);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `results of steps: ${rig.path('cache', 'bljh', 'store')}\n  on, at most 5 GiB\n  0 results with 0 files, 0 B\n`,
    );
    expect(existsSync(rig.path('cache'))).toBe(false);
  });

  it('tells what is kept, and since when it was of no use', async () => {
    const rig = makeRig({ BLJH_CACHE: 'on', BLJH_CACHE_SIZE: '2G' });
    await fillStore(rig, ['a', 'b', 'c']);
    const tool = addToolEntry(rig, 'tinygoroot-000000000000', 40);
    const { result } = jsonOf(await rig.bljh(['cache', 'info', '--json']));
    expect(result).toMatchObject({
      store: {
        on: true,
        limitBytes: 2 * 1024 ** 3,
        results: 3,
        files: 3,
        abandoned: { files: 0, bytes: 0 },
        strays: 0,
      },
      tools: { bytes: 500, entries: [{ name: 'tinygoroot-000000000000', bytes: 500, current: false }] },
      kconfig: { bytes: 0 },
    });
    const { oldestUse, newestUse } = result!['store'] as { oldestUse: string; newestUse: string };
    expect(Math.round((Date.parse(newestUse) - Date.parse(oldestUse)) / DAY_MS)).toBe(2);
    const { stdout } = await rig.bljh(['cache', 'info']);
    expect(stdout).toMatch(/3 results with 3 files, 3\d\d\d B\n {2}last used 20\S+ \S+ UTC, the longest unused one 20/);
    expect(stdout).toMatch(/tinygoroot-000000000000\s+500 B {2}not used by this bljh; last used 20/);
    expect(existsSync(tool)).toBe(true);
  });

  it('tells that it is off', async () => {
    const { stdout } = await makeRig().bljh(['cache', 'info'], { env: { BLJH_CACHE: 'off' } });
    expect(stdout).toContain('  off (BLJH_CACHE), at most 5 GiB\n');
  });

  it.each([{ BLJH_CACHE: 'maybe' }, { BLJH_CACHE_SIZE: '2GB' }])('%j is a wrong call', async (env) => {
    for (const verb of ['info', 'gc', 'verify']) {
      const outcome = await makeRig().bljh(['cache', verb, '--json'], { env });
      expect(outcome.code).toBe(2);
      expect(jsonOf(outcome).diagnostics).toMatchObject([{ code: 'CA0001' }]);
    }
  });

  it.each(['/proc/x', 'relative'])('XDG_CACHE_HOME=%s: nothing is kept there, and nothing breaks', async (xdg) => {
    for (const verb of ['info', 'gc', 'verify']) {
      const { code, stderr } = await makeRig().bljh(['cache', verb], { env: { XDG_CACHE_HOME: xdg } });
      expect({ verb, code, stderr }).toEqual({ verb, code: 0, stderr: '' });
    }
  });

  it('says so where the folder cannot be one', async () => {
    const { code, stderr } = await makeRig().bljh(['cache', 'info'], { env: { XDG_CACHE_HOME: '/dev/null' } });
    expect(code).toBe(3);
    expect(stderr).toContain('error[PJ0005]: the system refused scandir of /dev/null/bljh/store/ac: ENOTDIR\n');
  });
});

describe('bljh cache gc', () => {
  it('removes what was of no use for longest, and only so much', async () => {
    const rig = makeRig();
    const { samples, filesOf } = await fillStore(rig, ['a', 'b', 'c', 'd']);
    const before = treeOf(rig.path('cache', 'bljh', 'store'));
    const dry = await rig.bljh(['cache', 'gc', '--max-size', '2500', '--dry-run']);
    expect(dry.stdout).toMatch(/would remove 2 results and 2 files, 2\d\d\d B; 2\d\d\d B would stay\n$/);
    expect(treeOf(rig.path('cache', 'bljh', 'store'))).toEqual(before);
    const { code, stdout } = await rig.bljh(['cache', 'gc', '--max-size', '2500']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/removed 2 results and 2 files, 2\d\d\d B; 2\d\d\d B left\n$/);
    expect(samples.map((sample) => filesOf(sample).map(existsSync))).toEqual([
      [false, false],
      [false, false],
      [true, true],
      [true, true],
    ]);
    const { result } = jsonOf(await rig.bljh(['cache', 'gc', '--max-size', '0', '--json']));
    expect(result).toMatchObject({
      dryRun: false,
      store: { removedResults: 2, removedFiles: 2, keptFiles: 0, keptBytes: 0 },
    });
  });

  it('removes what nobody used for long', async () => {
    const rig = makeRig();
    const { samples, filesOf } = await fillStore(rig, ['a', 'b', 'c', 'd']);
    await rig.bljh(['cache', 'gc', '--older-than', '36h']);
    expect(samples.map((sample) => existsSync(filesOf(sample)[0] ?? ''))).toEqual([false, false, true, true]);
  });

  it('brings times of the future back, so that such files age', async () => {
    const rig = makeRig();
    const { samples, filesOf } = await fillStore(rig, ['a', 'b']);
    const future = (Date.now() + 400 * DAY_MS) / 1000;
    for (const file of filesOf(samples[0]!)) utimesSync(file, future, future);
    await rig.bljh(['cache', 'gc']);
    for (const file of filesOf(samples[0]!)) expect(statSync(file).mtimeMs).toBeLessThanOrEqual(Date.now());
    await rig.bljh(['cache', 'gc', '--max-size', '1500']);
    expect(samples.map((sample) => existsSync(filesOf(sample)[0] ?? ''))).toEqual([true, false]);
  });

  it('removes what killed processes left, and leaves alone what others write', async () => {
    const rig = makeRig();
    await fillStore(rig, ['a']);
    const name = (pid: number, host = hostname()) => `${pid}@${host}@x`;
    for (const folder of ['cache/bljh/store/tmp', 'cache/bljh/tmp']) {
      rig.write(`${folder}/${name(NOBODY)}`, 'half');
      rig.write(`${folder}/${name(process.pid)}`, 'being written');
      rig.write(`${folder}/${name(NOBODY, 'elsewhere')}`, 'being written there');
    }
    const { stdout } = await rig.bljh(['cache', 'gc']);
    expect(stdout).toContain('removed 2 leftovers of killed processes\n');
    for (const folder of ['cache/bljh/store/tmp', 'cache/bljh/tmp']) {
      expect(existsSync(rig.path(folder, name(NOBODY)))).toBe(false);
      expect(existsSync(rig.path(folder, name(process.pid)))).toBe(true);
      expect(existsSync(rig.path(folder, name(NOBODY, 'elsewhere')))).toBe(true);
    }
  });

  it('removes old tools that this bljh does not use, and none that a process works with', async () => {
    const rig = makeFakeRig();
    const unicorn = pinnedEntryOf('unicorn', { env: {}, cacheFolder: '', packageFolder }) ?? '';
    const kept = [
      addToolEntry(rig, 'tinygoroot-111111111111', 3),
      addToolEntry(rig, unicorn, 300),
      addToolEntry(rig, 'mine', 300),
    ];
    const old = ['tinygoroot-222222222222', 'tinygo-0.40.0-000000000000-go1.24', 'isr-000000000000'].map((name) =>
      addToolEntry(rig, name, 31),
    );
    const used = addToolEntry(rig, 'tinygoroot-333333333333', 300);
    const build = rig.start('/bin/sleep', ['60'], { env: { TINYGOROOT: used }, timeoutMs: 60_000 });
    await until(
      'the process has its environment',
      () =>
        existsSync(`/proc/${build.pid}/environ`) && readFileSync(`/proc/${build.pid}/environ`, 'utf8').includes(used),
    );
    const dry = await rig.bljh(['cache', 'gc', '--dry-run']);
    expect(dry.stdout).toContain('would remove tinygoroot-222222222222, 500 B, last used 20');
    for (const folder of [...old, ...kept, used]) expect(existsSync(folder)).toBe(true);
    const { code, stdout } = await rig.bljh(['cache', 'gc']);
    expect(code).toBe(0);
    expect(stdout).toContain('tinygoroot-333333333333 is old, but a running process uses it\n');
    for (const folder of [...kept, used]) expect(existsSync(folder), folder).toBe(true);
    for (const folder of old) expect(existsSync(folder), folder).toBe(false);
    build.signal('SIGKILL');
    await build.done;
    await rig.bljh(['cache', 'gc']);
    expect(existsSync(used)).toBe(false);
    expect(existsSync(kept[0]!)).toBe(true);
  });

  it('removes old caches of sandboxes, and none that a step works with', async () => {
    const rig = makeFakeRig();
    const folders = ['go-build-111111111111', 'go-build-222222222222', 'go-build-333333333333', 'mine'];
    const [old, used, young, mine] = folders.map((name, index) => {
      rig.write(`cache/bljh/sandbox/${name}/00/file`, 'x'.repeat(500));
      const time = (Date.now() - (index === 2 ? 3 : 31) * DAY_MS) / 1000;
      utimesSync(rig.path('cache/bljh/sandbox', name), time, time);
      return rig.path('cache/bljh/sandbox', name);
    }) as [string, string, string, string];
    const step = rig.start('/bin/sleep', ['60'], { env: { MOUNT: used }, timeoutMs: 60_000 });
    await until('the process has its environment', () =>
      readFileSync(`/proc/${step.pid}/environ`, 'utf8').includes(used),
    );
    const info = await rig.bljh(['cache', 'info']);
    expect(info.stdout).toContain(`caches of tools in sandboxes: ${rig.path('cache/bljh/sandbox')}\n  1500 B\n`);
    const dry = await rig.bljh(['cache', 'gc', '--dry-run']);
    expect(dry.stdout).toContain('would remove sandbox/go-build-111111111111, 500 B, last used 20');
    expect(existsSync(old)).toBe(true);
    const { code, stdout } = await rig.bljh(['cache', 'gc']);
    expect(code).toBe(0);
    expect(stdout).toContain('sandbox/go-build-222222222222 is old, but a running process uses it\n');
    expect([old, used, young, mine].map((folder) => existsSync(folder))).toEqual([false, true, true, true]);
    step.signal('SIGKILL');
    await step.done;
  });

  it.each([
    ['--max-size', 'big'],
    ['--older-than', '30'],
  ])('%s %s is a wrong call', async (flag, value) => {
    const outcome = await makeRig().bljh(['cache', 'gc', flag, value]);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(`error[CL0003]: ${flag} ${value}: expected `);
  });

  it('does not go through links', async () => {
    const rig = makeRig();
    const { layout } = await fillStore(rig, ['a']);
    const precious = rig.write(`precious/${'ab'.padEnd(64, '0')}`, 'precious');
    symlinkSync(dirname(precious), join(layout.folderOf('cas'), 'ab'));
    mkdirSync(join(layout.folderOf('cas'), 'cd'), { recursive: true });
    symlinkSync(precious, join(dirname(layout.pathOf('cas', 'cd')), 'cd'.padEnd(64, '0')));
    await rig.bljh(['cache', 'gc', '--max-size', '0']);
    expect(readFileSync(precious, 'utf8')).toBe('precious');
  });
});

describe('bljh cache verify', () => {
  it('names what is damaged, and removes it with --repair', async () => {
    const rig = makeRig();
    const { samples, filesOf } = await fillStore(rig, ['a', 'b']);
    expect((await rig.bljh(['cache', 'verify'])).stdout).toMatch(/: 2 results, 2 files, \d+ B read, 0 damaged\n$/);
    const [entry = '', blob = ''] = filesOf(samples[0]!);
    writeFileSync(blob, 'x'.repeat(1000));
    const seen = await rig.bljh(['cache', 'verify']);
    expect(seen.code).toBe(6);
    expect(seen.stdout).toContain(`${blob}: its bytes are not those of its hash\n`);
    expect(seen.stderr).toContain(`error[CA0002]: 1 of 4 files in ${rig.path('cache/bljh/store')} is damaged\n`);
    const document = jsonOf(await rig.bljh(['cache', 'verify', '--json']));
    expect(document).toMatchObject({
      ok: false,
      exitCode: 6,
      result: { repaired: false, damaged: [{ path: blob, reason: 'its bytes are not those of its hash' }] },
      diagnostics: [{ code: 'CA0002' }],
    });
    const repaired = await rig.bljh(['cache', 'verify', '--repair']);
    expect(repaired.code).toBe(0);
    expect(repaired.stdout).toContain('; removed\n');
    expect(existsSync(blob)).toBe(false);
    // Its result is of no use any more.
    await rig.bljh(['cache', 'verify', '--repair']);
    expect(existsSync(entry)).toBe(false);
    expect((await rig.bljh(['cache', 'verify'])).code).toBe(0);
  });
});

describe('bljh cache key', () => {
  const keyOf = async (rig: Rig, ...args: string[]) => {
    const outcome = await rig.bljh(['cache', 'key', '-C', 'app', ...args]);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toMatch(/^bljh-1-[a-z0-9]+-[a-z0-9]+-[0-9a-f]{16}-[0-9a-f]{16}\n$/);
    return outcome.stdout.trim();
  };
  const toolsPart = (key: string) => key.slice(0, key.lastIndexOf('-') + 1);

  it('is the same before the cache is there and after, and for every order of boards', async () => {
    const rig = makeFakeRig();
    await rig.project('led_blink');
    const key = await keyOf(rig, '-b', 'virt64', '-b', 'bl602');
    for (const id of ['tinygo', 'unicorn'] as const)
      addToolEntry(rig, pinnedEntryOf(id, { env: {}, cacheFolder: '', packageFolder }) ?? '', 0);
    expect(await keyOf(rig, '-b', 'bl602', '-b', 'virt64')).toBe(key);
  });

  it('changes with the compiler on PATH, and then nothing is restored', async () => {
    const rig = makeFakeRig();
    await rig.project('led_blink');
    const key = await keyOf(rig);
    rig.addTool('riscv64-linux-gnu-gcc', "echo 'riscv64-linux-gnu-gcc (Debian 13.1.0-1) 13.1.0'");
    const other = await keyOf(rig);
    expect(toolsPart(other)).not.toBe(toolsPart(key));
  });

  it('changes with modules and boards, and then the tools are restored', async () => {
    const rig = makeFakeRig();
    await rig.project('led_blink');
    const key = await keyOf(rig);
    writeFileSync(rig.path('app/go.sum'), `${rig.read('app/go.sum')}example.org/x v1.0.0 h1:x\n`);
    const other = await keyOf(rig);
    expect(other).not.toBe(key);
    expect(toolsPart(other)).toBe(toolsPart(key));
    const { result } = jsonOf(await rig.bljh(['cache', 'key', '-C', 'app', '--json']));
    expect(result).toMatchObject({
      key: other,
      restoreKeys: [toolsPart(other)],
      folder: rig.path('cache', 'bljh'),
      parts: { boards: ['virt64'], tools: { go: expect.stringContaining(' on PATH') } },
    });
  });

  it('does not change with the sources: what steps read is in their own keys', async () => {
    const rig = makeFakeRig();
    await rig.project('led_blink');
    const key = await keyOf(rig);
    writeFileSync(rig.path('app/main.go'), `${rig.read('app/main.go')}\n// changed\n`);
    expect(await keyOf(rig)).toBe(key);
  });

  it('needs a project', async () => {
    const rig = makeRig();
    mkdirSync(rig.path('elsewhere'));
    const { code, stderr } = await rig.bljh(['cache', 'key', '-C', 'elsewhere']);
    expect(code).toBe(3);
    expect(stderr).toContain('error[PJ0001]');
  });
});

describe('the command line', () => {
  it('takes global flags first, and knows what was meant', async () => {
    const rig = makeRig();
    const complete = async (...words: string[]) =>
      (await rig.bljh(['completion', '--complete', '--', ...words])).stdout;
    void complete;
    expect((await rig.bljh(['--json', 'cache', 'info'])).code).toBe(0);
    expect((await rig.bljh(['cache', 'infp'])).stderr).toContain('bljh cache info');
  });
});
