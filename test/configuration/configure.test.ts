import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../src/boards/load-board.js';
import { type ConfigureRequest, configure, readConfiguration } from '../../src/configuration/configure.js';
import { loadModel } from '../../src/configuration/load-model.js';
import { defaultDefconfig } from '../../src/configuration/presets.js';
import { loadProject } from '../../src/project/project.js';
import { codesOf, errorsOf, PACKAGE, settingsOf, unwrap } from '../plan/plan-input.js';
import { placeFiles, temporaryFolder } from '../process/temporary-folder.js';

const KCONFIG = [
  'config ONE',
  '\tbool "one"',
  'config NUMBER',
  '\tint "number"',
  '\trange 1 9 if !ONE',
  '\tdefault 5 if ONE',
  '\tdefault 3',
  'config NEEDS',
  '\tstring "needs one"',
  '\tdepends on ONE',
  '\tdefault "text"',
  '',
].join('\n');

function setUp(files: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder({ 'bljh.ini': 'name = app\n', Kconfig: KCONFIG, ...files });
  const project = unwrap(loadProject(folder));
  const board = unwrap(loadBoard('virt64', [join(PACKAGE, 'boards')]));
  const config = join(folder, 'build/virt64/.config');
  return {
    folder,
    config,
    project,
    board,
    call: (set: Readonly<Record<string, string>> = {}, more: Partial<ConfigureRequest> = {}) =>
      configure({ project, board, packageFolder: PACKAGE, set: settingsOf(set), ...more }),
    read: () => readConfiguration(project, board, PACKAGE),
    text: () => readFileSync(config, 'utf8'),
  };
}

