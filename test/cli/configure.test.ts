/** bljh configure: what does not stick is an error with its line and reason; nothing is lost in silence (promises P1, P2). */
import { existsSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { jsonOf, treeOf } from '../rig.js';

const KCONFIG = `config ON
	bool "A switch"

config NEEDS_ON
	bool "Needs the switch"
	depends on ON

config NUMBER
	int "A number"
	range 1 10
	default 5

config NAME
	string "A string"
	default "none"

config MASK
	hex "A mask"
	default 0x10

config HIDDEN
	bool
	default y

config SELECTED
	bool "Selected by the selector"

config SELECTOR
	bool "Selects"
	select SELECTED
`;

async function makeProject() {
  const rig = makeFakeRig();
  const project = await rig.project('led_blink');
  rig.write('app/Kconfig', KCONFIG);
  rig.write('app/configs/virt64_defconfig', 'CONFIG_NUMBER=7\n');
  const configure = (...args: string[]) => rig.bljh(['configure', '--board', 'virt64', ...args], { cwd: project });
  return { rig, project, configure, file: 'app/build/virt64/.config' };
}

describe('a value that does not stick', () => {
  const lost = [
    { what: 'an unknown symbol', line: 'CONFIG_NUMBR=1', code: 'KC0501', says: /NUMBR.*not defined.*\n[\s\S]*NUMBER/ },
    { what: 'an unmet dependency', line: 'CONFIG_NEEDS_ON=y', code: 'KC0503', says: /NEEDS_ON.*depends on ON/ },
    { what: 'out of its range', line: 'CONFIG_NUMBER=11', code: 'KC0506', says: /NUMBER=11.*1\.\.10/ },
    { what: 'of the wrong type', line: 'CONFIG_NUMBER=many', code: 'KC0405', says: /'many'.*NUMBER.*int/ },
    { what: 'a string without quotes', line: 'CONFIG_NAME=x', code: 'KC0405', says: /NAME.*quotes/ },
    {
      what: 'a symbol without a prompt',
      line: '# CONFIG_HIDDEN is not set',
      code: 'KC0502',
      says: /HIDDEN.*no prompt/,
    },
    { what: 'against a select', line: '# CONFIG_SELECTED is not set', code: 'KC0504', says: /SELECTOR selects it/ },
    { what: 'a line that is nothing', line: 'NUMBER=1', code: 'KC0401', says: /unexpected data/ },
    { what: 'a merge conflict', line: '<<<<<<< HEAD', code: 'KC0402', says: /merge conflict/ },
  ];

  it.each(lost)('$what in .config: exit 3, the line, the reason; the file stays as it was', async (loss) => {
    const { rig, project, configure, file } = await makeProject();
    rig.write(file, `# first\nCONFIG_SELECTOR=y\n${loss.line}\n`);
    const before = treeOf(project);
    const outcomes = [
      await configure(),
      await rig.bljh(['build', '--board', 'virt64'], { cwd: project }),
      await rig.bljh(['run', '--board', 'virt64'], { cwd: project }),
    ];
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ code: 3, stdout: '' });
      expect(outcome.stderr).toMatch(new RegExp(`build/virt64/\\.config:3:\\d+: error\\[${loss.code}\\]`));
      expect(outcome.stderr).toMatch(loss.says);
    }
    expect(treeOf(project)).toEqual(before);
    expect(rig.calls()).toEqual([]);
  });

  it.each(lost.slice(0, 6))('$what in a defconfig: its line, and no .config is made', async (loss) => {
    const { rig, configure, file } = await makeProject();
    rig.write('app/my_defconfig', `CONFIG_MASK=0x20\n${loss.line}\n`);
    const outcome = await configure('--defconfig', 'my_defconfig');
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toMatch(new RegExp(`my_defconfig:2:\\d+: error\\[${loss.code}\\]`));
    expect(existsSync(rig.path(file))).toBe(false);
  });

  it.each([
    ['NO_SUCH=1', 'KC0501'],
    ['NEEDS_ON=y', 'KC0503'],
    ['NUMBER=11', 'KC0506'],
    ['NUMBER=many', 'KC0507'],
    ['NUMBER=', 'KC0507'],
    ['ON=maybe', 'KC0507'],
    ['HIDDEN=n', 'KC0502'],
    ['MASK=16g', 'KC0507'],
  ])('--set %s: exit 3 and the old file unchanged', async (setting, code) => {
    const { project, configure } = await makeProject();
    expect((await configure()).code).toBe(0);
    const before = treeOf(project);
    const outcome = await configure('--set', setting);
    expect(outcome, outcome.stderr).toMatchObject({ code: 3, stdout: '' });
    expect(outcome.stderr).toContain(`error[${code}]`);
    expect(outcome.stderr).toContain(setting.split('=')[0]);
    expect(treeOf(project)).toEqual(before);
  });

  it('several values: every one of them is named', async () => {
    const { configure } = await makeProject();
    const outcome = await configure('--set', 'NEEDS_ON=y', '--set', 'NUMBER=0', '--set', 'HIDDEN=n');
    const codes = jsonOf(await configure('--set', 'NEEDS_ON=y', '--set', 'NUMBER=0', '--json')).diagnostics;
    for (const name of ['NEEDS_ON', 'NUMBER', 'HIDDEN']) expect(outcome.stderr).toContain(`${name}=`);
    expect(codes.map(({ code }) => code).sort()).toEqual(['KC0503', 'KC0506']);
  });

  it('a --set that a later --set makes possible sticks', async () => {
    const { rig, configure, file } = await makeProject();
    expect((await configure('--set', 'NEEDS_ON=y', '--set', 'ON=y')).code).toBe(0);
    expect(rig.read(file)).toContain('CONFIG_NEEDS_ON=y');
  });
});

