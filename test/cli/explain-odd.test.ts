/** `bljh explain` where a stranger tripped: several wishes, old names, files that cannot be read, long values, odd words. */
import { appendFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RICH } from '../fixes/rich-kconfig.js';
import { makeRig } from '../rig.js';

async function makeRich(settings: readonly string[] = []) {
  const rig = makeRig();
  const cwd = await rig.project('options');
  rig.write('app/Kconfig', RICH);
  rig.write('app/Kconfig.renames', 'CONFIG_WLAN CONFIG_WIFI\nCONFIG_OFFLINE !CONFIG_NET\n');
  rig.write('app/bljh.ini', 'name = app\ndefault_board = virt64\n');
  rig.write('app/configs/virt64_defconfig', 'CONFIG_BAUD=2400\n');
  const config = join(cwd, 'build', 'virt64', '.config');
  const call = async (...words: string[]) => {
    const { code, stdout, stderr } = await rig.bljh(words, { cwd });
    return { code, stdout, stderr };
  };
  for (const setting of settings) expect(await call('configure', '--set', setting)).toMatchObject({ code: 0 });
  return { rig, config, call, ask: (...words: string[]) => call('explain', ...words) };
}

it('takes several wishes one by one, and a text with spaces as one', async () => {
  const { ask, rig } = await makeRich();
  const { stdout } = await ask('WIFI=y', 'FAST=y');
  expect(stdout.match(/^\w+=y: possible$/gm)).toEqual(['WIFI=y: possible', 'FAST=y: possible']);
  expect((await ask('WIFI=y FAST=y')).stdout.match(/^\w+=y: possible$/gm)).toHaveLength(2);
  rig.write('app/Kconfig', `${RICH}\nconfig TITLE\n\tstring "Title"\n`);
  expect((await ask('TITLE=Good', 'day')).stdout).toContain('TITLE=Good day: possible');
});

it('says that a value of no form leaves the symbol as it is', async () => {
  const { ask } = await makeRich();
  expect((await ask('NET=m')).stdout).toContain("'m' is not a value of NET, which is a bool; it stays y");
  expect((await ask('CONFIG_BAUD=')).stdout).toContain('which is an int; it stays 2400');
});

it('says what is a value where something else was typed', async () => {
  const { ask } = await makeRich();
  expect((await ask('BAUD=fast')).stdout).toMatch(/possible is +1200 to 9600$/m);
  expect((await ask('NET=maybe')).stdout).toMatch(/possible is +y or n$/m);
});

it('says what a possible value costs, once', async () => {
  const { ask, call } = await makeRich(['WIFI=y']);
  const { stdout } = await ask('NET=n');
  expect(stdout).toMatch(/^NET=n: possible\n {2}only by giving up what else was asked for\n/);
  expect(stdout.match(/WIFI=y/g)).toHaveLength(1);
  expect(stdout).toMatch(/giving up +WIFI=y: WIFI is n: it depends on NET .*\.config:\d+$/m);
  const command = /do it +bljh (.*)$/m.exec(stdout)?.[1] ?? '';
  expect((await call(...command.split(' '))).code).toBe(0);
});

it('a text in quotes keeps them in the command that is offered', async () => {
  const { ask, rig, call } = await makeRich();
  rig.write('app/Kconfig', `${RICH}\nconfig TITLE\n\tstring "Title"\n`);
  const { stdout } = await ask('TITLE=""hi""');
  const value = /--set '(TITLE=.*)'$/m.exec(stdout)?.[1] ?? '';
  expect((await call('configure', '--set', value)).code).toBe(0);
  expect((await ask('TITLE')).stdout).toContain('TITLE="\\"hi\\""');
});

describe('a symbol under its old name', () => {
  it.each([
    { word: 'WLAN', says: 'CONFIG_WIFI=n  (bool)', note: 'WLAN is WIFI now  Kconfig.renames:1' },
    { word: 'CONFIG_WLAN=y', says: 'WIFI=y: possible', note: 'WLAN is WIFI now  Kconfig.renames:1' },
    { word: 'OFFLINE=y', says: 'NET=n: possible', note: 'OFFLINE is the opposite of NET now  Kconfig.renames:2' },
  ])('$word', async ({ word, says, note }) => {
    const { ask } = await makeRich();
    const { code, stdout } = await ask(word);
    expect(code).toBe(0);
    expect(stdout).toContain(says);
    expect(stdout).toContain(note);
  });
});

