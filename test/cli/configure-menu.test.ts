/** `bljh configure` in a terminal: the menus of a board's options, with the checks of the other ways to set them. */
import { appendFileSync, existsSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bljhFile, makeRig, type Rig } from '../rig.js';
import { TestTerminal } from '../terminal.js';

const rig = makeRig({ LANG: 'C.UTF-8', PATH: process.env['PATH'] ?? '' });

/** To the one option that a search finds. */
async function jumpTo(menu: TestTerminal, expression: string): Promise<void> {
  menu.press(`/${expression}`);
  await menu.see('1 found');
  menu.press('<enter>');
  await menu.see('(Top) > ');
}

function startConfigure(
  cwd: string,
  args: readonly string[] = ['--board', 'virt64'],
  { env }: Rig = rig,
): TestTerminal {
  return new TestTerminal({ file: process.execPath, args: [bljhFile, 'configure', ...args], cwd, env });
}

test('changes an option, saves it as --set does, and leaves', async () => {
  const project = await rig.project('options', 'changes');
  const menu = startConfigure(project);
  expect(await menu.see('Project changes')).toContain('bljh configure: changes for virt64');
  await jumpTo(menu, 'buffer_size');
  await menu.see('(Top) > Project changes');
  menu.press('<enter><ctrl-u>7<enter>');
  await menu.see('(7) ');
  menu.press('s');
  await menu.see('saved build/virt64/.config');
  menu.press('q');
  expect((await menu.end()).code).toBe(0);
  expect(menu.text).toBe('saved build/virt64/.config');
  const byMenu = rig.read('changes/build/virt64/.config');
  expect(byMenu).toContain('CONFIG_BUFFER_SIZE=7\n');
  await rig.project('options', 'flags');
  await rig.bljh(['configure', '--board', 'virt64', '--set', 'BUFFER_SIZE=7'], { cwd: rig.path('flags') });
  expect(rig.read('flags/build/virt64/.config').replaceAll('flags', 'changes')).toBe(byMenu);
});

test('u takes a value back, and it follows its default from then on', async () => {
  const project = await rig.project('options', 'follows');
  await rig.bljh(['configure', '--board', 'virt64', '--set', 'BUFFER_SIZE=7'], { cwd: project });
  const menu = startConfigure(project);
  await menu.see('Project follows');
  await jumpTo(menu, 'buffer_size');
  await menu.see('(7) ');
  menu.press('u');
  await menu.see('its default');
  menu.press('s');
  await menu.see('saved build/virt64/.config');
  menu.press('q');
  expect((await menu.end()).code).toBe(0);
  const { stdout } = await rig.bljh(['configure', '--board', 'virt64', '--json'], { cwd: project });
  const [board] = JSON.parse(stdout).result.boards;
  expect(board.report.map(({ name }: { name: string }) => name)).not.toContain('BUFFER_SIZE');
});

test('what no build could have is not saved, and says why', async () => {
  const project = await rig.project('options', 'refused');
  const menu = startConfigure(project);
  await menu.see('Project refused');
  await jumpTo(menu, 'heap_limit$');
  await menu.see('Heap limit in KiB');
  menu.press('<enter><ctrl-u>5000<enter>');
  await menu.see('(5000)');
  menu.press('s');
  await menu.see('not saved: ');
  menu.press('<ctrl-c>');
  expect((await menu.end()).code).toBe(130);
  expect(existsSync(join(project, 'build/virt64/.config'))).toBe(false);
});

test('a broken Kconfig of the project opens, and shows its line', async () => {
  const project = await rig.project('options', 'broken');
  appendFileSync(join(project, 'Kconfig'), '\nconfig LAST\n\tbool "Last"\n\tfrobnicate\n');
  const menu = startConfigure(project);
  await menu.see('1 problem with the files');
  menu.press('!');
  await menu.see('unknown statement "frobnicate"');
});

test('a .config with a value that cannot be opens; saving asks before it goes', async () => {
  const project = await rig.project('options', 'lost');
  rig.write('lost/build/virt64/.config', 'CONFIG_BUFFER_SIZE=7\nCONFIG_GONE=y\n');
  const menu = startConfigure(project);
  await menu.see('Project lost');
  menu.press('s');
  await menu.see('GONE is not defined');
  menu.press('y');
  await menu.see('saved build/virt64/.config');
  menu.press('q');
  expect((await menu.end()).code).toBe(0);
  expect(rig.read('lost/build/virt64/.config')).toContain('CONFIG_BUFFER_SIZE=7');
  expect(rig.read('lost/build/virt64/.config')).not.toContain('GONE');
});

