/**
 * What `bljh-conf` remembers, by BLJH_KCONFIG_CACHE.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeRig, packageFolder, type Rig } from '../rig.js';

const confFile = join(packageFolder, 'bin/bljh-conf.js');

/** Its command leaves a line each time it runs. */
function makeTree(): Rig {
  const rig = makeRig();
  rig.write('Kconfig', 'config A\n\tstring\n\tdefault "$(shell,echo ran >> ran; echo answer)"\n');
  // What was written a moment ago is not remembered.
  utimesSync(rig.path('Kconfig'), 1_000_000_000, 1_000_000_000);
  return rig;
}

/** The error output. */
function run(rig: Rig, cache: string): string {
  const { status, stderr } = spawnSync(process.execPath, [confFile, '--alldefconfig', 'Kconfig'], {
    cwd: rig.folder,
    env: { PATH: process.env['PATH'], HOME: rig.folder, BLJH_KCONFIG_CACHE: cache },
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(status).toBe(0);
  expect(rig.read('.config')).toContain('CONFIG_A="answer"\n');
  return stderr;
}

function remembered(rig: Rig): readonly string[] {
  const folder = rig.path('.cache/bljh/kconfig');
  return existsSync(folder)
    ? readdirSync(folder)
        .map((name) => name.replace(/^.*\./, ''))
        .sort()
    : [];
}

it.each([
  { cache: '', files: ['answers', 'names', 'tree'], runs: 1 },
  { cache: 'on', files: ['answers', 'names', 'tree'], runs: 1 },
  { cache: 'answers', files: ['answers'], runs: 1 },
  { cache: 'off', files: [], runs: 2 },
])('remembers $files in two runs with "$cache"', ({ cache, files, runs }) => {
  const rig = makeTree();
  for (let turn = 0; turn < 2; turn += 1) expect(run(rig, cache)).toBe('');
  expect(remembered(rig)).toEqual(files);
  expect(rig.read('ran')).toBe('ran\n'.repeat(runs));
});