describe('a .config that cannot be read', () => {
  it.each(['folder', 'dangling link'])('that is a %s: the values are those of the defconfig', async (kind) => {
    const { ask, call, config } = await makeRich();
    await call('configure');
    rmSync(config);
    if (kind === 'folder') mkdirSync(config);
    else symlinkSync('/nowhere/at/all', config);
    const { code, stdout, stderr } = await ask('BAUD');
    expect(code).toBe(0);
    expect(stdout).toContain('BAUD is 2400: set in the defconfig');
    expect(stderr).toContain(
      'build/virt64/.config could not be read, so the values are those of configs/virt64_defconfig',
    );
  });

  it('with a conflict about the symbol says so', async () => {
    const { ask, call, config } = await makeRich();
    await call('configure');
    appendFileSync(config, '<<<<<<< a\nCONFIG_LOGGING=y\n=======\n# CONFIG_LOGGING is not set\n>>>>>>> b\n');
    expect((await ask('LOGGING')).stdout).toMatch(
      /LOGGING is n: its lines stand between conflict markers.*\.config:\d+/,
    );
    expect((await ask('BAUD')).stdout).toContain('BAUD is 2400: set in the .config');
  });
});

describe('a command that changes a number or a text', () => {
  it('has a word for the value, and says what can stand there', async () => {
    const { ask } = await makeRich(['BAUD=9600', 'FAST=y']);
    expect((await ask('BAUD')).stdout).toMatch(/--set BAUD=VALUE {2}\(VALUE: 9600 to 115200\)$/m);
  });
});

it('cuts what nobody reads to the end', async () => {
  const { ask, rig } = await makeRich();
  rig.write('app/Kconfig', `config LONG\n\tstring "Long"\n\tdefault "${'x'.repeat(100_000)}"\n`);
  rig.write('app/configs/virt64_defconfig', '');
  rig.write('app/Kconfig.renames', '');
  const { stdout } = await ask('LONG');
  expect(stdout.length).toBeLessThan(10_000);
  expect(stdout).toMatch(/x\.\.\. \(100\d\d\d characters\)/);
});

it('a fix that takes several settings, or one to give way, works as it is printed', async () => {
  const { ask, call } = await makeRich(['WIFI=y']);
  for (const wish of ['DEEP=y', 'ANTI=y', 'BAUD=115200', 'SLOW=n']) {
    const { stdout } = await ask(wish);
    const command = /possible is +bljh (.*)$/m.exec(stdout)?.[1] ?? '';
    const { code, stderr } = await call(...command.split(' '), '--dry-run');
    expect({ wish, code }, stderr).toEqual({ wish, code: 0 });
  }
  expect((await ask('ANTI=y')).stdout).toMatch(/giving up +WIFI=y {2}build\/virt64\/\.config:\d+/);
});

it('commands that are offered to somebody elsewhere name the project', async () => {
  const { rig } = await makeRich(['WIFI=y']);
  const elsewhere = { cwd: rig.folder };
  const lost = await rig.bljh(['configure', '-C', 'app', '--set', 'DEEP=y', '--report'], elsewhere);
  const command = 'bljh -C app configure --board virt64 --set DEEP=y --set TURBO=y';
  expect(lost.code).toBe(3);
  expect(lost.stderr).toContain(`  ${command}\n`);
  expect(lost.stdout).toContain(`fix: ${command}\n`);
  const asked = await rig.bljh(['-C', 'app', 'explain', 'DEEP=y'], elsewhere);
  expect(asked.stdout).toContain('bljh -C app configure --board virt64 --set TURBO=y --set DEEP=y\n');
  expect((await rig.bljh(command.split(' ').slice(1), elsewhere)).code).toBe(0);
});

describe('odd words', () => {
  it.each([
    { words: ['FOO'], not: 'did you mean' },
    { words: ['HOME'], not: 'did you mean' },
    { words: ['--', '--board'], says: '--board is a flag of this command: no -- before it' },
  ])('$words', async ({ words, says = 'CL0010', not = 'did you mean --board' }) => {
    const { ask } = await makeRich();
    const { code, stderr } = await ask(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain(not);
  });

  it('a name in another case is found where it is the only one; another value of it with what brings it', async () => {
    const { ask } = await makeRich();
    expect((await ask('-b', 'virt32', 'ram')).stdout).toMatch(/^RAM at 0x/);
    const { stdout } = await ask('-b', 'virt32', '_bljh_stack_size=8192');
    expect(stdout).toContain('--set SYSTEM_STACK_SIZE=8192');
  });
});