test('a save that waits for another bljh says so, and Ctrl-C ends it at once', async () => {
  const project = await rig.project('options', 'waits');
  const menu = startConfigure(project);
  await menu.see('Project waits');
  rig.write('waits/build/virt64/.bljh-config-lock', String(process.pid));
  menu.press('s');
  await menu.see(`virt64: waiting for process ${process.pid}, which configures here`);
  const pressed = performance.now();
  menu.press('<ctrl-c>');
  expect((await menu.end()).code).toBe(130);
  // The lock is waited for 10 seconds.
  expect(performance.now() - pressed).toBeLessThan(6_000);
  expect(menu.isFullScreen).toBe(false);
  expect(menu.text).toContain('interrupted: build/virt64/.config is as it was last saved');
  expect(existsSync(join(project, 'build/virt64/.config'))).toBe(false);
});

test('what another bljh sets while a save waits for it is asked about', async () => {
  const project = await rig.project('options', 'raced');
  await rig.bljh(['configure', '--board', 'virt64'], { cwd: project });
  const menu = startConfigure(project);
  await menu.see('Project raced');
  const lock = rig.write('raced/build/virt64/.bljh-config-lock', String(process.pid));
  menu.press('s');
  await menu.see('waiting for process');
  rig.write(
    'raced/build/virt64/.config',
    rig.read('raced/build/virt64/.config').replace(/BUFFER_SIZE=\d+/, 'BUFFER_SIZE=7'),
  );
  unlinkSync(lock);
  await menu.see('Somebody else has changed the file');
  menu.press('n');
  await menu.see('Project raced');
  expect(rig.read('raced/build/virt64/.config')).toContain('BUFFER_SIZE=7');
});

test('--no-menu, --set and --quiet write without asking, in a terminal, too', async () => {
  const project = await rig.project('options', 'plain');
  for (const args of [['--no-menu'], ['--set', 'BUFFER_SIZE=7'], ['--quiet']]) {
    const menu = startConfigure(project, ['--board', 'virt64', ...args]);
    expect((await menu.end()).code).toBe(0);
    expect(menu.isFullScreen).toBe(false);
    expect(menu.written).not.toContain('\u001b[?1049h');
  }
});

test('--menu says what excludes it, and that it needs a terminal', async () => {
  const project = await rig.project('options', 'flagged');
  const both = await rig.bljh(['configure', '--menu', '--report'], { cwd: project });
  expect(both.code).toBe(2);
  expect(both.stderr).toContain('--report says what to write');
  const none = await rig.bljh(['configure', '--menu', '--board', 'virt64'], { cwd: project });
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('menus need a terminal');
  const menu = startConfigure(project, ['--menu', '--board', 'virt64']);
  await menu.see('Project flagged');
});

test('menus show however the board and the project are written', async () => {
  await rig.project('options', 'written');
  const project = rig.path('written');
  for (const [cwd, args] of [
    [project, ['configure', '-bvirt64']],
    [rig.folder, ['-C', 'written', 'configure', '-b', 'virt64']],
    [rig.folder, ['configure', '--no-color', '-C', 'written', '--board=virt64']],
  ] as const) {
    const menu = new TestTerminal({ file: process.execPath, args: [bljhFile, ...args], cwd, env: rig.env });
    await menu.see('Project written');
    menu.press('q');
    expect((await menu.end()).code).toBe(0);
  }
  expect(existsSync(join(project, 'build/virt64/.config'))).toBe(false);
});

test('--menu is about one board, and several are none of its', async () => {
  const project = await rig.project('options', 'several');
  const { code, stderr } = await rig.bljh(['configure', '--menu', '-b', 'virt64', '-b', 'virt32'], { cwd: project });
  expect(code).toBe(2);
  expect(stderr).toContain('CL0003');
  expect(stderr).toContain('--menu is about one board, and 2 are named');
});

test('a default board that is none is told after the menus, and by --list-new', async () => {
  const project = await rig.project('options', 'defaulted');
  rig.write(
    'defaulted/bljh.ini',
    `default_board = virt65\n${rig.read('defaulted/bljh.ini').replace(/^default_board.*$/m, '')}`,
  );
  const menu = startConfigure(project);
  await menu.see('Project defaulted');
  menu.press('s');
  await menu.see('saved build/virt64/.config');
  menu.press('q');
  expect((await menu.end()).code).toBe(0);
  expect(menu.text).toContain('there is no board "virt65"');
  const { stderr } = await rig.bljh(['configure', '--board', 'virt64', '--list-new'], { cwd: project });
  expect(stderr).toContain('there is no board "virt65"');
});

test('without a project, and with an unknown board, the errors are those of the other commands', async () => {
  const nowhere = startConfigure(rig.folder);
  expect((await nowhere.end()).code).toBe(3);
  expect(nowhere.text).toContain('PJ0001');
  const project = await rig.project('options', 'boardless');
  const unknown = startConfigure(project, ['--board', 'virt65']);
  expect((await unknown.end()).code).toBe(2);
  expect(unknown.text).toContain('virt64');
});
