// Another Node.js for the tests, from npm's node-PLATFORM-ARCH packages (the binary is inside the package), at a pinned
// version, in .cache/ of this checkout.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

/** Path of the executable; throws with npm's own words when it cannot be had. */
export function obtainNode(version) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(root, '.cache', `${name}-${version}`);
  const executable = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(executable)) return executable;
  const aside = `${folder}.${process.pid}.tmp`;
  mkdirSync(aside, { recursive: true });
  const npm = spawnSync(
    'npm',
    [
      'install',
      '--prefix',
      aside,
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `${name}@${version}`,
    ],
    { encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (npm.status !== 0) {
    rmSync(aside, { recursive: true, force: true });
    throw new Error(`npm could not install ${name}@${version}: ${npm.stderr}`);
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(aside, folder);
  return executable;
}
