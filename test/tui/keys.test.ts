/** Every key of the menus, and what it does to the configuration and the screen. */
import { describe, expect, test } from 'vitest';
import { topOf } from '../../src/tui/state.js';
import { chosen, menusOf } from './menus.js';

const valueOf = ({ editor }: ReturnType<typeof menusOf>, name: string): string | undefined =>
  editor.values.get(name)?.value;

describe('moving', () => {
  test.each([
    ['<down>', 'Radio'],
    ['j', 'Radio'],
    ['+', 'Radio'],
    ['<ctrl-n>', 'Radio'],
    ['<down><up>', 'Loadable modules'],
    ['<down>k', 'Loadable modules'],
    ['<up>', 'The end'],
    ['<end>', 'The end'],
    ['G', 'The end'],
    ['G<down>', 'Loadable modules'],
    ['G<home>', 'Loadable modules'],
    ['Gg', 'Loadable modules'],
    ['<pagedown>', 'The end'],
    ['<pagedown><pageup>', 'Loadable modules'],
  ])('%s: the cursor is on %s', async (keys, prompt) => {
    const menus = menusOf();
    await menus.press(keys);
    expect(chosen(menus)).toBe(prompt);
  });

  test.each(['<enter>', '<right>', 'l'])('%s opens a menu', async (key) => {
    const menus = menusOf();
    await menus.press(`<down>${key}`);
    expect(menus.screen()).toContain('(Top) > Radio');
  });

  test.each(['<left>', 'h', '<backspace>', '<escape>', '<f5>'])(
    '%s goes back to where the menu was opened',
    async (key) => {
      const menus = menusOf();
      await menus.press(`<down><enter><down>${key}`);
      expect(chosen(menus)).toBe('Radio');
    },
  );
});

describe('values', () => {
  test('the space bar turns a bool on and off, and says what changed with it', async () => {
    const menus = menusOf();
    await menus.press('<down><enter> ');
    expect(valueOf(menus, 'RADIO')).toBe('n');
    await menus.press(' ');
    expect(valueOf(menus, 'RADIO')).toBe('y');
  });

  test('the space bar takes a tristate through n, m, y', async () => {
    const menus = menusOf();
    await menus.press('<down><enter><down>');
    const seen: (string | undefined)[] = [];
    for (let count = 0; count < 3; count += 1) {
      await menus.press(' ');
      seen.push(valueOf(menus, 'ENCRYPT'));
    }
    expect(seen).toEqual(['m', 'y', 'n']);
  });

  test('y, m and n set that value', async () => {
    const menus = menusOf();
    await menus.press('<down><enter><down>y');
    expect(valueOf(menus, 'ENCRYPT')).toBe('y');
    expect(menus.state().message?.text).toBe('changed with it: CIPHER');
    await menus.press('m');
    expect(valueOf(menus, 'ENCRYPT')).toBe('m');
    await menus.press('n');
    expect(valueOf(menus, 'ENCRYPT')).toBe('n');
  });

  test('what another option selects is told with the line, and stays', async () => {
    const menus = menusOf();
    await menus.press('<down><enter><down>y<left><down><down>');
    expect(chosen(menus)).toBe('Cipher');
    await menus.press('n');
    expect(valueOf(menus, 'CIPHER')).toBe('y');
    expect(menus.state().message).toMatchObject({ isError: true });
    expect(menus.state().message?.text).toContain('ENCRYPT');
    expect(menus.state().message?.text).toContain('Kconfig:');
    expect(menus.screen()).toContain('-*- Cipher');
  });

  test('m for a bool says what it can be', async () => {
    const menus = menusOf();
    await menus.press('m');
    expect(menus.state().message?.text).toBe('MODULES is a bool: y or n');
  });

  test('a wish that a change costs is told', async () => {
    const menus = menusOf();
    await menus.press('<down><enter><down>y<up>n');
    expect(menus.state().message?.text).toMatch(/^this costs ENCRYPT=y: ENCRYPT is n: it depends on RADIO \(=n\)/);
  });

  test('u lets an option follow its default again', async () => {
    const menus = menusOf({ settings: [{ name: 'SAFE', value: 'n', by: '.config' }] });
    await menus.press('<down><down>');
    expect(chosen(menus)).toBe('Safe');
    await menus.press('u');
    expect(valueOf(menus, 'SAFE')).toBe('y');
  });

  test('u on what nobody has set changes nothing, and says so', async () => {
    const menus = menusOf();
    await menus.press('<down><down>u');
    expect(menus.screen()).not.toContain('(changed)');
    expect(menus.state().message?.text).toBe('it was not set: nothing to take back');
  });

  test('u on a choice lets it follow its default again', async () => {
    const menus = menusOf({ settings: [{ name: 'SUN', value: 'y', by: '.config' }] });
    await menus.press('<down><down><down><down>');
    expect(menus.screen()).toContain('Power (Sun)');
    await menus.press('u');
    expect(menus.screen()).toContain('Power (Battery)');
    expect(menus.editor.values.settings).toEqual([]);
    await menus.press('u');
    expect(menus.state().message?.text).toBe('it was not set: nothing to take back');
  });

  test('a choice opens with the cursor on what is chosen; Enter chooses and goes back', async () => {
    const menus = menusOf();
    await menus.press('<down><down><down><down><enter>');
    expect(chosen(menus)).toBe('Battery');
    await menus.press('<down><down><enter>');
    expect(valueOf(menus, 'GRID')).toBe('y');
    expect(valueOf(menus, 'BATTERY')).toBe('n');
    expect(menus.screen()).toContain('Power (Grid)');
    // What another one was chosen before does not come back as a wish that was lost.
    expect(menus.editor.values.losses).toEqual([]);
  });

  test('n on a chosen member says that one is always chosen', async () => {
    const menus = menusOf();
    await menus.press('<down><down><down><down><enter>n');
    expect(menus.state().message?.text).toContain('one of a choice is always chosen');
  });
});

