/**
 * The same sources and options make the same bytes: in another folder, for another user, with another umask, another time zone
 * and another language. The user is changed in a user namespace: the caches stay within reach.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readElf } from '../../src/image/elf.js';
import { bljhFile } from '../rig.js';
import { BUILD_TIMEOUT_MS, makeRealProject, type RealProject } from './real-tools.js';

const boards = ['bl602', 'virt32', 'virt32-xip', 'jh7110'];
const another = ['--user', '--map-user=1', '--map-group=1'];
const mayBeAnother = spawnSync('unshare', [...another, 'true']).status === 0;
const whyNot = mayBeAnother ? '' : ': nobody can become another user here (unshare --user)';

/** Sources with a handler are built in a staged copy of the project. */
const HANDLER = `package main

import "runtime/volatile"

var received volatile.Register32

//go:isr CONSOLE UART0
func onByte() { received.Set(1) }
`;

describe('a build in another folder, by another user, with another umask, time zone and language', () => {
  let here: RealProject;
  let there: string;

  beforeAll(async () => {
    here = await makeRealProject('led_blink');
    here.rig.write('app/handler.go', `//go:build tinygo\n\n${HANDLER}`);
    await here.ok('configure', '--board', 'bl602', '--set', 'IMAGE_LAYOUT_BOOT2=y');
    there = join(here.rig.folder, 'elsewhere', 'a folder of another depth', 'app');
    mkdirSync(there, { recursive: true });
    cpSync(here.folder, there, { recursive: true });
    for (const board of boards) await here.ok('build', '--board', board);
    const env = { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', USER: 'daemon', LOGNAME: 'daemon' };
    for (const board of mayBeAnother ? boards : []) {
      const build = `umask 077; exec "${process.execPath}" "${bljhFile}" build --board ${board}`;
      const { code, stderr } = await here.rig.run('unshare', [...another, 'sh', '-c', build], {
        cwd: there,
        env,
        timeoutMs: BUILD_TIMEOUT_MS,
      });
      expect(code, stderr).toBe(0);
    }
  }, BUILD_TIMEOUT_MS);

  const files = [
    'bl602/app.bin',
    'bl602/app.img',
    'bl602/app-fw.img',
    'virt32/app.bin',
    'virt32-xip/app.bin',
    'jh7110/app',
  ];
  const bytesIn = (folder: string, file: string) => readFileSync(join(folder, 'build', file));

  it.skipIf(!mayBeAnother).each(files)(`%s is the same${whyNot}`, (file) => {
    expect(bytesIn(there, file).equals(bytesIn(here.folder, file))).toBe(true);
    // What was compared is what the other user made: the umask shows.
    expect(statSync(join(there, 'build', file)).mode & 0o077).toBe(0);
  });

  it.skipIf(!mayBeAnother)(
    `an ELF of TinyGo differs in its debug sections and the symbols of their places, and nowhere else${whyNot}`,
    () => {
      for (const board of ['bl602', 'virt32', 'virt32-xip']) {
        const [one, other] = [here.folder, there].map((folder) => {
          const bytes = bytesIn(folder, `${board}/app.elf`);
          const sections = readElf(bytes)?.sections ?? [];
          return new Map(
            sections.map(({ name, offset, size }) => [name, bytes.subarray(offset, offset + size).toString('hex')]),
          );
        });
        const names = [...(one?.keys() ?? [])];
        expect([...(other?.keys() ?? [])]).toEqual(names);
        const different = names.filter((name) => one?.get(name) !== other?.get(name));
        expect(different, board).not.toEqual([]);
        for (const name of different) expect(name, board).toMatch(/^\.(debug_.*|symtab)$/);
      }
    },
  );
});
