/** Old names of symbols: applied wherever settings come from, told each time, and mistakes in the file have their line. */
import { describe, expect, it } from 'vitest';
import { errorsOf, unwrap } from '../plan/plan-input.js';
import { smallProject } from './small-project.js';

const KCONFIG =
  'config SIZE\n\tint "size"\n\tdefault 5\n\nconfig QUIET\n\tbool "quiet"\n\nconfig WORD\n\tstring "word"\n';
const RENAMES =
  '# old names\n\nCONFIG_LENGTH CONFIG_SIZE # since 2.0\n\tCONFIG_LOUD   !CONFIG_QUIET\r\nCONFIG_TEXT CONFIG_WORD\n';

describe('Kconfig.renames', () => {
  it('gives the values of old names to the new ones, and says so', () => {
    const { call, text, states, path, report } = smallProject(KCONFIG, {
      'Kconfig.renames': RENAMES,
      'configs/virt64_defconfig': 'CONFIG_LENGTH=9\n# CONFIG_LOUD is not set\nCONFIG_TEXT="a b"\n',
    });
    const result = call();
    expect(unwrap(result).changed).toBe(true);
    expect(result.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'CF0002 LENGTH is SIZE now: SIZE=9',
      'CF0002 LOUD is the opposite of QUIET now: QUIET=y',
      'CF0002 TEXT is WORD now: WORD=a b',
    ]);
    expect(result.diagnostics[0]).toMatchObject({
      severity: 'info',
      at: { file: path('configs/virt64_defconfig'), line: 1 },
      related: [{ at: { file: path('Kconfig.renames'), line: 3, col: 1 } }],
    });
    for (const line of ['CONFIG_SIZE=9', 'CONFIG_QUIET=y', 'CONFIG_WORD="a b"']) expect(text()).toContain(`${line}\n`);
    expect(states()).toEqual(['SIZE=9 renamed', 'QUIET=y renamed', 'WORD=a b renamed']);
    expect(report()[0]).toMatchObject({ renamedFrom: 'LENGTH', got: '9' });
  });

  it('counts for --set, --unset, fragments, and a .config from before', () => {
    const { call, text, place, read, path } = smallProject(KCONFIG.replaceAll('SIZE', 'LENGTH'));
    unwrap(call({ LENGTH: '8' }));
    place({ Kconfig: KCONFIG, 'Kconfig.renames': RENAMES, fragment: 'CONFIG_LOUD=y\n' });
    expect(read().diagnostics).toMatchObject([{ code: 'CF0002', hint: { command: 'bljh configure --board virt64' } }]);
    expect(unwrap(read()).resolution.values.get('SIZE')?.value).toBe('8');
    expect(call({}, { merge: [path('fragment')] }).diagnostics).toHaveLength(2);
    expect(text()).toContain('# CONFIG_QUIET is not set\n');
    expect(text()).toContain('CONFIG_SIZE=8\n');
    unwrap(call({ LOUD: 'n' }));
    expect(text()).toContain('CONFIG_QUIET=y\n');
    unwrap(call({}, { unset: ['LENGTH'] }));
    expect(text()).toContain('CONFIG_SIZE=5\n');
  });

  it('is told of --unset, too', () => {
    const { call, path } = smallProject(KCONFIG, { 'Kconfig.renames': RENAMES });
    unwrap(call({ SIZE: '8', QUIET: 'y' }));
    expect(call({}, { unset: ['LENGTH', 'LOUD'] }).diagnostics).toMatchObject([
      {
        severity: 'info',
        code: 'CF0002',
        message: 'LENGTH is SIZE now: SIZE follows its default again',
        related: [{ at: { file: path('Kconfig.renames'), line: 3 } }],
      },
      { message: 'LOUD is the opposite of QUIET now: QUIET follows its default again' },
    ]);
  });

  it('to a name that is like no other one says what to do', () => {
    const { call } = smallProject(KCONFIG, { 'Kconfig.renames': 'CONFIG_A CONFIG_SOMETHING_ELSE\n' });
    const [told] = errorsOf(call());
    expect(told?.hint?.text).toBe('remove this line, or name the symbol that A is now');
  });

  it('lets the new name win over the old one in the same file', () => {
    const { call, text, states } = smallProject(KCONFIG, {
      'Kconfig.renames': RENAMES,
      'configs/virt64_defconfig': 'CONFIG_SIZE=7\nCONFIG_LENGTH=9\n',
    });
    expect(call().diagnostics).toMatchObject([{ code: 'KC0511' }]);
    expect(text()).toContain('CONFIG_SIZE=7\n');
    expect(states()).toEqual(['SIZE=9 overridden']);
  });

  it('keeps a default of the old name from becoming a wish', () => {
    const { call, text, place } = smallProject(KCONFIG.replaceAll('SIZE', 'LENGTH'));
    unwrap(call());
    place({ Kconfig: KCONFIG.replace('default 5', 'default 6'), 'Kconfig.renames': RENAMES });
    expect(call().diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'CF0003 nobody had asked for SIZE=5: it was so by itself; it is now 6',
    ]);
    expect(text()).toContain('CONFIG_SIZE=6\n');
  });

  it('follows chains, and turns twice what is turned twice', () => {
    const { call, text } = smallProject(KCONFIG, {
      'Kconfig.renames': 'CONFIG_A !CONFIG_B\nCONFIG_B !CONFIG_C\nCONFIG_C !CONFIG_QUIET\n',
    });
    unwrap(call({ A: 'n' }));
    expect(text()).toContain('CONFIG_QUIET=y\n');
  });

  it('says what is lost under both names', () => {
    const { call, path } = smallProject(KCONFIG.replace('default 5', 'range 1 9\n\tdefault 5'), {
      'Kconfig.renames': RENAMES,
      'configs/virt64_defconfig': 'CONFIG_LENGTH=99\n',
    });
    expect(errorsOf(call())).toMatchObject([
      {
        code: 'KC0506',
        message: expect.stringContaining('SIZE=99 is lost'),
        related: [{}, { message: 'LENGTH was renamed here', at: { file: path('Kconfig.renames'), line: 3 } }],
      },
    ]);
  });

  it.each([
    ['no renaming', 'CONFIG_A=CONFIG_SIZE\n', 1, /not a renaming/],
    ['a name without CONFIG_', 'A CONFIG_SIZE\n', 1, /not a renaming/],
    ['a third word', 'CONFIG_A CONFIG_SIZE CONFIG_WORD\n', 1, /not a renaming/],
    ['an unknown new name', '#\nCONFIG_A CONFIG_SIZ\n', 2, /A is renamed to SIZ, which no Kconfig file defines/],
    ['a name that is still defined', 'CONFIG_WORD CONFIG_SIZE\n', 1, /WORD is renamed and still defined/],
    ['a name twice', 'CONFIG_A CONFIG_SIZE\nCONFIG_A CONFIG_SIZE\n', 2, /A is renamed twice/],
    ['a name that is its own', 'CONFIG_A CONFIG_A\n', 1, /circle: A -> A/],
    ['a circle', 'CONFIG_X CONFIG_A\nCONFIG_A CONFIG_B\nCONFIG_B CONFIG_A\n', 1, /circle: A -> B -> A/],
    ['the opposite of a number', 'CONFIG_A !CONFIG_SIZE\n', 1, /! is for a bool, and SIZE is of type int/],
  ])('%s is an error with its line, for builds, too', (_what, renames, line, message) => {
    const { call, read, path } = smallProject(KCONFIG, { 'Kconfig.renames': renames });
    for (const result of [call(), read()])
      expect(errorsOf(result)[0]).toMatchObject({
        code: 'CF0001',
        message: expect.stringMatching(message),
        at: { file: path('Kconfig.renames'), line },
        source: renames.split('\n')[line - 1],
      });
  });

  it('in the folder of a board counts as well, and one name in both is a mistake', () => {
    const { call, text, place, path } = smallProject(KCONFIG, {
      'boards/virt64/board.ini': 'title = mine\ninherits = jh7110\n',
      'boards/virt64/Kconfig': 'config BOARD_VIRT64\n\tdef_bool y\n\tselect LINUX_OS\n\tselect HAS_STANDARD_GO\n',
      'boards/virt64/defconfig': '',
      'boards/virt64/Kconfig.renames': 'CONFIG_OF_BOARD CONFIG_SIZE\n',
    });
    unwrap(call({ OF_BOARD: '3' }));
    expect(text()).toContain('CONFIG_SIZE=3\n');
    place({ 'Kconfig.renames': '\nCONFIG_OF_BOARD CONFIG_WORD\n' });
    expect(errorsOf(call())).toMatchObject([
      {
        code: 'CF0001',
        at: { file: path('boards/virt64/Kconfig.renames'), line: 1 },
        related: [{ message: 'first here', at: { file: path('Kconfig.renames'), line: 2 } }],
      },
    ]);
  });
});
