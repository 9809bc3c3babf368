// What a configuration does not take from the files beside it: newer lines of the board's defconfig, and wishes of a replaced .config.

import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { unwrap } from '../plan/plan-input.js';
import { smallProject } from './small-project.js';

const KCONFIG =
  'config A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig SIZE\n\tint "size"\n\trange 1 9\n\tdefault 5\n' +
  'choice\n\tprompt "colour"\nconfig RED\n\tbool "r"\nconfig BLUE\n\tbool "b"\nendchoice\n';
const defconfig = 'configs/virt64_defconfig';

function project(text = 'CONFIG_A=y\n') {
  const made = smallProject(KCONFIG, { [defconfig]: text });
  const save = (more = {}) => made.call({}, { saveDefconfig: made.path(defconfig), ...more });
  return { ...made, save, saved: () => readFileSync(made.path(defconfig), 'utf8') };
}

const told = ({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) =>
  diagnostics.map(({ severity, code, message, hint }) =>
    [severity, code, message, hint?.command].filter(Boolean).join(' | '),
  );

describe('a line that came into the defconfig after .config was made of it', () => {
  it('is told by every command that reads, until somebody decides about it', () => {
    const { call, read, place } = project();
    expect(told(call())).toEqual([]);
    place({ [defconfig]: 'CONFIG_A=y\nCONFIG_B=y\nCONFIG_SIZE=7\n' });
    const warning = expect.stringMatching(
      /^warning \| CF0009 \| B=y, SIZE=7 came into \S*virt64_defconfig after .* does not follow \| bljh configure --board virt64 --set B=y --set SIZE=7$/,
    );
    expect(told(call())).toEqual([warning]);
    expect(told(call())).toEqual([warning]);
    expect(told(read())).toEqual([warning]);
    expect(told(call({ B: 'n' }))).toEqual([expect.stringContaining('SIZE=7 came into')]);
    expect(told(call({ SIZE: '9' }))).toEqual([]);
    expect(told(read())).toEqual([]);
  });

  it('is no news where another member of its choice is wanted', () => {
    const { call, place } = project();
    unwrap(call({ BLUE: 'y' }));
    place({ [defconfig]: 'CONFIG_A=y\nCONFIG_RED=y\n' });
    expect(told(call())).toEqual([]);
  });

  it('is not saved away', () => {
    const { call, save, place, saved, text } = project();
    unwrap(call({ SIZE: '6' }));
    place({ [defconfig]: 'CONFIG_A=y\nCONFIG_B=y\n' });
    const before = text();
    const outcome = save({ set: [{ name: 'SIZE', value: '8', by: '--set' }] });
    expect(outcome.ok).toBe(false);
    expect(told(outcome)).toEqual([
      expect.stringMatching(
        /^error \| CF0009 \| B=y .*saving would undo that .*--set SIZE=8 --set B=y --save-defconfig$/,
      ),
    ]);
    expect([saved(), text()]).toEqual(['CONFIG_A=y\nCONFIG_B=y\n', before]);
    unwrap(save({ unset: ['B'] }));
    expect(saved()).toBe('CONFIG_A=y\nCONFIG_SIZE=6\n');
  });

  it('is not what was taken back since: that is saved as it is', () => {
    const { call, save, saved } = project('CONFIG_A=y\nCONFIG_B=y\n');
    unwrap(call());
    unwrap(call({}, { unset: ['B'] }));
    expect(told(save())).toEqual([]);
    expect(saved()).toBe('CONFIG_A=y\n');
    unwrap(call({ B: 'y' }));
    expect(told(save())).toEqual([]);
    expect(told(call({}, { unset: ['B'] }))).toEqual([]);
  });
});

describe('a line of the defconfig that changed after .config was made of it', () => {
  const changed = 'CONFIG_A=n\nCONFIG_SIZE=8\n';
  const open = () => {
    const made = project('CONFIG_A=y\nCONFIG_SIZE=7\nCONFIG_B=y\n');
    unwrap(made.call());
    made.place({ [defconfig]: changed });
    return made;
  };
  const warning = expect.stringMatching(
    /CF0009 \| A=n, SIZE=8 came into \S*virt64_defconfig, and B=y went from it after .* --set A=n --set SIZE=8 --unset B( --save-defconfig)?$/,
  );

  it('is told, and so is one that is gone, until the call that is offered', () => {
    const { call, read, text } = open();
    expect(told(call())).toEqual([warning]);
    expect(told(read())).toEqual([warning]);
    expect(told(call({ A: 'n', SIZE: '8' }, { unset: ['B'] }))).toEqual([]);
    expect(text()).toContain('CONFIG_SIZE=8\n');
    expect(told(call())).toEqual([]);
  });

  it('is not saved away', () => {
    const { save, saved } = open();
    const outcome = save();
    expect(outcome.ok).toBe(false);
    expect(told(outcome)).toEqual([warning]);
    expect(saved()).toBe(changed);
  });

  it('is no news to who has decided otherwise, before it or after it, with the old value too', () => {
    const { call, read, place } = project('CONFIG_A=y\nCONFIG_SIZE=7\n');
    unwrap(call({ SIZE: '6' }));
    place({ [defconfig]: 'CONFIG_A=n\nCONFIG_SIZE=8\n' });
    expect(told(read())).toEqual([expect.stringMatching(/ A=n came into /)]);
    expect(told(call({ A: 'y' }))).toEqual([]);
    expect(told(read())).toEqual([]);
  });

  it('may be another member of a choice', () => {
    const { call, place } = project('CONFIG_BLUE=y\n');
    unwrap(call());
    place({ [defconfig]: 'CONFIG_RED=y\n' });
    expect(told(call())).toEqual([expect.stringMatching(/ RED=y came into \S+, and BLUE=y went from it /)]);
  });
});

describe('--drop-lost', () => {
  it('gives back what was asked for before, and says the value that is there then', () => {
    const { call, text, states } = project('CONFIG_SIZE=7\n');
    unwrap(call());
    const outcome = call({ SIZE: '99' }, { dropLost: true });
    expect(told(outcome)).toEqual([
      expect.stringMatching(
        /^warning \| KC0506 \| SIZE=99 is lost: SIZE=99 is outside its range 1\.\.9; it is 7 now \|/,
      ),
    ]);
    expect(states()).toEqual(['SIZE=99 impossible']);
    expect(text()).toContain('CONFIG_SIZE=7\n');
    expect(told(call())).toEqual([]);
  });
});

describe('a .config that another start replaces', () => {
  it('does not lose what was asked for in it without a word', () => {
    const { call, path, place, text } = project();
    unwrap(call({ B: 'y', SIZE: '9' }));
    place({ other: 'CONFIG_SIZE=7\n' });
    const outcome = call({}, { defconfig: path('other') });
    expect(told(outcome)).toEqual([
      expect.stringMatching(
        /^warning \| CF0010 \| A=y, B=y of .*\.config were asked for, and this call starts without them \| bljh configure --board virt64 --defconfig \S*other --set A=y --set B=y$/,
      ),
    ]);
    expect(text()).toContain('CONFIG_SIZE=7\n');
    expect(told(call({}, { defconfig: path('other') }))).toEqual([]);
  });
});

describe('saving a defconfig', () => {
  it('that cannot be written leaves the .config as it was, and says what else there is to say', () => {
    const { call, path, text } = project();
    unwrap(call());
    const before = text();
    mkdirSync(path('folder'));
    const outcome = call({ SIZE: '9' }, { saveDefconfig: path('folder') });
    expect(outcome.ok).toBe(false);
    expect(told(outcome)).toEqual([expect.stringContaining('PJ0005')]);
    expect(text()).toBe(before);
  });

  it('writes nothing in a dry run, and keeps the mode of what is there', () => {
    const { call, save, path } = project();
    unwrap(call({ SIZE: '9' }, { dryRun: true, saveDefconfig: path('new/saved') }));
    expect(existsSync(path('new'))).toBe(false);
    chmodSync(path(defconfig), 0o600);
    unwrap(save({ set: [{ name: 'SIZE', value: '8', by: '--set' }] }));
    expect(statSync(path(defconfig)).mode & 0o777).toBe(0o600);
  });
});
