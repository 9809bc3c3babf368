/** The files behind the menus: of a board, and of any other tree. No terminal; what a user would answer is given. */
import { existsSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBoardMenu } from '../../src/cli/board-menu.js';
import { readWholeFile } from '../../src/cli/kconfig-tree.js';
import { openMenu } from '../../src/cli/menu-host.js';
import { success } from '../../src/diagnostics/diagnostic.js';
import { parseKconfig, saveConfig } from '../../src/kconfig/index.js';
import { menuAround } from '../../src/menu/index.js';
import { buildPathsOf, loadProject } from '../../src/project/project.js';
import type { SaveOutcome } from '../../src/tui/host.js';
import type { Doubt, PathPurpose } from '../../src/tui/state.js';
import { smallProject } from '../configuration/small-project.js';
import { PACKAGE, unwrap } from '../plan/plan-input.js';
import { placeFiles, temporaryFolder } from '../process/temporary-folder.js';

const options = `config NET
	bool "Net"

config SPEED
	int "Speed"
	default 5
	range 1 9

config GREETING
	string "Greeting"
	default "hi"
`;

function boardMenu(files: Readonly<Record<string, string>> = {}) {
  const made = smallProject(options, { 'go.mod': 'module app\n\ngo 1.23\n', ...files });
  return { ...made, ...answering(unwrap(openBoardMenu(unwrap(loadProject(made.folder)), 'virt64', PACKAGE))) };
}

function treeMenu(files: Readonly<Record<string, string>>, name = '.config') {
  const folder = temporaryFolder({ Kconfig: options, ...files });
  const path = (each: string) => join(folder, each);
  const file = path(name);
  const { model, diagnostics } = parseKconfig({ file: path('Kconfig') });
  const opened = openMenu({
    title: 'Tree',
    file,
    model,
    diagnostics,
    read: (each) => readWholeFile(each, model),
    write: (editor) => {
      saveConfig(file, editor.text());
      return success(editor.text());
    },
    mayBeMinimal: true,
    suggestions: { 'save-as': `${file}.copy`, 'save-minimal': path('defconfig') },
  });
  return { folder, path, config: file, text: () => readFileSync(file, 'utf8'), ...answering(opened) };
}

/** The doubts in the order in which they come, each of them agreed to; then what happened. */
function answering({ editor, host }: ReturnType<typeof openMenu>) {
  const notices: string[] = [];
  const agree = async (ask: (accepted: readonly Doubt[]) => Promise<SaveOutcome>) => {
    const asked: Doubt[] = [];
    for (;;) {
      const outcome = await ask(asked);
      if (outcome.kind !== 'doubtful') {
        if (outcome.kind === 'saved' && outcome.isOwn) editor.markSaved();
        return { asked, ...outcome };
      }
      if (asked.length > 5) throw new Error(`asked again and again: ${asked}`);
      asked.push(outcome.doubt);
    }
  };
  const onNotice = (text: string): void => void notices.push(text);
  const save = () => agree((accepted) => host.save(editor, accepted, onNotice));
  const saveTo = (path: string, purpose: PathPurpose) =>
    agree((accepted) => host.saveTo(editor, { path, purpose, accepted }, onNotice));
  const load = (path: string) => {
    const outcome = host.load(path);
    if (outcome.kind === 'loaded') editor.load(outcome.file, outcome.isOwn);
    return outcome;
  };
  const isNew = (name: string): boolean => {
    const node = editor.titles.find((each) => each.name === name)?.node;
    if (node === undefined) throw new Error(`no menu has ${name}`);
    return editor.rows(menuAround(node), true).some((row) => row.node === node && editor.isNew(row));
  };
  return { editor, host, notices, save, saveTo, load, isNew };
}

const broken = `${options}\nconfig LAST\n\tbool "Last"\n\tfrobnicate\n`;