describe('configure', () => {
  it('starts from the defconfig, then from the .config, and a second call changes nothing', async () => {
    const { rig, project, configure, file } = await makeProject();
    const first = await configure();
    expect(first).toMatchObject({
      code: 0,
      stdout: 'virt64: wrote build/virt64/.config from configs/virt64_defconfig\n',
    });
    expect(rig.read(file)).toMatch(/^CONFIG_NUMBER=7$/m);
    await configure('--set', 'NUMBER=8');
    const before = treeOf(project);
    expect(await configure()).toMatchObject({ code: 0, stdout: 'virt64: no change to build/virt64/.config\n' });
    expect(treeOf(project)).toEqual(before);
    expect(rig.read(file)).toMatch(/^CONFIG_NUMBER=8$/m);
    expect(rig.calls()).toEqual([]);
  });

  it('--defconfig starts over', async () => {
    const { rig, configure, file } = await makeProject();
    await configure('--set', 'NUMBER=8', '--set', 'ON=y');
    rig.write('app/other', 'CONFIG_NAME="other"\n');
    expect((await configure('--defconfig', 'other')).code).toBe(0);
    expect(rig.read(file)).toMatch(/^CONFIG_NUMBER=5$/m);
    expect(rig.read(file)).toMatch(/^# CONFIG_ON is not set$/m);
    expect(rig.read(file)).toMatch(/^CONFIG_NAME="other"$/m);
  });

  it('a --defconfig that is not there: its name', async () => {
    const { configure } = await makeProject();
    const outcome = await configure('--defconfig', 'nowhere');
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/^error\[CL0003\]: there is no file nowhere, and no preset of that name$/m);
    expect(outcome.stderr).toMatch(/hint: the project has: .*configs\/virt64_defconfig/);
    const near = await configure('--defconfig', 'configs/vrt64_defconfig');
    expect(near.stderr).toContain('did you mean configs/virt64_defconfig?');
  });

  it('--dry-run writes nothing, not even a folder', async () => {
    const { project, configure } = await makeProject();
    const before = treeOf(project);
    expect((await configure('--dry-run', '--set', 'NUMBER=9')).code).toBe(0);
    expect(treeOf(project)).toEqual(before);
  });

  it('--dry-run says that it would write, and does not claim to have written', async () => {
    const { configure } = await makeProject();
    const { stdout } = await configure('--dry-run');
    expect(stdout).toMatch(/virt64: would write build\/virt64\/\.config/);
  });

  it('a .config in CRLF is read as if in LF, with a notice, and written in LF', async () => {
    const { rig, configure, file } = await makeProject();
    rig.write(file, 'CONFIG_NUMBER=9\r\nCONFIG_NAME="a b"\r\n# CONFIG_ON is not set\r\n');
    const outcome = await configure();
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toMatch(/\[KC0403\].*CRLF/);
    expect(rig.read(file)).not.toContain('\r');
    expect(rig.read(file)).toMatch(/^CONFIG_NUMBER=9$/m);
    expect(rig.read(file)).toMatch(/^CONFIG_NAME="a b"$/m);
  });

  it.each([
    '$(touch canary)',
    '`touch canary`',
    'a; touch canary',
    '| touch canary',
    "' && touch canary && '",
    '\\"',
    '-n',
    'ü 漢 🙂',
    '%s %n #x ; y',
    'a=b=c',
    ' spaces around ',
  ])('--set with %j arrives letter by letter in the .config and in the Go constant', async (value) => {
    const { rig, project, configure, file } = await makeProject();
    const outcome = await configure('--set', `NAME=${value}`);
    expect(outcome.code, outcome.stderr).toBe(0);
    const line = /^CONFIG_NAME="(.*)"$/m.exec(rig.read(file))?.[1] ?? '';
    expect(line.replaceAll(/\\(.)/g, '$1')).toBe(value);
    expect(await configure()).toMatchObject({ code: 0, stdout: 'virt64: no change to build/virt64/.config\n' });

    const built = await rig.bljh(['build', '--board', 'virt64'], { cwd: project });
    expect(built.code, built.stderr).toBe(0);
    const constant = /^\s*(?:const )?NAME\s+string\s*=\s*(".*")$/m.exec(
      rig.read('app/build/virt64/gen/config/config.go'),
    )?.[1];
    expect(JSON.parse((constant ?? '').replaceAll(/\\x([0-9a-f]{2})/g, '\\u00$1'))).toBe(value);
    expect(Object.keys(treeOf(rig.folder)).filter((path) => path.includes('canary'))).toEqual([]);
  });

  it('--set with a line break is refused or kept whole, and never becomes a second line', async () => {
    const { rig, configure, file } = await makeProject();
    const { code } = await configure('--set', 'NAME=a\nCONFIG_ON=y');
    if (code === 0) expect(rig.read(file)).toMatch(/^# CONFIG_ON is not set$/m);
    else expect(existsSync(rig.path(file))).toBe(false);
  });

  it('several boards at once; one that fails leaves its own file alone and the code is 3', async () => {
    const { rig, project } = await makeProject();
    rig.write('app/configs/jh7110_defconfig', 'CONFIG_NUMBER=99\n');
    const outcome = await rig.bljh(['configure', '--board', 'virt64', '--board', 'jh7110'], { cwd: project });
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toContain('configs/jh7110_defconfig:1:');
    expect(existsSync(rig.path('app/build/jh7110/.config'))).toBe(false);
  });

  it('a project without a Kconfig file has the options of the board and of bljh', async () => {
    const { rig, configure, file } = await makeProject();
    rmSync(rig.path('app/Kconfig'));
    rig.write('app/configs/virt64_defconfig', '');
    expect((await configure('--set', 'HEAP_LIMIT=8192')).code).toBe(0);
    expect(rig.read(file)).toMatch(/^CONFIG_HEAP_LIMIT=8192$/m);
  });
});
