/** `bljh kconfig` as its users call it: check, print, diff, lint and conf on small trees and in a project. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonOf, makeRig, type Rig } from '../rig.js';

const TREE = `mainmenu "Sample"

config NET
	bool "Networking"
	default y
	help
	  Say y to talk to others.

config WIFI
	bool "Wireless"
	depends on NET
	select CRYPT

config CRYPT
	bool

config COUNT
	int "How many"
	range 1 10
	default 3

menu "Drivers"

config BUS
	string "Bus"
	default "i2c" if WIFI
	default "spi"

endmenu
`;

function makeTree(more: Readonly<Record<string, string>> = {}): Rig {
  const rig = makeRig({ PATH: '/usr/bin:/bin' });
  rig.write('Kconfig', TREE);
  for (const [name, text] of Object.entries(more)) rig.write(name, text);
  return rig;
}

describe('check', () => {
  it('says that nothing is wrong', async () => {
    const rig = makeTree({ 'a.config': 'CONFIG_WIFI=y\n' });
    const outcome = await rig.bljh(['kconfig', 'check', '--config', 'a.config']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toBe('1 Kconfig file, 5 symbols, 1 configuration: nothing to complain about\n');
  });

  it('finds several mistakes in one run, each with its line, and exits with 3', async () => {
    const rig = makeRig();
    rig.write('Kconfig', 'config A\n\tbool "a"\n\tfrobnicate\n\nconfig B\n\tbool "b" if\n\nconfig C\n\tbool "c\n');
    const { code, stdout, stderr } = await rig.bljh(['kconfig', 'check']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^1 Kconfig file, 3 symbols: \d errors?/);
    const places = [...stderr.matchAll(/^Kconfig:(\d+):\d+: (?:error|warning)\[KC\d+\]/gm)].map(([, line]) => line);
    expect(places).toEqual(expect.arrayContaining(['3', '6', '9']));
    expect(stderr).toMatch(/^ {2}\tfrobnicate\n {2}\t\^$/m);
  });

  it('tells the losses of every configuration, each by itself', async () => {
    const rig = makeTree({
      'a.config': '# CONFIG_NET is not set\nCONFIG_WIFI=y\n',
      'b.config': 'CONFIG_COUNT=30\nCONFIG_GONE=y\n',
    });
    const { code, stderr } = await rig.bljh([
      'kconfig',
      'check',
      'Kconfig',
      '--config',
      'a.config',
      '--config',
      'b.config',
    ]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^a\.config:2:1: error\[KC0503\].*\n {2}CONFIG_WIFI=y\n {2}\^$/m);
    expect(stderr).toMatch(/^b\.config:1:1: error\[KC0506\]/m);
    expect(stderr).toMatch(/^b\.config:2:1: error\[KC0501\]/m);
  });

  it('a string without its closing quote is an error with its place, for all but conf', async () => {
    const rig = makeTree({ Kconfig: 'config A\n\tbool "a\n', 'a.config': '' });
    const said =
      'Kconfig:2:7: error[KC0102]: the string is not closed on its line; it ends here\n  \tbool "a\n  \t     ^\n';
    for (const args of [['check'], ['print'], ['lint'], ['diff', 'a.config', 'a.config']]) {
      expect(await rig.bljh(['kconfig', ...args])).toMatchObject({ code: 3, stderr: said });
    }
    const { code, stderr } = await rig.bljh(['kconfig', 'conf', '--alldefconfig', 'Kconfig']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Kconfig:2:warning: multi-line strings not supported\n' });
    expect(rig.read('.config')).toContain('# CONFIG_A is not set');
  });

  it('explains a line that a macro left empty', async () => {
    const rig = makeTree({
      Kconfig: 'config A\n\tdef_bool $(success,true)\n\nconfig B\n\tbool "b"\n\tdepends on $(NONE)\n',
    });
    const { code, stderr } = await rig.bljh(['kconfig', 'check']);
    expect(code).toBe(3);
    expect(stderr.split('\n').filter((line) => /^\S/.test(line))).toEqual([
      `Kconfig:2:11: warning[KC0116]: function 'success' is not known: '' is used for it`,
      'Kconfig:2:26: error[KC0209]: something is missing at the end of the line',
      'hint: see what $(success,true) gives here: it may be empty',
      'Kconfig:6:20: error[KC0209]: something is missing at the end of the line',
      'hint: see what $(NONE) gives here: it may be empty',
    ]);
  });

  it('tells a bound that is a symbol with its value', async () => {
    const rig = makeTree({
      Kconfig: 'config MOST\n\tint\n\tdefault 10\nconfig COUNT\n\tint "count"\n\trange 1 MOST\n\tdefault 2\n',
      'a.config': 'CONFIG_COUNT=30\n',
    });
    const { stderr } = await rig.bljh(['kconfig', 'check', '--config', 'a.config']);
    expect(stderr).toContain('COUNT=30 is outside its range 1..MOST (=10)\n');
  });

  it('names the configuration with which a select is wrong', async () => {
    const rig = makeTree({
      Kconfig: `${TREE}config LATE\n\tbool "late"\n\tselect EARLY\nconfig EARLY\n\tbool\n\tdepends on WIFI\n`,
      'a.config': '',
      'b.config': 'CONFIG_LATE=y\n',
    });
    const { stderr } = await rig.bljh(['kconfig', 'check', '--config', 'a.config', '--config', 'b.config']);
    expect(stderr).toBe(`Kconfig:33:1: warning[KC0510]: unmet direct dependencies detected for EARLY: it depends on WIFI
  config EARLY
  ^
  Kconfig:32:2: selected by LATE
  b.config:1:1: with this configuration
`);
  });

  it('shows where the symbols of a circle are', async () => {
    const rig = makeTree({
      Kconfig: 'config A\n\tbool "a"\n\tdepends on B\nsource "more"\n',
      more: 'config B\n\tbool "b"\n\tdepends on C\n\nconfig C\n\tbool "c"\n\tdepends on A\n',
    });
    const { code, stderr } = await rig.bljh(['kconfig', 'check']);
    expect(code).toBe(3);
    const [first, , , ...related] = stderr.trimEnd().split('\n');
    expect(first).toContain('error[KC0307]');
    const names = [...(first ?? '').matchAll(/\b[ABC]\b/g)].map(([name]) => name).slice(1, -1);
    const places: Readonly<Record<string, string>> = { A: 'Kconfig:1:1', B: 'more:1:1', C: 'more:5:1' };
    expect(related).toEqual(names.map((name) => `  ${places[name]}: ${name} is defined here`));
  });

  it('--strict counts warnings', async () => {
    const rig = makeTree({ 'a.config': 'CONFIG_COUNT=2\nCONFIG_COUNT=3\n' });
    expect(await rig.bljh(['kconfig', 'check', '--config', 'a.config'])).toMatchObject({ code: 0 });
    expect(await rig.bljh(['kconfig', 'check', '--config', 'a.config', '--strict'])).toMatchObject({ code: 3 });
  });

  it('of a very long line what is around the mistake', async () => {
    const long = `${'NET || '.repeat(9000)}WIFI WIFI${' || NET'.repeat(9000)}`;
    const rig = makeTree({
      Kconfig: `${TREE}config A\n\tbool "a"\n\tdepends on ${long}\n`,
      'a.config': `CONFIG_BUS="i2c"\nCONFIG_COUNT="${'9'.repeat(100_000)}\n`,
    });
    const call = ['kconfig', 'check', '--config', 'a.config'];
    const { stderr } = await rig.bljh(call);
    const [, line = '', caret = ''] = stderr.split('\n');
    expect(line.slice(caret.indexOf('^') - 5).slice(0, 16)).toBe('WIFI WIFI || NET');
    expect(stderr.length).toBeLessThan(3000);
    const outcome = await rig.bljh([...call, '--json']);
    expect(outcome.stdout.length).toBeLessThan(10_000);
    const [{ at, source, sourceCol } = {}] = jsonOf(outcome).diagnostics;
    expect(source?.slice((at?.col ?? 0) - (sourceCol ?? 0)).slice(0, 11)).toBe('WIFI || NET');
  });

  it('--json is one document', async () => {
    const rig = makeTree({ 'a.config': 'CONFIG_COUNT=30\n' });
    const outcome = await rig.bljh(['kconfig', 'check', '--config', 'a.config', '--json']);
    expect(outcome).toMatchObject({ code: 3, stderr: '' });
    const { command, ok, exitCode, result, diagnostics } = jsonOf(outcome);
    expect({ command, ok, exitCode }).toEqual({ command: 'kconfig:check', ok: false, exitCode: 3 });
    expect(result).toMatchObject({ files: 1, symbols: 5, errors: 1, warnings: 0 });
    expect(diagnostics[0]).toMatchObject({ code: 'KC0506', at: { file: 'a.config', line: 1, col: 1 } });
  });

  it.each([
    [['kconfig', 'check', 'gone/Kconfig'], 'there is no Kconfig file gone/Kconfig'],
    [['kconfig', 'check', '--env', 'ARCH'], '--env ARCH: expected NAME=VALUE'],
    [['kconfig', 'lint', '--rule', 'KC9999'], 'unknown rule "KC9999"'],
    [['kconfig', 'lint', '--rule', 'KC0506'], 'unknown rule "KC0506"'],
    [['kconfig', 'print', '--symbol', 'WIFY'], 'unknown symbol "WIFY"'],
    [['kconfig', 'print', '--menu', 'Driver'], 'no menu has the title "Driver"'],
    [['kconfig', 'check', '--dialect', 'klingon'], '--dialect=klingon: expected one of'],
  ])('%s is a wrong call', async (args, message) => {
    const rig = makeTree();
    const { code, stdout, stderr } = await rig.bljh(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`error[CL0003]: ${message}`);
  });

  it('says why a tree cannot be read, and what else could be meant', async () => {
    const rig = makeTree({ 'tree/Kconfig': 'source "sub"\n', 'tree/sub/Kconfig': TREE });
    const { code, stderr } = await rig.bljh(['kconfig', 'check', 'tree']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'error[CL0003]: cannot read tree as a Kconfig file: is a directory\nhint: name the top file of the tree\n  bljh kconfig check tree/Kconfig\n',
    });
    const sourced = await rig.bljh(['kconfig', 'check', 'tree/Kconfig', '--srctree', 'tree']);
    expect(sourced).toMatchObject({ code: 3 });
    expect(sourced.stderr).toContain(`error[KC0206]: can't open file "sub": is a directory\n`);
  });

  it('a configuration that is not there is an error', async () => {
    const outcome = await makeTree().bljh(['kconfig', 'check', '--config', 'gone']);
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toContain('error[PJ0005]: cannot read gone: ENOENT');
  });
});

describe('where the tree comes from', () => {
  it('macros see the environment, --env over it', async () => {
    const rig = makeRig({ FLAVOUR: 'sweet' });
    rig.write('Kconfig', 'config A\n\tstring "a"\n\tdefault "$(FLAVOUR)"\n');
    const value = async (...args: string[]) => (await rig.bljh(['kconfig', 'print', ...args])).stdout.split('\n')[1];
    expect(await value()).toBe('  ("sweet") a  A');
    expect(await value('--env', 'FLAVOUR=sour=sweet')).toBe('  ("sour=sweet") a  A');
  });

  it('$(shell,...) runs, and is an error with --no-shell', async () => {
    const rig = makeRig({ PATH: '/usr/bin:/bin' });
    rig.write('Kconfig', 'config A\n\tstring "a"\n\tdefault "$(shell,echo from the shell)"\n');
    expect((await rig.bljh(['kconfig', 'print'])).stdout).toContain('("from the shell")');
    const refused = await rig.bljh(['kconfig', 'check', '--no-shell']);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('error[KC0109]');
  });

  it('--srctree and --dialect count', async () => {
    const rig = makeRig();
    rig.write('tree/Kconfig', 'source "sub/Kconfig"\n');
    rig.write('tree/sub/Kconfig', 'config A\n\tboolean "a"\n');
    const outcome = await rig.bljh(['kconfig', 'print', 'Kconfig', '--srctree', 'tree', '--dialect', 'old']);
    expect(outcome).toMatchObject({ code: 0, stdout: 'Main menu\n  [ ] a  A\n', stderr: '' });
    const other = await rig.bljh(['kconfig', 'check', 'Kconfig', '--srctree', 'tree', '--dialect', 'linux-6.1']);
    expect(other.code).toBe(3);
    const sniffed = await rig.bljh(['kconfig', 'check', 'Kconfig', '--srctree', 'tree']);
    expect(sniffed).toMatchObject({
      code: 0,
      stdout:
        "2 Kconfig files, 1 symbol, read as old (for 'boolean' at tree/sub/Kconfig:2): nothing to complain about\n",
    });
  });

  it("in a project it is the board's tree with its .config", async () => {
    const rig = makeRig();
    const project = await rig.project('options');
    await rig.bljh(['configure', '--board', 'virt64', '--set', 'BUFFER_SIZE=7'], { cwd: project });
    const outcome = await rig.bljh(['kconfig', 'print', '--board', 'virt64', '-s', 'BUFFER_SIZE'], { cwd: project });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toMatch(/^ {2}value {7}7 \(set at build\/virt64\/\.config:\d+\)$/m);
    expect(await rig.bljh(['kconfig', 'check'], { cwd: project })).toMatchObject({ code: 0, stderr: '' });
    expect(await rig.bljh(['kconfig', 'lint'], { cwd: project })).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('print', () => {
  it('shows the menu tree with values', async () => {
    const rig = makeTree({ 'a.config': '# CONFIG_NET is not set\nCONFIG_COUNT=4\n' });
    const shown = async (...args: string[]) =>
      (await rig.bljh(['kconfig', 'print', '--config', 'a.config', ...args])).stdout;
    expect(await shown()).toBe(
      'Sample\n  [ ] Networking  NET\n  (4) How many  COUNT\n  Drivers:\n    ("spi") Bus  BUS\n',
    );
    expect(await shown('--all')).toContain('    [ ] Wireless  WIFI (not visible)\n');
    expect(await shown('--menu', 'drivers')).toBe('Sample\n  Drivers:\n    ("spi") Bus  BUS\n');
  });

  it('tells all about a symbol', async () => {
    const rig = makeTree({ 'a.config': 'CONFIG_WIFI=y\n' });
    const { stdout } = await rig.bljh([
      'kconfig',
      'print',
      '--config',
      'a.config',
      '-s',
      'CRYPT',
      '--symbol',
      'CONFIG_WIFI',
    ]);
    expect(stdout).toBe(`CRYPT (bool)
  value       y (selected by WIFI at Kconfig:12)
  visible     no
  selected by WIFI && NET
  defined     Kconfig:14

WIFI (bool)
  value       y (set at a.config:1)
  visible     yes
  prompt      "Wireless" if NET  Kconfig:10
  depends on  NET
  selects     CRYPT if NET  Kconfig:12
  defined     Kconfig:9
`);
  });

  it('shows what could be read of a broken tree or configuration, and exits with 3', async () => {
    const rig = makeTree({
      Kconfig: `${TREE}frobnicate\n`,
      'good.Kconfig': TREE,
      'lost.config': 'CONFIG_COUNT=30\n',
      'doubtful.config': 'CONFIG_COUNT=2\nCONFIG_COUNT=4\n',
    });
    const shown = 'Sample\n  [*] Networking  NET\n    [ ] Wireless  WIFI\n';
    const print = (...args: string[]) => rig.bljh(['kconfig', 'print', ...args]);
    const broken = await print();
    expect(broken).toMatchObject({ code: 3, stderr: expect.stringContaining('error[KC0201]') });
    expect(broken.stdout).toContain(shown);
    expect(jsonOf(await print('--json', '-s', 'NET'))).toMatchObject({ ok: false, exitCode: 3 });
    const lost = await print('good.Kconfig', '--config', 'lost.config');
    expect(lost).toMatchObject({ code: 3, stderr: expect.stringContaining('error[KC0506]') });
    expect(lost.stdout).toContain('(10) How many  COUNT');
    expect((await print('good.Kconfig', '--config', 'doubtful.config')).code).toBe(0);
  });

  it('gives programs the same', async () => {
    const rig = makeTree();
    const menu = jsonOf(await rig.bljh(['kconfig', 'print', '--json'])).result?.['menu'];
    expect(menu).toMatchObject([
      { kind: 'config', name: 'NET', value: 'y', origin: { kind: 'default' }, children: [{ name: 'WIFI' }] },
      { name: 'COUNT', value: '3' },
      { kind: 'menu', prompt: 'Drivers', children: [{ name: 'BUS', value: 'spi' }] },
    ]);
  });
});

describe('diff', () => {
  const configs = { 'a.config': 'CONFIG_WIFI=y\n', 'b.config': 'CONFIG_COUNT=9\n' };
  it('groups what follows below the changed setting', async () => {
    const { code, stdout } = await makeTree(configs).bljh(['kconfig', 'diff', 'a.config', 'b.config']);
    expect(code).toBe(0);
    expect(stdout).toBe(`WIFI: y -> n
  left: set at a.config:1
  right: nothing sets it
  2 symbols follow from WIFI:
    CRYPT  y -> n
      left: selected by WIFI at Kconfig:12
      right: nothing sets it
    BUS    i2c -> spi
      left: default at Kconfig:26
      right: default at Kconfig:27

COUNT: 3 -> 9
  left: default at Kconfig:20
  right: set at b.config:1

4 symbols differ, 2 of them by a setting
`);
  });

  it('says so where there are none, and gives programs the groups', async () => {
    const rig = makeTree(configs);
    expect((await rig.bljh(['kconfig', 'diff', 'a.config', 'a.config'])).stdout).toBe('no differences\n');
    const { result } = jsonOf(
      await rig.bljh(['kconfig', 'diff', 'a.config', 'b.config', '--json', '--kconfig', 'Kconfig']),
    );
    expect(result?.['groups']).toMatchObject([
      { cause: 'setting', difference: { name: 'WIFI' }, followers: [{ name: 'CRYPT', via: 'WIFI' }, { name: 'BUS' }] },
      { cause: 'setting', difference: { name: 'COUNT' }, followers: [] },
    ]);
  });
});

describe('lint', () => {
  const SLOPPY =
    'config A\n\tbool "a"\n\tdepends on GONE || OTHER\n\tselect B\n\nconfig B\n\tbool\n\tdepends on C\n\nconfig C\n\tbool "c"\n';
  const UNREAD = { 'arch/other/Kconfig': 'config OTHER\n\tbool\n' };
  const lint = async (...args: string[]) => {
    const rig = makeTree({ Kconfig: SLOPPY, ...UNREAD });
    return rig.bljh(['kconfig', 'lint', ...args]);
  };

  it('finds, counts, and leaves names of unread files alone', async () => {
    const { code, stdout, stderr } = await lint();
    expect(code).toBe(0);
    expect(stderr).toBe(`Kconfig:3:13: warning[KC0601]: GONE is not defined in any Kconfig file
  \tdepends on GONE || OTHER
  \t           ^
hint: define it, or remove what refers to it
`);
    expect(stdout).toBe('     1  KC0601  a name is used that no Kconfig file defines\n3 symbols: 1 warning\n');
  });

  it('--rule, --all and --strict', async () => {
    expect((await lint('--rule', 'KC0614')).stdout).toContain('2  KC0614');
    expect((await lint('--all')).stdout).toContain('KC0612');
    expect(await lint('--strict')).toMatchObject({ code: 3 });
    expect(await lint('--rule', 'KC0607', '--strict')).toMatchObject({ code: 0, stderr: '' });
  });

  it('does not look at a tree that could not be read', async () => {
    const rig = makeTree({ Kconfig: 'config A\n\tbool "a"\n\tfrobnicate\n\tdepends on GONE\n' });
    const { code, stderr } = await rig.bljh(['kconfig', 'lint']);
    expect(code).toBe(3);
    expect(stderr).not.toContain('KC0601');
  });
});

describe('conf', () => {
  it('takes its arguments as they are and answers with its own output and exit code', async () => {
    const rig = makeTree({ defconfig: 'CONFIG_COUNT=9\n' });
    const written = await rig.bljh(['kconfig', 'conf', '--defconfig=defconfig', 'Kconfig']);
    expect(written).toMatchObject({ code: 0, stdout: '#\n# configuration written to .config\n#\n', stderr: '' });
    expect(readFileSync(rig.path('.config'), 'utf8')).toContain('CONFIG_COUNT=9\n');
    await rig.bljh(['kconfig', 'conf', '--savedefconfig', 'saved', 'Kconfig']);
    expect(rig.read('saved')).toBe('CONFIG_COUNT=9\n');
    expect((await rig.bljh(['kconfig', 'conf', '--olddefconfig', 'gone'])).code).toBe(1);
  });

  it.each([
    ['DIALECT', 'linux-6', /^expected one of auto, linux-6\.1, linux-6\.12, .*, unikraft; did you mean linux-6\.1\?$/],
    ['DIALECT', 'klingon', /^expected one of auto, .*, unikraft$/],
    ['CACHE', 'offf', /^expected one of .*\boff\b.*; did you mean off\?$/],
    ['CACHE', '0', /^expected one of .*\bverify\b.*$/],
  ])('does not ignore BLJH_KCONFIG_%s=%s', async (name, value, said) => {
    const rig = makeTree();
    const variable = `BLJH_KCONFIG_${name}`;
    const args = ['--alldefconfig', 'Kconfig'];
    const { code, stdout, stderr } = await rig.bljh(['kconfig', 'conf', ...args], { env: { [variable]: value } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n')).toEqual([expect.stringContaining(`conf: ${variable}="${value}": `), '']);
    expect(stderr.trim().slice(stderr.indexOf('expected'))).toMatch(said);
    for (const known of ['', name === 'CACHE' ? 'verify' : 'auto'])
      expect((await rig.bljh(['kconfig', 'conf', ...args], { env: { [variable]: known } })).code).toBe(0);
  });

  it('asks on standard input', async () => {
    const rig = makeTree();
    const { code } = await rig.bljh(['kconfig', 'conf', '--oldaskconfig', 'Kconfig'], { input: 'n\n7\nusb\n' });
    expect(code).toBe(0);
    expect(rig.read('.config')).toContain('CONFIG_BUS="usb"');
  });
});

it('completion offers the commands, their flags and the dialects', async () => {
  const rig = makeRig();
  const offered = async (...words: string[]) =>
    (await rig.bljh(['__complete', ...words])).stdout.split('\n').filter((word) => word !== '');
  expect(await offered('kconfig', '')).toEqual(['check', 'conf', 'diff', 'lint', 'menu', 'print']);
  expect(await offered('kconfig', 'check', '--st')).toEqual(['--strict']);
  expect(await offered('kconfig', 'check', '--dialect', 'linux-6')).toEqual(['linux-6.1', 'linux-6.12']);
});