describe('numbers and texts', () => {
  const toInterval = '<down><down><down><down><down><enter>';

  test('the field holds the value, its range stands below it', async () => {
    const menus = menusOf();
    await menus.press(toInterval);
    expect(menus.screen()).toContain('> 60');
    expect(menus.screen()).toContain('INTERVAL: a number from 1 to 3600');
  });

  test('what is typed is judged while it is typed', async () => {
    const menus = menusOf();
    await menus.press(`${toInterval}00`);
    expect(menus.screen()).toContain('INTERVAL must be from 1 to 3600');
    await menus.press('<backspace>');
    expect(menus.screen()).not.toContain('must be');
  });

  test('Enter takes it, Esc does not', async () => {
    const menus = menusOf();
    await menus.press(`${toInterval}<ctrl-u>15<escape>`);
    expect(valueOf(menus, 'INTERVAL')).toBe('60');
    await menus.press('<enter><ctrl-u>15<enter>');
    expect(valueOf(menus, 'INTERVAL')).toBe('15');
    expect(topOf(menus.state()).kind).toBe('menu');
  });

  test('Enter with a wrong value says why, and the field stays', async () => {
    const menus = menusOf();
    await menus.press(`${toInterval}<ctrl-u>ten<enter>`);
    expect(topOf(menus.state()).kind).toBe('edit');
    expect(menus.screen()).toContain('is not a value of INTERVAL, which is an int');
    expect(valueOf(menus, 'INTERVAL')).toBe('60');
  });

  test.each(['y', 'n', 'm'])('%s replaces no text and no number: Enter edits them', async (key) => {
    const menus = menusOf({ settings: [{ name: 'NAME', value: 'mine', by: '.config' }] });
    await menus.press(`<down><down><down><down><down>${key}`);
    expect(menus.state().message).toEqual({ text: 'Enter edits it', isError: true });
    await menus.press(`<down>${key}`);
    expect(menus.state().message).toEqual({ text: 'Enter edits it', isError: true });
    expect(valueOf(menus, 'NAME')).toBe('mine');
    expect(menus.editor.isTouched).toBe(false);
  });

  test('the keys of a one-line editor', async () => {
    const menus = menusOf();
    await menus.press(
      '<down><down><down><down><down><down><enter><ctrl-u>two words<ctrl-w>ends<home>X<right><delete><end>!<left><left><ctrl-k><enter>',
    );
    expect(valueOf(menus, 'NAME')).toBe('Xto end');
  });
});

