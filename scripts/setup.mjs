// Makes a fresh clone usable: dependencies (npm ci) and the built bljh (dist/). Both only when needed; a call that was
// interrupted is done again, because the stamp is written last. Plain JavaScript on node: modules: it runs before npm ci.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export function setUp() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`bljh needs Node.js 20.19 or newer, this is ${process.versions.node}`);
  const stamp = join(root, 'node_modules', '.bljh-setup');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(process.platform + process.arch)
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    process.stderr.write('setup: npm ci\n');
    rmSync(stamp, { force: true });
    run('npm', ['ci', '--engine-strict', '--no-audit', '--no-fund', '--loglevel=error']);
    writeFileSync(stamp, wanted);
  }
  run(process.execPath, [join(root, 'scripts', 'bundle.mjs')]);
}

/** Runs a command with our stdio; ends this process with its exit code when it fails. */
export function run(file, args, options = {}) {
  const { status, error } = spawnSync(file, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && file === 'npm',
    ...options,
  });
  if (error) fail(`${file}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) setUp();