describe('to save under the name of the configuration itself', () => {
  test('is to save: with the checks, the record and no question about replacing it', async () => {
    const menu = boardMenu();
    expect(menu.call({ NET: 'y' }).ok).toBe(true);
    const again = answering(unwrap(openBoardMenu(unwrap(loadProject(menu.folder)), 'virt64', PACKAGE)));
    again.editor.setSymbol('SPEED', '7');
    const link = menu.path('link');
    symlinkSync(menu.path('build'), link);
    expect(await again.saveTo(join(link, 'virt64/.config'), 'save-as')).toMatchObject({ kind: 'saved', asked: [] });
    expect(again.editor.isChanged).toBe(false);
    expect(readFileSync(menu.record, 'utf8')).toContain('"SPEED": "7"');
    expect(existsSync(`${menu.config}.old`)).toBe(false);
    expect(await again.save()).toMatchObject({ kind: 'saved', asked: [] });
  });

  test('is refused where no build could have the values', async () => {
    const menu = boardMenu();
    menu.editor.setSymbol('HEAP_LIMIT', '5000');
    expect(await menu.saveTo(menu.config, 'save-as')).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/^not saved: /),
    });
    expect(existsSync(menu.config)).toBe(false);
  });

  test('minimal: a board needs every line, any other tree may', async () => {
    const menu = boardMenu();
    expect(await menu.saveTo(menu.config, 'save-minimal')).toMatchObject({ kind: 'failed' });
    const tree = treeMenu({ a_defconfig: 'CONFIG_NET=y\n' }, 'a_defconfig');
    writeFileSync(tree.config, 'CONFIG_SPEED=7\n');
    const outcome = await tree.saveTo(tree.config, 'save-minimal');
    expect(outcome).toMatchObject({ kind: 'saved', asked: ['changed-elsewhere', 'replaces'] });
    expect(tree.text()).toBe('CONFIG_NET=y\n');
    expect(await tree.save()).toMatchObject({ kind: 'saved', asked: [] });
  });
});

describe('with a broken Kconfig file', () => {
  test.each(['save-as', 'save-minimal'] as const)(
    '%s saves nothing, not in the file itself, not elsewhere',
    async (purpose) => {
      const menu = boardMenu({ Kconfig: broken, 'build/virt64/.config': 'CONFIG_NET=y\n' });
      for (const path of [menu.config, menu.path('other')])
        expect(await menu.saveTo(path, purpose)).toMatchObject({
          kind: 'failed',
          message: expect.stringContaining('nothing is saved'),
        });
      expect(menu.text()).toBe('CONFIG_NET=y\n');
      expect(existsSync(menu.path('other'))).toBe(false);
    },
  );
});

test('another file asks about losses, and about replacing', async () => {
  const menu = treeMenu({ '.config': 'CONFIG_GONE=y\n', other: 'mine' });
  expect(await menu.saveTo(menu.path('other'), 'save-as')).toMatchObject({ asked: ['losses', 'replaces'] });
  expect(await menu.save()).toMatchObject({ asked: ['losses'] });
});

test('what the defconfig says since is a problem, and replacing it names that', async () => {
  const defconfig = 'configs/virt64_defconfig';
  const made = smallProject(options, { 'go.mod': 'module app\n\ngo 1.23\n', [defconfig]: 'CONFIG_SPEED=6\n' });
  unwrap(made.call());
  made.place({ [defconfig]: 'CONFIG_SPEED=7\nCONFIG_NET=y\n' });
  const { editor, host } = unwrap(openBoardMenu(unwrap(loadProject(made.folder)), 'virt64', PACKAGE));
  const news = expect.stringMatching(/SPEED=7, NET=y came into \S+ after \.config was made of it/);
  expect(host.problems().map(({ title }) => title)).toEqual([news]);
  const call = { path: made.path(defconfig), purpose: 'save-minimal', accepted: [] } as const;
  const replacing = async () => {
    const outcome = await host.saveTo(editor, call, () => {});
    return outcome.kind === 'doubtful' ? outcome.lines : outcome;
  };
  expect(await replacing()).toEqual([news, expect.stringMatching(/kept as/)]);
  editor.setSymbol('NET', 'y');
  editor.setSymbol('SPEED', '6');
  expect(await replacing()).toEqual([expect.stringMatching(/kept as/)]);
});

test('the names that are suggested are not that of the configuration, and builds read that of the defconfig', () => {
  const { host, config, path } = boardMenu();
  expect(resolve(host.suggestPath('save-as'))).not.toBe(config);
  expect(resolve(host.suggestPath('save-minimal'))).toBe(path('configs/virt64_defconfig'));
  expect(resolve(host.suggestPath('load'))).toBe(config);
});