describe('search', () => {
  test('by a regular expression in names and prompts; Enter jumps', async () => {
    const menus = menusOf();
    await menus.press('/hum|temp');
    expect(menus.screen()).toContain('TEMPERATURE=n  Temperature');
    expect(menus.screen()).toContain('2 found');
    await menus.press('<down><enter>');
    expect(chosen(menus)).toBe('Humidity');
    expect(menus.screen()).toContain('(Top) > Radio > Sensors');
    await menus.press('<left>');
    expect(chosen(menus)).toBe('Sensors');
  });

  test('a wrong expression says so and can be typed on', async () => {
    const menus = menusOf();
    await menus.press('/(');
    expect(menus.screen()).toContain('Unterminated group');
    await menus.press('radio)');
    expect(menus.screen()).toContain('2 found');
  });

  test('jumping to what is hidden shows hidden options', async () => {
    const menus = menusOf();
    await menus.press('/volt<enter>');
    expect(chosen(menus)).toBe('Volts');
    expect(menus.state().all).toBe(true);
    expect(menus.state().message?.text).toBe('it is hidden now: hidden options are shown');
  });

  test('what has no prompt is explained instead', async () => {
    const menus = menusOf();
    await menus.press('/^longest<enter>');
    expect(menus.screen()).toContain('it has no prompt, so nobody can set it');
  });
});

describe('help', () => {
  test('says what it is, where it stands, why it has its value', async () => {
    const menus = menusOf();
    await menus.press('<down><enter><down>?');
    const screen = menus.screen({ rows: 40 });
    for (const text of [
      'ENCRYPT is n: nothing sets it',
      'There is no help text.',
      '(Top) > Radio',
      'defined at Kconfig:18',
      'RADIO [=y]',
      'CIPHER if RADIO [=y] && SAFE [=y]',
    ])
      expect(screen).toContain(text);
    await menus.press('<escape>');
    expect(chosen(menus)).toBe('Encrypt what is sent');
  });

  test('scrolls, and stops at its end', async () => {
    const menus = menusOf();
    await menus.press('<down><enter>?');
    const first = menus.screen({ rows: 12 });
    await menus.press('<down>');
    expect(menus.screen({ rows: 12 })).not.toBe(first);
    await menus.press('<end>');
    expect(menus.screen({ rows: 12 })).toContain('Kconfig:');
    await menus.press('g');
    expect(menus.screen({ rows: 12 })).toBe(first);
  });

  test.each(['<end>', '<pagedown><pagedown><pagedown><pagedown>', '<down>'.repeat(60)])(
    'Up moves at once after the end was reached by %s',
    async (keys) => {
      const menus = menusOf();
      await menus.press('<down><enter>?');
      const first = menus.screen({ rows: 12 });
      await menus.press(keys);
      const last = menus.screen();
      await menus.press('<up>');
      expect(menus.screen()).not.toBe(last);
      await menus.press('<home>');
      expect(menus.screen()).toBe(first);
    },
  );

  test('Up moves after the screen has grown, too', async () => {
    const menus = menusOf();
    await menus.press('<down><enter>?');
    menus.screen({ rows: 8 });
    await menus.press('<end>');
    const last = menus.screen({ rows: 18 });
    await menus.press('<up>');
    expect(menus.screen()).not.toBe(last);
  });

  test('F3 lists the keys', async () => {
    const menus = menusOf();
    await menus.press('<f3>');
    expect(menus.screen()).toContain('search by regular expression');
  });
});

