/** bljh size and budgets through the command, with fake tools: every format, every base, and builds that are too large. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FakeRig, makeFakeRig, waitsLong, withSystemPath } from '../fakes/fake-tools.js';
import { buildElf } from '../image/build-elf.js';
import { bytesOf, jsonOf, treeOf, until } from '../rig.js';

/** The double-float calling convention, which the board's ABI has. */
const FLAGS = 5;

function program(extra: number): Uint8Array {
  return buildElf({
    bits: 64,
    flags: FLAGS,
    segments: [{ virtualAddress: 0x10000, bytes: new Uint8Array(400 + extra).fill(1), name: '.text' }],
    functions: {
      'main.main': [0x10000, 100 + extra],
      'main.Map[go.shape.int]': [0x10064 + extra, 200],
      'fmt.Fprintf': [0x1012c + extra, 100],
    },
  });
}

/** A project whose program grows by 50 bytes when main.go has the word BIG. */
async function makeProject() {
  const rig = makeFakeRig();
  const project = await rig.project('led_blink');
  rig.write('small.elf', program(0));
  rig.write('big.elf', program(50));
  rig.steer(
    'go-build',
    `if /bin/grep -q BIG main.go; then /bin/cp '${rig.path('big.elf')}' '${rig.path('fake.elf')}'; else /bin/cp '${rig.path('small.elf')}' '${rig.path('fake.elf')}'; fi`,
  );
  const bljh = (...args: string[]) => rig.bljh(args, { cwd: project });
  const size = (...args: string[]) => bljh('size', '--board', 'virt64', ...args);
  const build = (...args: string[]) => bljh('build', '--board', 'virt64', ...args);
  const configure = async (...set: string[]) => {
    const outcome = await bljh('configure', '--board', 'virt64', ...set.flatMap((each) => ['--set', each]));
    expect(outcome.code, outcome.stderr).toBe(0);
  };
  const grow = () => rig.write('app/main.go', `${rig.read('app/main.go')}\n// BIG\n`);
  return { rig, project, bljh, size, build, configure, grow };
}

const goBuilds = (rig: FakeRig) => rig.callsOf('go').filter((call) => call.startsWith('go build'));
const FILE = program(0).length;

describe('a report', () => {
  it('builds first, has each region, and adds up; a second call builds nothing', async () => {
    const { rig, size } = await makeProject();
    const { code, stdout, stderr } = await size();
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`build/virt64/app for virt64\nFILE: ${FILE} bytes\n`);
    expect(stdout).toMatch(
      /LOAD rwx: 400 bytes\n {6}300 {4}75\.0 % {2}main\n {6}100 {4}25\.0 % {2}fmt\n {6}400 {3}100\.0 % {2}together\n/,
    );
    expect(goBuilds(rig)).toHaveLength(1);
    expect((await size()).stdout).toBe(stdout);
    expect(goBuilds(rig)).toHaveLength(1);
  });

  it('by symbol, by instance and by region', async () => {
    const { size } = await makeProject();
    expect((await size('--by', 'symbol', '--top', '1')).stdout).toContain(
      '200    50.0 %  main.Map[go.shape.int]\n      200    50.0 %  (2 others)',
    );
    expect((await size('--by', 'instance')).stdout).toContain('200    50.0 %  main.Map[...] (1 instance)');
    expect((await size('--by', 'region')).stdout).toBe(
      `build/virt64/app for virt64\nFILE: ${FILE} bytes\nLOAD rwx: 400 bytes\n`,
    );
  });

  it('as JSON, alone and in the document of --json, as Markdown, and as a page in a file', async () => {
    const { rig, size } = await makeProject();
    const alone = JSON.parse((await size('--format', 'json')).stdout);
    expect(jsonOf(await size('--json')).result).toEqual(alone);
    expect(alone).toMatchObject({
      program: 'build/virt64/app',
      board: 'virt64',
      regions: [{ usedBytes: FILE }, { usedBytes: 400 }],
    });
    expect((await size('--format', 'markdown')).stdout).toMatch(/^### Size of `build\/virt64\/app` for `virt64`\n/);
    const page = await size('--format', 'html', '--output', 'out/size.html');
    expect(page).toMatchObject({ code: 0, stdout: '' });
    const html = rig.read('app/out/size.html');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain('createElementNS');
    expect(html).toContain('"main.Map[go.shape.int]"');
  });

  it('of a file needs no project; of none, and of text, it says so', async () => {
    const { rig } = await makeProject();
    const outcome = await rig.bljh(['size', 'small.elf', '--by', 'region']);
    expect(outcome).toMatchObject({ code: 0, stdout: `small.elf\nFILE: ${FILE} bytes\nLOAD rwx: 400 bytes\n` });
    expect(jsonOf(await rig.bljh(['size', 'none.elf', '--json'])).diagnostics[0]?.code).toBe('CL0003');
    expect(jsonOf(await rig.bljh(['size', 'app/main.go', '--json']))).toMatchObject({
      exitCode: 6,
      diagnostics: [{ code: 'IM0001' }],
    });
  });

  it('--no-build takes the last build as it is, and without one says so', async () => {
    const { rig, size, grow, build } = await makeProject();
    expect(jsonOf(await size('--no-build', '--json'))).toMatchObject({
      exitCode: 2,
      diagnostics: [{ code: 'SZ0006' }],
    });
    await build();
    grow();
    expect((await size('--no-build')).stdout).toContain(`FILE: ${FILE} bytes`);
    expect(goBuilds(rig)).toHaveLength(1);
  });

  it('of a stripped program says what cannot be told', async () => {
    const { rig, size } = await makeProject();
    rig.steer('go-build', '');
    const { code, stdout } = await size();
    expect(code).toBe(0);
    expect(stdout).toContain('there is no symbol table in it');
    expect(stdout).toContain('FILE: 64 bytes');
  });
});