describe('configure', () => {
  it("starts from the project's defconfig, else from the board's, then from .config", () => {
    const { call, folder, board, project, config, text } = setUp({ 'configs/virt64_defconfig': 'CONFIG_NUMBER=7\n' });
    expect(defaultDefconfig(project, board)).toBe(join(folder, 'configs/virt64_defconfig'));
    expect(unwrap(call())).toMatchObject({
      path: 'build/virt64/.config',
      changed: true,
      startedFrom: join(folder, 'configs/virt64_defconfig'),
    });
    expect(text()).toContain('CONFIG_NUMBER=7\n');
    expect(unwrap(call())).toMatchObject({ changed: false, startedFrom: config });
    rmSync(join(folder, 'configs'), { recursive: true });
    expect(defaultDefconfig(project, board)).toBe(join(PACKAGE, 'boards/virt64/defconfig'));
  });

  it('leaves a .config that would not change alone, its time too', () => {
    const { call, config } = setUp();
    call();
    const before = statSync(config).mtimeMs;
    expect(unwrap(call()).changed).toBe(false);
    expect(statSync(config).mtimeMs).toBe(before);
  });

  it('writes nothing when asked for a dry run', () => {
    const { call, config } = setUp();
    expect(unwrap(call({ ONE: 'y' }, { dryRun: true })).changed).toBe(true);
    expect(existsSync(config)).toBe(false);
  });

  it('lets a value that was only a default follow its default', () => {
    const { call, text } = setUp();
    call();
    call({ ONE: 'y' });
    expect(text()).toContain('CONFIG_NUMBER=5\n');
    expect(text()).toContain('CONFIG_NEEDS="text"\n');
  });

  it('keeps what the user set before', () => {
    const { call, text } = setUp();
    call({ NUMBER: '8' });
    call({ ONE: 'y' });
    expect(text()).toContain('CONFIG_NUMBER=8\n');
  });

  it.each([
    [{ GONE: 'y' }, 'KC0501', 'GONE'],
    [{ NEEDS: 'x' }, 'KC0503', 'NEEDS'],
    [{ NUMBER: '99' }, 'KC0506', 'NUMBER'],
    [{ NUMBER: 'many' }, 'KC0507', 'NUMBER'],
    [{ BARE_METAL: 'y' }, 'KC0502', 'BARE_METAL'],
  ])('refuses %j and leaves .config as it was', (set, code, name) => {
    const { call, text } = setUp();
    call();
    const before = text();
    const result = call(set as Readonly<Record<string, string>>);
    expect(codesOf(result)).toEqual([code]);
    expect(errorsOf(result)[0]?.message).toContain(name);
    expect(text()).toBe(before);
  });

  it('refuses a --set that makes an older value impossible, unless that may go', () => {
    const { call, text } = setUp();
    call({ ONE: 'y', NEEDS: 'mine' });
    const before = text();
    expect(errorsOf(call({ ONE: 'n' }))).toMatchObject([
      { code: 'KC0503', hint: { command: 'bljh configure --board virt64 --set ONE=n --unset NEEDS' } },
    ]);
    expect(text()).toBe(before);
    const result = call({ ONE: 'n' }, { dropLost: true });
    expect(result.ok).toBe(true);
    expect(result.diagnostics.filter(({ message }) => message.includes('NEEDS'))).toMatchObject([
      { severity: 'warning' },
    ]);
    call({ ONE: 'y' });
    expect(text()).toContain('CONFIG_NEEDS="text"\n');
  });

  it('--set replaces a value of .config that does not stick; another one does not', () => {
    const { call, text, config } = setUp();
    call();
    writeFileSync(config, text().replace('CONFIG_NUMBER=3', 'CONFIG_NUMBER=99'));
    expect(errorsOf(call())).toMatchObject([
      {
        code: 'KC0506',
        hint: { text: 'set ONE=y; or only NUMBER=9', command: 'bljh configure --board virt64 --set ONE=y' },
      },
    ]);
    expect(codesOf(call({ ONE: 'n' }))).toEqual(['KC0506']);
    expect(call({ NUMBER: '8' })).toMatchObject({ ok: true, diagnostics: [] });
    expect(text()).toContain('CONFIG_NUMBER=8\n');
  });

  it('--set that makes a value stick which did not before: nothing is lost', () => {
    const { call, text, config } = setUp();
    call();
    writeFileSync(config, `${text()}CONFIG_NEEDS="mine"\n`);
    expect(errorsOf(call())).toMatchObject([{ code: 'KC0503', hint: { text: 'set ONE=y' } }]);
    expect(call({ ONE: 'y' })).toMatchObject({ ok: true, diagnostics: [] });
    expect(text()).toContain('CONFIG_NEEDS="mine"\n');
  });

  it('--unset drops what no Kconfig file defines any more, and lets a symbol follow its default', () => {
    const { call, text, config, read } = setUp();
    call({ NUMBER: '8' });
    writeFileSync(config, `${text()}CONFIG_GONE=3\n`);
    for (const result of [call(), read()])
      expect(errorsOf(result)).toMatchObject([
        { code: 'KC0501', hint: { command: 'bljh configure --board virt64 --unset GONE' } },
      ]);
    expect(call({}, { unset: ['GONE'] })).toMatchObject({ ok: true, diagnostics: [] });
    expect(text()).not.toContain('GONE');
    expect(text()).toContain('CONFIG_NUMBER=8\n');
    expect(call({}, { unset: ['NUMBER'] }).ok).toBe(true);
    expect(text()).toContain('CONFIG_NUMBER=3\n');
    expect(codesOf(call({}, { unset: ['GONE'] }))).toEqual(['KC0501']);
  });

  it('writes nothing when there is a word against it, and passes on what is none', () => {
    const { call, text } = setUp();
    call();
    const before = text();
    const against = { severity: 'error', code: 'PL0001', message: 'no' } as const;
    expect(call({ ONE: 'y' }, { check: () => [against] })).toMatchObject({ ok: false, diagnostics: [against] });
    expect(text()).toBe(before);
    const warning = { ...against, severity: 'warning' } as const;
    expect(call({ ONE: 'y' }, { check: () => [warning] })).toMatchObject({ ok: true, diagnostics: [warning] });
    expect(text()).not.toBe(before);
  });

  it('changes a choice by naming another member', () => {
    const { call, text } = setUp();
    call({ HEAP_LIMIT_CGROUP: 'y' });
    call({ HEAP_LIMIT_RLIMIT_DATA: 'y' });
    expect(text()).toContain('CONFIG_HEAP_LIMIT_RLIMIT_DATA=y\n');
    expect(text()).toContain('# CONFIG_HEAP_LIMIT_CGROUP is not set\n');
  });

  it('keeps the chosen member when another one is set to n', () => {
    const { call, text } = setUp();
    call({ HEAP_LIMIT_RLIMIT_DATA: 'y' });
    call({ HEAP_LIMIT_SOFT: 'n' });
    expect(text()).toContain('CONFIG_HEAP_LIMIT_RLIMIT_DATA=y\n');
  });

  it('names the line of a defconfig with a value that does not stick', () => {
    const { call, folder, config } = setUp({
      'configs/virt64_defconfig': '# mine\nCONFIG_NUMBER=3\nCONFIG_NEEDS="x"\n',
    });
    expect(errorsOf(call())).toMatchObject([
      { code: 'KC0503', at: { file: join(folder, 'configs/virt64_defconfig'), line: 3 } },
    ]);
    expect(existsSync(config)).toBe(false);
  });

  it.each([
    ['a file that is not there', 'gone_defconfig'],
    ['a folder', 'configs'],
  ])('tells that %s cannot be read', (_name, defconfig) => {
    const { call, folder } = setUp({ 'configs/x': '' });
    expect(codesOf(call({}, { defconfig: join(folder, defconfig) }))).toEqual(['PJ0005']);
  });

  it('tells that .config cannot be written', () => {
    const { call, folder } = setUp({ build: 'a file' });
    expect(codesOf(call())).toEqual(['PJ0005']);
    expect(readFileSync(join(folder, 'build'), 'utf8')).toBe('a file');
  });

  it('tells of a Kconfig with a mistake', () => {
    const { call, folder } = setUp({ Kconfig: 'config ONE\n\tbool "one"\n\tfoo bar\n' });
    expect(errorsOf(call())[0]).toMatchObject({
      code: expect.stringMatching(/^KC02/),
      at: { file: join(folder, 'Kconfig'), line: 3 },
    });
  });
});