describe('leaving', () => {
  test.each(['q', '<escape>', '<f9>'])('%s without changes ends at once', async (key) => {
    const menus = menusOf();
    await menus.press(key);
    expect(menus.effects).toEqual([{ kind: 'leave', how: 'kept' }]);
  });

  test('with changes it asks; y saves', async () => {
    const menus = menusOf();
    await menus.press(' <escape>');
    expect(menus.screen()).toContain('Save the changes?');
    await menus.press('y');
    expect(menus.effects).toEqual([
      { kind: 'save', accepted: [], thenLeave: true },
      { kind: 'leave', how: 'kept' },
    ]);
  });

  test('n leaves without saving, c and Esc go back', async () => {
    const menus = menusOf();
    await menus.press(' q<escape>');
    expect(chosen(menus)).toBe('Loadable modules');
    await menus.press('qc');
    expect(chosen(menus)).toBe('Loadable modules');
    await menus.press('qn');
    expect(menus.effects).toEqual([{ kind: 'leave', how: 'dropped' }]);
  });

  test('a change that was taken back is none', async () => {
    const menus = menusOf();
    await menus.press('  q');
    expect(menus.effects).toEqual([{ kind: 'leave', how: 'kept' }]);
  });

  test('after saving there is nothing to ask', async () => {
    const menus = menusOf();
    await menus.press(' sq');
    expect(menus.effects.at(-1)).toEqual({ kind: 'leave', how: 'kept' });
    expect(menus.screen()).not.toContain('(changed)');
  });

  test('changes after the last save that are dropped are told apart from a file that was not saved', async () => {
    const menus = menusOf();
    await menus.press(' s qn');
    expect(menus.effects.at(-1)).toEqual({ kind: 'leave', how: 'dropped' });
    expect(menus.editor.isSaved).toBe(true);
  });

  test('Ctrl-C leaves at once, from everywhere', async () => {
    for (const keys of ['', ' ', '/x', '?', 'G<up><enter>', 'o']) {
      const menus = menusOf();
      await menus.press(`${keys}<ctrl-c>`);
      expect(menus.effects.at(-1)).toEqual({ kind: 'leave', how: 'interrupted' });
    }
  });
});

describe('files', () => {
  test('a save that would lose something asks first', async () => {
    const menus = menusOf({
      host: {
        save: async (_editor, accepted) =>
          accepted.includes('changed-elsewhere')
            ? { kind: 'saved', isOwn: true, message: 'saved .config' }
            : {
                kind: 'doubtful',
                doubt: 'changed-elsewhere',
                title: 'Somebody else has changed the file',
                lines: ['It is not what it was.'],
              },
      },
    });
    await menus.press('s');
    expect(menus.screen()).toContain('Somebody else has changed the file');
    await menus.press('n');
    expect(menus.effects).toHaveLength(1);
    await menus.press('sy');
    expect(menus.effects.at(-1)).toEqual({ kind: 'save', accepted: ['changed-elsewhere'], thenLeave: false });
    expect(menus.state().message?.text).toBe('saved .config');
  });

  test('a save that fails is told, and leaving still asks', async () => {
    const menus = menusOf({
      host: { save: async () => ({ kind: 'failed', message: 'cannot write .config: ENOSPC' }) },
    });
    await menus.press(' qy');
    expect(menus.screen()).toContain('cannot write .config: ENOSPC');
    await menus.press('q');
    expect(menus.screen()).toContain('Save the changes?');
  });

  test('loading replaces what was set, and counts as a change', async () => {
    const menus = menusOf({
      host: {
        load: (path) => ({
          kind: 'loaded',
          message: `loaded ${path}`,
          file: { settings: [{ name: 'SAFE', value: 'n', by: path }], mentioned: new Set(['SAFE']) },
        }),
      },
    });
    await menus.press(' o<enter>');
    expect(menus.screen()).toContain('Drop the changes?');
    expect(valueOf(menus, 'MODULES')).toBe('n');
    await menus.press('y');
    expect(valueOf(menus, 'MODULES')).toBe('y');
    expect(valueOf(menus, 'SAFE')).toBe('n');
    expect(menus.screen()).toContain('loaded .config');
    // What was set before is not what is set now.
    expect(menus.screen()).toContain('[*] Loadable modules (NEW)');
    await menus.press('q');
    expect(menus.screen()).toContain('Save the changes?');
  });

  test('a file that cannot be loaded keeps the field open', async () => {
    const menus = menusOf();
    await menus.press('o<ctrl-u>nothing<enter>');
    expect(menus.screen()).toContain('there is no nothing');
    await menus.press('<escape>');
    expect(chosen(menus)).toBe('Loadable modules');
  });

  test('S and d save elsewhere', async () => {
    const menus = menusOf();
    await menus.press('S2<enter>d<ctrl-u>min<enter>');
    expect(menus.effects).toEqual([
      { kind: 'path', purpose: 'save-as', path: '.config2', accepted: [] },
      { kind: 'path', purpose: 'save-minimal', path: 'min', accepted: [] },
    ]);
  });
});