describe('compared', () => {
  it('with a saved file, by package', async () => {
    const { size, grow } = await makeProject();
    expect((await size('--save', 'saved.json')).stderr).toContain('saved saved.json');
    grow();
    const { stdout, code } = await size('--base', 'saved.json');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'LOAD rwx: 450 bytes, +50 (400 before)\n      350       +50  main\n      450       +50  together',
    );
    expect(jsonOf(await size('--base', 'saved.json', '--json')).result).toMatchObject({
      comparedWith: 'saved.json',
      changes: [
        { region: 'FILE', packages: [{ name: 'main', before: 300, after: 350 }] },
        { region: 'LOAD rwx', beforeBytes: 400, afterBytes: 450 },
      ],
    });
  });

  it('with JSON of an earlier call and with another ELF file, by symbol', async () => {
    const { size, grow } = await makeProject();
    await size('--format', 'json', '-o', 'before.json');
    grow();
    for (const base of ['before.json', '../small.elf']) {
      const { stdout } = await size('--base', base, '--by', 'symbol');
      expect(stdout).toContain('150       +50  main.main\n');
    }
  });

  it('with what is no report says why', async () => {
    const { rig, size } = await makeProject();
    rig.write('app/text', 'no JSON');
    expect(jsonOf(await size('--base', 'text', '--json'))).toMatchObject({
      exitCode: 2,
      diagnostics: [{ code: 'SZ0005' }],
    });
  });
});

