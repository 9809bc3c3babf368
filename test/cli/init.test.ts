/** bljh init: an existing Go module becomes a project; what is there keeps its bytes (conventions C28). */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { jsonOf, treeOf } from '../rig.js';

const GO_MOD = 'module example.org/prog // mine\r\n\r\ngo 1.23\r\n';
const MAIN = 'package main\n\nfunc main() {}\n';

function makeModule(goMod = GO_MOD) {
  const rig = makeFakeRig();
  rig.write('prog/go.mod', goMod);
  rig.write('prog/main.go', MAIN);
  return { rig, bljh: (...args: string[]) => rig.bljh(args, { cwd: rig.path('prog') }) };
}

describe('bljh init', () => {
  it('makes what is missing, appends to go.mod, shows it, and the project builds', async () => {
    const { rig, bljh } = makeModule();
    const outcome = await bljh('init');
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toBe(`made bljh.ini
made Kconfig
made configs/virt64_defconfig
added to go.mod:
  + require bljh/config v0.0.0
  + replace bljh/config => ./.bljh/go/config
`);
    expect(rig.read('prog/go.mod')).toBe(
      `${GO_MOD}\r\nrequire bljh/config v0.0.0\r\nreplace bljh/config => ./.bljh/go/config\r\n`,
    );
    expect(rig.read('prog/bljh.ini')).toBe('name = prog\npackage = .\nartifact = executable\ndefault_board = virt64\n');
    expect(existsSync(rig.path('prog/.bljh/go/config/config.go'))).toBe(true);
    expect(rig.read('prog/main.go')).toBe(MAIN);
    const built = await bljh('build');
    expect(built.code, built.stderr).toBe(0);
  });

  it('changes nothing the second time, nor what somebody has written', async () => {
    const { rig, bljh } = makeModule();
    rig.write('prog/Kconfig', 'config MINE\n\tbool "Mine"\n');
    await bljh('init', '--machine');
    expect(rig.read('prog/Kconfig')).toBe('config MINE\n\tbool "Mine"\n');
    const before = treeOf(rig.path('prog'));
    for (const args of [['init'], ['init', '--machine']]) {
      expect(await bljh(...args)).toMatchObject({
        code: 0,
        stdout: `${rig.path('prog')}: nothing to do\n`,
        stderr: '',
      });
    }
    expect(treeOf(rig.path('prog'))).toEqual(before);
  });

  it('writes nothing with --dry-run', async () => {
    const { rig, bljh } = makeModule();
    const before = treeOf(rig.path('prog'));
    const outcome = await bljh('init', '--machine', '--dry-run');
    expect(outcome.stdout).toMatch(/^would make bljh\.ini$[\s\S]*^would add to go\.mod:\n {2}\+ require bljh\/config/m);
    expect(treeOf(rig.path('prog'))).toEqual(before);
    const { result } = jsonOf(await bljh('init', '-n', '--json'));
    expect(result).toMatchObject({ dryRun: true, made: ['bljh.ini', 'Kconfig', 'configs/virt64_defconfig'] });
  });

  it('takes the main package below cmd/ where the folder itself is none', async () => {
    const { rig, bljh } = makeModule();
    rig.write('prog/main.go', 'package prog\n');
    rig.write('prog/cmd/tool/main.go', MAIN);
    await bljh('init', '--board', 'jh7110');
    expect(rig.read('prog/bljh.ini')).toBe(
      'name = prog\npackage = ./cmd/tool\nartifact = executable\ndefault_board = jh7110\n',
    );
  });

  it.each([
    { what: 'a go.mod for an old Go', goMod: 'module a\n\ngo 1.21\n', args: [], code: 3, says: 'PJ0009' },
    { what: 'an unknown board', goMod: GO_MOD, args: ['-b', 'virt65'], code: 2, says: 'did you mean virt64?' },
  ])('$what: an error, and nothing is written', async ({ goMod, args, code, says }) => {
    const { rig, bljh } = makeModule(goMod);
    const before = treeOf(rig.path('prog'));
    const outcome = await bljh('init', ...args);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toContain(says);
    expect(treeOf(rig.path('prog'))).toEqual(before);
  });

  it('without a go.mod says what to do', async () => {
    const outcome = await makeFakeRig().bljh(['init']);
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(/error\[PJ0006\]: no go\.mod in [\s\S]*bljh new my-app/);
  });
});

it('a Go module without bljh.ini: build names bljh init', async () => {
  const { bljh } = makeModule();
  const outcome = await bljh('build');
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toMatch(/error\[PJ0001\][\s\S]*\n {2}bljh init\n/);
});

it('a project whose go.mod is for too old a Go: said before the compiler is started', async () => {
  const rig = makeFakeRig();
  const project = await rig.project('driver');
  rig.write('app/go.mod', rig.read('app/go.mod').replace('go 1.23', 'go 1.21'));
  const outcome = await rig.bljh(['build', '-b', 'virt64'], { cwd: project });
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toMatch(/^go\.mod:3:1: error\[PJ0009\]/m);
  expect(rig.callsOf('go').filter((call) => call.includes(' build '))).toEqual([]);
});

it.each([
  'main.go:6:2: package bljh/machine is not in std (/usr/local/go/src/bljh/machine)',
  'go: updates to go.mod needed, disabled by -mod=readonly; to update it:',
])('%s: names bljh init', async (words) => {
  const rig = makeFakeRig();
  const project = await rig.project('driver');
  rig.steer('go-build', `echo '${words}' >&2; exit 1`);
  const outcome = await rig.bljh(['build', '-b', 'virt64'], { cwd: project });
  expect(outcome.code).toBe(5);
  expect(outcome.stderr).toContain(words);
  expect(outcome.stderr).toMatch(/error\[PR0001\][\s\S]*\n {2}bljh init --machine\n/);
});