describe('what cannot be read of the file', () => {
  test.each([
    ['a text without quotes', 'CONFIG_GREETING=hello\n', 'GREETING must be in quotes'],
    ['a second line', 'CONFIG_NET=y\nCONFIG_NET=foo\n', "'foo' invalid for NET"],
    ['an open string', 'CONFIG_GREETING="hel\n', 'the string of GREETING is not closed'],
    ['another text', 'CONFIG_NET=y\nhello\n', 'unexpected data: hello'],
  ])('of a board, %s: is asked about once', async (_what, text, reason) => {
    const menu = boardMenu({ 'build/virt64/.config': text });
    const outcome = await menu.host.save(menu.editor, [], () => {});
    expect(outcome).toMatchObject({ kind: 'doubtful', doubt: 'unread', lines: [expect.stringContaining(reason)] });
    expect(menu.text()).toBe(text);
    expect(await menu.save()).toMatchObject({ kind: 'saved', asked: ['unread'] });
    expect(menu.host.problems()).toEqual([]);
    menu.editor.setSymbol('SPEED', '7');
    expect(await menu.save()).toMatchObject({ kind: 'saved', asked: [] });
  });

  test.each([
    ['conflict markers', '<<<<<<< HEAD\nCONFIG_NET=y\n=======\n>>>>>>> b\n'],
    ['an open string', 'CONFIG_GREETING="hel\n'],
  ])('of any tree, %s: is asked about', async (_what, text) => {
    const menu = treeMenu({ '.config': text });
    expect(await menu.save()).toMatchObject({ kind: 'saved', asked: ['unread'] });
  });

  test('conflict markers in the file of a board: it is made anew from the defconfig, and kept', async () => {
    const text = 'CONFIG_GREETING="mine"\n<<<<<<< HEAD\nCONFIG_NET=y\n=======\nCONFIG_SPEED=3\n>>>>>>> b\n';
    const defconfig = 'CONFIG_SPEED=2\nCONFIG_NET=y\n';
    const menu = boardMenu({ 'build/virt64/.config': text, 'configs/virt64_defconfig': defconfig });
    expect(menu.editor.values.get('SPEED')?.value).toBe('2');
    const rows = menu.editor.rows(menu.editor.model.root, true);
    expect(rows.filter((row) => menu.editor.isNew(row))).toEqual([]);
    const asked = await menu.host.save(menu.editor, [], () => {});
    expect(asked).toMatchObject({ kind: 'doubtful', doubt: 'unread' });
    expect(JSON.stringify(asked)).toMatch(/made anew from \S*configs\/virt64_defconfig and what was set here/);
    menu.editor.setSymbol('SPEED', '8');
    menu.editor.setSymbol('GREETING', 'new');
    expect(await menu.save()).toMatchObject({ kind: 'saved', asked: ['unread'] });
    expect(menu.text()).toBe(menu.editor.text());
    for (const line of ['CONFIG_SPEED=8', 'CONFIG_NET=y', 'CONFIG_GREETING="new"'])
      expect(menu.text()).toContain(`${line}\n`);
    expect(readFileSync(`${menu.config}.old`, 'utf8')).toBe(text);
    expect(menu.read().ok).toBe(true);
  });

  test('bytes that are no UTF-8 in the file of a board: it is made anew, and kept', async () => {
    const menu = boardMenu({ 'build/virt64/.config': '' });
    const bytes = Buffer.from('CONFIG_GREETING="gr\xFC\xDF"\n', 'latin1');
    writeFileSync(menu.config, bytes);
    const again = answering(unwrap(openBoardMenu(unwrap(loadProject(menu.folder)), 'virt64', PACKAGE)));
    expect(again.host.problems()).toMatchObject([{ title: expect.stringContaining('CF0008') }]);
    expect(await again.save()).toMatchObject({ kind: 'saved', asked: ['unread'] });
    expect(menu.text()).toBe(again.editor.text());
    expect(readFileSync(`${menu.config}.old`)).toEqual(bytes);
  });

  test('a folder in its place is a problem, and stays', async () => {
    const tree = treeMenu({ '.config/file': '' });
    expect(tree.host.problems()).toMatchObject([{ title: expect.stringContaining('EISDIR') }]);
    expect(await tree.save()).toMatchObject({ kind: 'failed', asked: ['unread'] });
    const menu = boardMenu({ 'build/virt64/.config/file': '' });
    expect(menu.host.problems()).toMatchObject([{ title: expect.stringContaining('EISDIR') }]);
    expect(await menu.save()).toMatchObject({ kind: 'failed', asked: ['unread'] });
    expect(existsSync(join(menu.config, 'file'))).toBe(true);
    // What the defconfig says since cannot be known; it is replaced as any other file.
    menu.place({ 'configs/virt64_defconfig': 'CONFIG_SPEED=6\n' });
    const { host } = unwrap(openBoardMenu(unwrap(loadProject(menu.folder)), 'virt64', PACKAGE));
    const call = { path: menu.path('configs/virt64_defconfig'), purpose: 'save-minimal', accepted: [] } as const;
    expect(await host.saveTo(menu.editor, call, () => {})).toMatchObject({ kind: 'doubtful', doubt: 'replaces' });
  });
});