describe('compared with a revision', () => {
  async function makeRepository() {
    const made = await makeProject();
    const { rig, project, configure } = made;
    withSystemPath(rig);
    const git = async (...args: string[]) => {
      const identity = ['-c', 'user.name=n', '-c', 'user.email=n@example.org', '-c', 'init.defaultBranch=main'];
      const outcome = await rig.run('git', [...identity, ...args], { cwd: project });
      expect(outcome.code, outcome.stderr).toBe(0);
      return outcome.stdout;
    };
    await git('init', '-q');
    await configure('BLINK_COUNT=7');
    await git('add', '.');
    await git('commit', '-qm', 'one');
    made.grow();
    return { ...made, git };
  }
  const temporaries = (rig: FakeRig) => readdirSync(rig.path('tmp')).filter((name) => name.startsWith('bljh-size-'));

  it('builds it aside with the same options, and touches neither tree, index nor anything of git', async () => {
    const { rig, size, git, project } = await makeRepository();
    await size();
    await git('status');
    const before = treeOf(project);
    rig.steer(
      'go-build',
      `/bin/cp '${rig.path('small.elf')}' '${rig.path('fake.elf')}'; /bin/cp build/virt64/gen/config/config.go '${rig.path('config.go')}'`,
    );
    const { code, stdout, stderr } = await size('--base', 'HEAD', '--by', 'symbol');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('compared with HEAD');
    expect(stdout).toContain('150       +50  main.main\n');
    expect(treeOf(project)).toEqual(before);
    expect(temporaries(rig)).toEqual([]);
    expect(goBuilds(rig)).toHaveLength(2);
    expect(rig.read('config.go')).toContain('BLINK_COUNT int = 7');
  });

  it('of a project below the top of its repository', async () => {
    const rig = makeFakeRig();
    withSystemPath(rig);
    await rig.project('led_blink', 'nested');
    rig.write('fake.elf', program(0));
    for (const args of [
      ['init', '-q'],
      ['add', 'nested'],
      ['-c', 'user.name=n', '-c', 'user.email=n@e.org', 'commit', '-qm', 'x'],
    ])
      expect((await rig.run('git', args)).code).toBe(0);
    const outcome = await rig.bljh(['size', '-C', 'nested', '--board', 'virt64', '--base', 'HEAD', '--by', 'package']);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toContain('nothing changed');
  });

  it('that does not exist, that begins with a dash, and outside of a repository: says so and leaves nothing', async () => {
    const { rig, size } = await makeRepository();
    for (const base of ['nowhere', 'HEAD:main.go']) {
      const { exitCode, diagnostics } = jsonOf(await size('--json', '--base', base));
      expect([exitCode, diagnostics[0]?.code]).toEqual([2, 'SZ0005']);
    }
    expect((await size('--base=--help')).code).toBe(2);
    rmSync(rig.path('app/.git'), { recursive: true });
    expect(jsonOf(await size('--json', '--base', 'HEAD')).diagnostics[0]?.message).toContain(
      'this is no git repository',
    );
    expect(temporaries(rig)).toEqual([]);
  });

  it('whose build fails, or is interrupted, leaves nothing either', async () => {
    const { rig, size, project } = await makeRepository();
    await size();
    const before = treeOf(project);
    rig.steer('go-build', 'echo "main.go:1:1: no" >&2; exit 1');
    expect(jsonOf(await size('--json', '--base', 'HEAD'))).toMatchObject({
      exitCode: 5,
      diagnostics: [{ code: 'PR0001' }],
    });
    expect(temporaries(rig)).toEqual([]);
    rig.steer('go-build', waitsLong(rig));
    const running = rig.startBljh(['size', '--board', 'virt64', '--base', 'HEAD'], { cwd: project });
    await until('the base is being built', () => existsSync(rig.path('hanging')));
    running.signal('SIGINT');
    expect((await running.done).code).toBe(130);
    expect(temporaries(rig)).toEqual([]);
    expect(treeOf(project)).toEqual(before);
  });
});