test('(NEW) marks what the loaded file had no line for', async () => {
  const menus = menusOf({ mentioned: ['MODULES', 'SAFE'] });
  const lines = menus.screen().split('\n');
  expect(lines.find((line) => line.includes('Cipher'))).toContain('(NEW)');
  expect(lines.find((line) => line.includes('Safe'))).not.toContain('(NEW)');
});

test('z shows hidden options with their names', async () => {
  const menus = menusOf();
  expect(menus.screen()).not.toContain('Volts');
  await menus.press('z');
  expect(menus.screen()).toContain('VOLTAGE');
});

test('problems are counted on top and listed by !', async () => {
  const menus = menusOf({
    host: { problems: () => [{ title: 'Kconfig:3: error[KC0201]: unknown statement "x"', lines: [] }] },
  });
  expect(menus.screen()).toContain('(1 problem: !)');
  await menus.press('!');
  expect(menus.screen()).toContain('unknown statement "x"');
});

describe('a tristate choice', () => {
  const kconfig = `config MODULES
	bool
	modules
	default y

choice
	tristate "Gadget"
	default DISK

config DISK
	tristate "Disk"

config SERIAL
	tristate "Serial line"

endchoice
`;

  test('m makes its members modules of which several can be on, y one of them', async () => {
    const menus = menusOf({ kconfig });
    expect(menus.screen()).toContain('<M> Gadget');
    await menus.press('<enter>m<down>m');
    expect([valueOf(menus, 'DISK'), valueOf(menus, 'SERIAL')]).toEqual(['m', 'm']);
    await menus.press('y');
    expect([valueOf(menus, 'DISK'), valueOf(menus, 'SERIAL')]).toEqual(['n', 'y']);
    expect(menus.screen()).toContain('(x) Serial line');
    await menus.press('<left>m');
    expect(menus.screen()).toContain('<M> Gadget');
    expect(valueOf(menus, 'SERIAL')).toBe('m');
    await menus.press('y');
    expect(menus.screen()).toContain('<*> Gadget (Serial line)');
  });
});

test('an optional choice is turned on and off like a bool', async () => {
  const kconfig = 'choice\n\tprompt "Extra"\n\toptional\n\nconfig A\n\tbool "A"\n\nconfig B\n\tbool "B"\n\nendchoice\n';
  const menus = menusOf({ kconfig });
  expect(menus.screen()).toContain('[ ] Extra');
  await menus.press(' ');
  expect(menus.screen()).toContain('[*] Extra (A)');
  await menus.press('n');
  expect(menus.screen()).toContain('[ ] Extra');
  await menus.press('y<enter>n');
  expect(valueOf(menus, 'A')).toBe('n');
});

test("of a whole .config, an n that is selected away is nobody's loss, unless it was set here", async () => {
  const settings = [{ name: 'CIPHER', value: 'n', by: '.config' }];
  const menus = menusOf({ settings, isWhole: true });
  await menus.press('<down><enter><down>y');
  expect(menus.state().message?.text).toBe('changed with it: CIPHER');
  expect(menus.editor.losses).toEqual([]);
  const wished = menusOf({ settings });
  await wished.press('<down><enter><down>y');
  expect(wished.state().message?.text).toMatch(/^this costs CIPHER=n/);
});