describe('readConfiguration', () => {
  it('reads back what configure wrote', () => {
    const { call, read } = setUp();
    const made = unwrap(call({ ONE: 'y', NUMBER: '4', NEEDS: 'a "b"\\' }));
    const again = unwrap(read());
    const plain = (values: ReadonlyMap<string, { value: string }>) =>
      [...values].map(([name, { value }]) => [name, value]);
    expect(plain(again.resolution.values)).toEqual(plain(made.configuration.resolution.values));
    expect(again.resolution.values.get('NUMBER')).toMatchObject({ value: '4', origin: { kind: 'user' } });
    expect(again.resolution.values.get('SYSTEM_STACK_SIZE')?.origin.kind).not.toBe('user');
  });

  it.each([
    ['a merge conflict', '<<<<<<< ours\n', 'KC0402'],
    ['rubbish', 'rubbish\n', 'KC0401'],
    ['a value that cannot be', 'CONFIG_NUMBER=many\n', 'KC0405'],
    ['an open string', 'CONFIG_ONE=y\nCONFIG_NEEDS="x\n', 'KC0406'],
    ['an unknown symbol', 'CONFIG_GONE=y\n', 'KC0501'],
  ])('refuses %s', (_name, text, code) => {
    const { read, folder } = setUp();
    placeFiles(folder, { 'build/virt64/.config': text });
    expect(codesOf(read())).toContain(code);
  });

  it('never throws on a cut or damaged .config', () => {
    const { call, read, config, text } = setUp();
    call({ ONE: 'y' });
    const whole = text();
    for (let end = 0; end < whole.length; end += 7) {
      writeFileSync(config, whole.slice(0, end));
      read();
      writeFileSync(config, `${whole.slice(0, end)}\0\x01${whole.slice(end + 1)}`);
      read();
    }
  });
});

describe('loadModel', () => {
  it("knows the project's own symbols, in order, from every file of the project", () => {
    const { folder, project, board } = setUp();
    mkdirSync(join(folder, 'more'));
    placeFiles(folder, {
      Kconfig: 'config B\n\tbool "b"\nsource "more/Kconfig"\n',
      'more/Kconfig': 'config A\n\tbool "a"\n',
    });
    const loaded = unwrap(loadModel(project, board, PACKAGE));
    expect(loaded.projectSymbols).toEqual(['B', 'A']);
    expect(loaded.absent).toEqual([]);
    expect(loaded.model.files).toEqual(expect.arrayContaining([join(folder, 'Kconfig'), join(folder, 'more/Kconfig')]));
  });

  it('does without a Kconfig of the project, and counts on its coming', () => {
    const { folder, project, board } = setUp();
    rmSync(join(folder, 'Kconfig'));
    expect(unwrap(loadModel(project, board, PACKAGE))).toMatchObject({
      projectSymbols: [],
      absent: [join(folder, 'Kconfig')],
    });
  });
});