describe('loading', () => {
  test('a .config of another checkout: its default lines are not new, and its wishes alone are asked for', async () => {
    const other = boardMenu();
    other.call({ SPEED: '7' });
    const menu = boardMenu({ 'build/virt64/.config': 'CONFIG_GONE=y\n' });
    expect(menu.host.problems()).toHaveLength(1);
    expect(menu.load(other.config)).toMatchObject({ kind: 'loaded' });
    expect(menu.isNew('NET')).toBe(false);
    expect(menu.editor.values.settings.map(({ name }) => name)).toEqual(['SPEED']);
    // What was wrong with the former file is not wrong with this one.
    expect(menu.host.problems()).toEqual([]);
  });

  test('a whole .config under another name is one, a defconfig is none', () => {
    const other = boardMenu();
    other.call({ SPEED: '7' });
    const menu = boardMenu({ 'a.config': other.text(), a_defconfig: 'CONFIG_SPEED=7\nCONFIG_GREETING="hi"\n' });
    menu.load(menu.path('a.config'));
    expect(menu.editor.values.settings.map(({ name }) => name)).toEqual(['SPEED']);
    expect(menu.isNew('NET')).toBe(false);
    menu.load(menu.path('a_defconfig'));
    expect(menu.editor.values.settings.map(({ name }) => name)).toEqual(['SPEED', 'GREETING']);
    expect(menu.isNew('NET')).toBe(true);
  });

  test('warnings of the file are among the problems', () => {
    const menu = treeMenu({ twice: 'CONFIG_NET=y\nCONFIG_NET=n\n' });
    expect(menu.host.problems()).toEqual([]);
    expect(menu.load(menu.path('twice'))).toMatchObject({ kind: 'loaded' });
    expect(menu.host.problems()).toMatchObject([{ title: expect.stringContaining('NET is set again') }]);
  });

  test('of a whole .config that was loaded into an empty start, an n that is selected is no loss', () => {
    const kconfig = 'config A\n\tbool "A"\n\tselect B\n\nconfig B\n\tbool "B"\n';
    const menu = treeMenu({ Kconfig: kconfig, whole: 'CONFIG_A=y\n# CONFIG_B is not set\n' });
    menu.load(menu.path('whole'));
    expect(menu.editor.losses).toEqual([]);
  });

  test('the configuration itself, as somebody else has written it, is known then', async () => {
    const menu = treeMenu({ '.config': 'CONFIG_NET=y\n' });
    writeFileSync(menu.config, 'CONFIG_SPEED=7\n');
    menu.load(menu.config);
    expect(menu.editor.isTouched).toBe(false);
    expect(await menu.save()).toMatchObject({ kind: 'saved', asked: [] });
    expect(menu.text()).toContain('CONFIG_SPEED=7');
  });
});

describe('what another bljh writes meanwhile', () => {
  test('while the save waits for the lock: it is told, asked about, and kept if the answer is no', async () => {
    const menu = boardMenu();
    expect(menu.call({ NET: 'y' }).ok).toBe(true);
    const again = answering(unwrap(openBoardMenu(unwrap(loadProject(menu.folder)), 'virt64', PACKAGE)));
    again.editor.setSymbol('GREETING', 'moin');
    const lock = menu.path(buildPathsOf('virt64').configLock);
    writeFileSync(lock, String(process.pid));
    const saving = again.host.save(again.editor, [], (text) => {
      again.notices.push(text);
      // The holder of the lock does its work.
      expect(menu.call({ SPEED: '7' }).ok).toBe(true);
      unlinkSync(lock);
    });
    expect(await saving).toMatchObject({ kind: 'doubtful', doubt: 'changed-elsewhere' });
    expect(again.notices).toEqual([`virt64: waiting for process ${process.pid}, which configures here`]);
    expect(menu.text()).toContain('CONFIG_SPEED=7\n');
    expect(await again.save()).toMatchObject({ kind: 'saved', asked: ['changed-elsewhere'] });
    expect(menu.text()).toBe(again.editor.text());
    expect(menu.text()).toContain('CONFIG_SPEED=5\n');
  });

  test('who agreed to replace one text has not agreed to replace the next one', async () => {
    const menu = treeMenu({ '.config': 'CONFIG_NET=y\n' });
    writeFileSync(menu.config, 'CONFIG_SPEED=7\n');
    expect(await menu.host.save(menu.editor, [], () => {})).toMatchObject({ doubt: 'changed-elsewhere' });
    writeFileSync(menu.config, 'CONFIG_SPEED=8\n');
    expect(await menu.host.save(menu.editor, ['changed-elsewhere'], () => {})).toMatchObject({
      doubt: 'changed-elsewhere',
    });
    expect(await menu.host.save(menu.editor, ['changed-elsewhere'], () => {})).toMatchObject({ kind: 'saved' });
  });

  test('a text that was saved is what is known, not what stands there a moment later', async () => {
    const menu = boardMenu();
    expect(await menu.save()).toMatchObject({ kind: 'saved', asked: [] });
    placeFiles(menu.folder, { 'build/virt64/.config': `${menu.text()}CONFIG_NET=y\n` });
    expect(await menu.save()).toMatchObject({ kind: 'saved', asked: ['changed-elsewhere'] });
  });
});
