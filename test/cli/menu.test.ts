/** The menus in a terminal, as people see them: the built bljh behind a pseudo-terminal. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bljhFile, makeRig, type Rig } from '../rig.js';
import { TestTerminal } from '../terminal.js';
import { station } from '../tui/menus.js';

interface Call {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

function stationRig(kconfig = station): Rig {
  const rig = makeRig({ LANG: 'C.UTF-8', PATH: process.env['PATH'] ?? '' });
  rig.write('Kconfig', kconfig);
  return rig;
}

function startMenu(rig: Rig, { args = [], env = {}, ...size }: Call = {}): TestTerminal {
  return new TestTerminal({
    file: process.execPath,
    args: [bljhFile, 'kconfig', 'menu', ...args],
    cwd: rig.folder,
    env: { ...rig.env, ...env },
    ...size,
  });
}

describe('bljh kconfig menu', () => {
  test('opens, changes, saves and leaves; the file is that of the drop-in conf', async () => {
    const rig = stationRig();
    const menu = startMenu(rig);
    await menu.see('[*] Loadable modules');
    expect(menu.isFullScreen).toBe(true);
    menu.press('<down><enter><down>y');
    await menu.see('<*> Encrypt what is sent');
    menu.press('s');
    await menu.see('saved .config');
    menu.press('q');
    expect(await menu.end()).toEqual({ code: 0, signal: 0 });
    expect(menu.isFullScreen).toBe(false);
    expect(menu.text).toBe('saved .config');
    const saved = rig.read('.config');
    expect(saved).toContain('CONFIG_ENCRYPT=y\nCONFIG_SENSORS=y\n');
    const { code } = await rig.bljh(['kconfig', 'conf', '--olddefconfig', 'Kconfig']);
    expect(code).toBe(0);
    expect(rig.read('.config')).toBe(saved);
  });

  test('the former file is kept as .config.old', async () => {
    const rig = stationRig();
    rig.write('.config', '# mine\nCONFIG_SAFE=y\n');
    const menu = startMenu(rig);
    await menu.see('Safe');
    menu.press('n');
    await menu.see('[ ] Loadable modules');
    menu.press('<escape>');
    await menu.see('Save the changes?');
    menu.press('y');
    expect((await menu.end()).code).toBe(0);
    expect(rig.read('.config.old')).toBe('# mine\nCONFIG_SAFE=y\n');
  });

  test('leaving without saving leaves the file alone and says so', async () => {
    const rig = stationRig();
    const menu = startMenu(rig);
    await menu.see('Loadable modules');
    menu.press(' q');
    await menu.see('Save the changes?');
    menu.press('n');
    expect((await menu.end()).code).toBe(0);
    expect(menu.text).toBe('left .config as it was');
    expect(existsSync(rig.path('.config'))).toBe(false);
  });

  test('leaving after a save without what was changed since: what is saved is told', async () => {
    const rig = stationRig();
    const menu = startMenu(rig);
    await menu.see('Loadable modules');
    menu.press(' s');
    await menu.see('saved .config');
    menu.press(' q');
    await menu.see('Save the changes?');
    menu.press('n');
    expect((await menu.end()).code).toBe(0);
    expect(menu.text).toBe('saved .config, without what was changed after that');
    expect(rig.read('.config')).toContain('# CONFIG_MODULES is not set');
  });

  test('a value that was asked for and cannot be is a question before it is gone', async () => {
    const rig = stationRig();
    rig.write('.config', 'CONFIG_GONE=y\nCONFIG_VOLTAGE=120\n');
    const menu = startMenu(rig);
    await menu.see('Loadable modules');
    menu.press('s');
    const screen = await menu.see('save all the same');
    expect(screen).toContain('2 values asked for cannot be');
    expect(screen).toContain('GONE is not defined in any Kconfig file');
    expect(screen).toContain('it depends on GRID (=n)');
    menu.press('n');
    await menu.see('[*] Loadable modules');
    expect(rig.read('.config')).toBe('CONFIG_GONE=y\nCONFIG_VOLTAGE=120\n');
    menu.press('sy');
    await menu.see('saved .config');
    expect(rig.read('.config')).not.toContain('GONE');
  });

  test('what somebody else wrote meanwhile is not overwritten without a question', async () => {
    const rig = stationRig();
    rig.write('.config', 'CONFIG_SAFE=y\n');
    const menu = startMenu(rig);
    await menu.see('Loadable modules');
    rig.write('.config', 'CONFIG_SAFE=n\n');
    menu.press('s');
    await menu.see('Somebody else has changed the file');
    menu.press('n');
    await menu.see('[*] Loadable modules');
    expect(rig.read('.config')).toBe('CONFIG_SAFE=n\n');
  });

  test('what changes while another question is open is asked about as well', async () => {
    const rig = stationRig();
    rig.write('.config', 'CONFIG_GONE=y\n');
    const menu = startMenu(rig);
    await menu.see('Loadable modules');
    menu.press('s');
    await menu.see('GONE is not defined');
    rig.write('.config', 'CONFIG_SAFE=n\n');
    menu.press('y');
    await menu.see('Somebody else has changed the file');
    menu.press('n');
    await menu.see('[*] Loadable modules');
    expect(rig.read('.config')).toBe('CONFIG_SAFE=n\n');
  });

  test('another file is not replaced without a question', async () => {
    const rig = stationRig();
    rig.write('defconfig', 'mine');
    const menu = startMenu(rig);
    await menu.see('Loadable modules');
    menu.press('d<enter>');
    await menu.see('defconfig is there already. Replace it?');
    menu.press('n');
    await menu.see('to which file?');
    expect(rig.read('defconfig')).toBe('mine');
    menu.press('<enter>');
    await menu.see('Replace it?');
    menu.press('y');
    await menu.see('saved defconfig');
    expect(rig.read('defconfig.old')).toBe('mine');
  });

  test('a broken Kconfig file opens, shows what is broken, and nothing is saved', async () => {
    const rig = stationRig(`${station}\nconfig LAST\n\tbool "Last"\n\tfrobnicate\n`);
    const menu = startMenu(rig);
    await menu.see('(1 problem: !)');
    menu.press('!');
    await menu.see('unknown statement "frobnicate"');
    menu.press('<escape>');
    await menu.see('[*] Loadable modules');
    menu.press('s');
    await menu.see('nothing is saved');
    menu.press('q');
    expect((await menu.end()).code).toBe(0);
    expect(existsSync(rig.path('.config'))).toBe(false);
  });

  test('a broken configuration opens, and shows its line', async () => {
    const rig = stationRig();
    rig.write('.config', 'CONFIG_SAFE=y\n<<<<<<< HEAD\nCONFIG_NAME="a\n');
    const menu = startMenu(rig);
    await menu.see('with the files: ! shows what is wrong');
    menu.press('!');
    await menu.see('.config:2');
  });

  test('a file that cannot be written is told, and the menus stay', async () => {
    const rig = stationRig();
    const menu = startMenu(rig, { args: ['--config', '/dev/full/.config'] });
    await menu.see('Loadable modules');
    menu.press(' s');
    await menu.see('not saved: cannot write');
    menu.press('<ctrl-c>');
    expect((await menu.end()).code).toBe(130);
  });
});

describe('the terminal', () => {
  test('Ctrl-C ends with 130, gives the terminal back and says what became of the file', async () => {
    const rig = stationRig();
    const menu = startMenu(rig);
    await menu.see('Loadable modules');
    menu.press(' <ctrl-c>');
    expect((await menu.end()).code).toBe(130);
    expect(menu.isFullScreen).toBe(false);
    expect(menu.text).toContain('interrupted: .config is as it was last saved');
    expect(menu.written.lastIndexOf('\u001b[?25h')).toBeGreaterThan(menu.written.lastIndexOf('\u001b[?25l'));
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends with %d and gives the terminal back', async (signal, code) => {
    const menu = startMenu(stationRig());
    await menu.see('Loadable modules');
    menu.signal(signal);
    expect((await menu.end()).code).toBe(code);
    expect(menu.isFullScreen).toBe(false);
  });

  test('the raw mode is over at the end: the shell gets lines again', async () => {
    const rig = stationRig();
    const call = `"${process.execPath}" "${bljhFile}" kconfig menu; stty -a | grep -o -- '-\\?icanon'; echo over`;
    const menu = new TestTerminal({ file: '/bin/sh', args: ['-c', call], cwd: rig.folder, env: rig.env });
    await menu.see('Loadable modules');
    menu.press('q');
    await menu.see('over');
    expect(menu.text.split('\n')).toContain('icanon');
  });

  test('another size is another picture', async () => {
    const menu = startMenu(stationRig(), { columns: 100, rows: 30 });
    await menu.see('q leave');
    menu.resize(30, 6);
    await menu.see(/^Weather station: .config\n\[\*\] Loadable modules/);
    expect(menu.text.split('\n').length).toBeLessThanOrEqual(6);
    menu.resize(10, 3);
    await menu.see(/^\[\*\] Loada…\n/);
    menu.press('<down>');
    menu.resize(100, 30);
    await menu.see('q leave');
  });

  test('a key writes the lines that changed, not the whole screen', async () => {
    const menu = startMenu(stationRig());
    await menu.see('MODULES is y');
    const before = menu.written.length;
    menu.press('<down>');
    await menu.see(/^(?!.*MODULES is y)/s);
    expect(menu.written.length - before).toBeLessThan(500);
    expect(menu.written.slice(before)).not.toContain('\u001b[2J');
  });

  test('Ctrl-Z gives the terminal back, SIGCONT takes it again', async () => {
    const menu = startMenu(stationRig());
    await menu.see('Loadable modules');
    menu.press('<ctrl-z>');
    await expect.poll(() => readState(menu.pid), { timeout: 10_000 }).toBe('T');
    // What it wrote last may still be on its way to the screen.
    await expect.poll(() => menu.isFullScreen, { timeout: 10_000 }).toBe(false);
    menu.signal('SIGCONT');
    await menu.see('Loadable modules');
    expect(menu.isFullScreen).toBe(true);
    menu.press('q');
    expect((await menu.end()).code).toBe(0);
  });

  test('NO_COLOR: no colour, and the cursor still shows', async () => {
    const rig = stationRig();
    rig.write('.config', 'CONFIG_SAFE=y\n');
    const menu = startMenu(rig, { env: { NO_COLOR: '1' } });
    await menu.see('(NEW)');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
    expect(menu.written).not.toMatch(/\u001b\[(3|4|9|10)\d/);
    expect(menu.written).toContain('\u001b[7m');
  });

  test('colour marks what is new', async () => {
    const rig = stationRig();
    rig.write('.config', 'CONFIG_SAFE=y\n');
    const menu = startMenu(rig);
    await menu.see('(NEW)');
    expect(menu.written).toContain('\u001b[33m (NEW)');
  });

  test('a locale without UTF-8 gets ASCII', async () => {
    const menu = startMenu(stationRig(), { env: { LANG: 'C' } });
    await menu.see('Radio  --->');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the point
    expect(menu.text).toMatch(/^[\u0000-\u007f]*$/);
  });

  test.each([
    ['TERM=dumb', { TERM: 'dumb' }],
    ['CI', { CI: 'true' }],
  ])('%s: no menus, and what to do instead', async (_what, env) => {
    const menu = startMenu(stationRig(), { env });
    expect((await menu.end()).code).toBe(2);
    expect(menu.text).toContain('menus need a terminal');
    expect(menu.isFullScreen).toBe(false);
  });

  test('without a terminal: the same', async () => {
    const { code, stderr } = await stationRig().bljh(['kconfig', 'menu']);
    expect(code).toBe(2);
    expect(stderr).toContain('menus need a terminal');
    expect(stderr).toContain('bljh kconfig print');
  });
});

/** The state of a process, as ps shows it. */
function readState(pid: number): string {
  return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';
}