describe('budgets', () => {
  it('too large: exit code 6, what grew, and the last good build stays whole', async () => {
    const { rig, build, configure, grow } = await makeProject();
    await configure(`FILE_BUDGET=${FILE}`);
    expect((await build()).stdout).toContain('FILE: 0 B left to FILE_BUDGET');
    const artifacts = ['app', 'manifest.json', '.bljh-state.json'].map((name) => rig.path('app/build/virt64', name));
    const good = artifacts.map(bytesOf);
    grow();
    for (let again = 0; again < 2; again += 1) {
      const { code, stderr } = await build();
      expect(code).toBe(6);
      expect(stderr).toMatch(/\.config:\d+:1: error\[SZ0001\]: virt64: FILE has \d+ bytes, 50 more than FILE_BUDGET=/);
      expect(stderr).toContain('since the last good build');
      expect(stderr).toContain('     +50  main.main');
      expect(artifacts.map(bytesOf)).toEqual(good);
    }
  });

  it('what is too large can be measured all the same', async () => {
    const { size, build, configure, grow } = await makeProject();
    await configure(`FILE_BUDGET=${FILE}`);
    await build();
    grow();
    const { code, stdout, stderr } = await size('--by', 'region');
    expect(code).toBe(0);
    expect(stderr).toContain('warning[SZ0001]');
    expect(stdout).toContain(`FILE: ${FILE + 50} bytes`);
    expect(stdout).toContain('build/virt64/.work/app: it is too large to be put in place');
  });

  it('a budget that changes builds nothing; the check runs anew, and a build with nothing to do knows', async () => {
    const { rig, build, configure } = await makeProject();
    await build();
    const file = rig.path('app/build/virt64/app');
    const program0 = bytesOf(file);
    rig.forgetCalls();
    await configure(`FILE_BUDGET=${FILE - 1}`);
    expect((await build()).code).toBe(6);
    expect((await build()).code).toBe(6);
    await configure(`FILE_BUDGET=${FILE + 5}`, `FILE_BUDGET_SOFT=${FILE - 5}`);
    const passed = await build();
    expect(passed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^virt64: up to date\n/) });
    expect(passed.stderr).toMatch(/warning\[SZ0002\].*5 more than FILE_BUDGET_SOFT=.*; 5 are left to FILE_BUDGET/);
    expect(passed.stdout).toContain('FILE: 5 B left to FILE_BUDGET\n  FILE: 5 B beyond FILE_BUDGET_SOFT\n');
    const quick = await build();
    expect(quick).toMatchObject({ code: 0, stdout: passed.stdout, stderr: '' });
    // The fake Go is a script: such tools are asked for their version, but nothing is compiled.
    expect(goBuilds(rig)).toEqual([]);
    expect(bytesOf(file)).toBe(program0);
  });

  it('an option of the program that changes with it is built', async () => {
    const { rig, build, configure } = await makeProject();
    await build();
    await configure(`FILE_BUDGET=${FILE}`, 'BLINK_COUNT=9');
    expect((await build()).stdout).toMatch(/^virt64: built in/);
    expect(goBuilds(rig)).toHaveLength(2);
  });
});

describe('the ratchet', () => {
  it('wants its file, which bljh size writes; then nothing may grow, and what shrank may', async () => {
    const { rig, size, build, configure, grow } = await makeProject();
    await build();
    await configure('SIZE_RATCHET=y');
    expect(jsonOf(await build('--json'))).toMatchObject({ exitCode: 3, diagnostics: [{ code: 'SZ0004' }] });
    expect((await size('--save')).stderr).toContain('saved sizes/virt64.json');
    const saved = rig.read('app/sizes/virt64.json');
    expect(saved).not.toContain('.work');
    expect((await build()).stdout).toContain('FILE: 0 B left to sizes/virt64.json');
    expect(goBuilds(rig)).toHaveLength(1);

    grow();
    const { code, stderr } = await build();
    expect(code).toBe(6);
    expect(stderr).toContain('LOAD rwx has 450 bytes, 50 more than sizes/virt64.json has');
    expect(stderr).toContain('bljh size --board virt64 --save');
    await size('--save');
    expect(rig.read('app/sizes/virt64.json')).not.toBe(saved);
    expect((await build()).code).toBe(0);

    rig.write('app/main.go', rig.read('app/main.go').replace('// BIG', ''));
    expect((await build()).stdout).toContain('FILE: 50 B left to sizes/virt64.json');
  });

  it('its file is an input of the check alone', async () => {
    const { rig, size, build, configure } = await makeProject();
    await configure('SIZE_RATCHET=y');
    await size('--save');
    expect((await build()).code).toBe(0);
    const file = rig.path('app/sizes/virt64.json');
    rig.forgetCalls();
    rig.write(
      'app/sizes/virt64.json',
      readFileSync(file, 'utf8')
        .replaceAll('"main": 300', '"main": 299')
        .replaceAll('"usedBytes": 400', '"usedBytes": 399')
        .replaceAll(`"usedBytes": ${FILE}`, `"usedBytes": ${FILE - 1}`),
    );
    expect((await build()).code).toBe(6);
    rmSync(file);
    expect((await build()).code).toBe(3);
    expect(goBuilds(rig)).toEqual([]);
  });
});
