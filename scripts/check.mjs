// Everything that reads the code without running it: formatting and lint, types, who imports whom, what nobody uses,
// and whether the lock file can be installed. One line a check; the output of those that fail.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from './setup.mjs';

const MAX_LINES = 400;

export function check() {
  setUp();
  const tool = (path) => join(root, 'node_modules', path);
  const results = [
    command('format and lint', [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings']),
    command('types', [tool('typescript-native/bin/tsc'), '--noEmit', '-p', '.']),
    command(
      'imports',
      [tool('dependency-cruiser/bin/dependency-cruise.mjs'), 'src', '--output-type', 'err-long'],
      (output) => (Number(/\((\d+) modules/.exec(output)?.[1] ?? 0) > 50 ? '' : 'fewer than 50 modules were seen'),
    ),
    command('unused code', [tool('knip/bin/knip.js'), '--no-progress']),
    lockFile(),
    lengths(),
  ];
  return { passed: results.filter(Boolean).length, failed: results.filter((ok) => !ok).length };
}

function command(name, args, judge = () => '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const complaint = status === 0 ? judge(stdout) : `exit code ${status}`;
  report(name, complaint, stdout + stderr);
  return complaint === '';
}

/** A lock file that was written where the registry lacked a package for another platform cannot be installed elsewhere. */
function lockFile() {
  const options = { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' };
  const { status, stdout, stderr } = spawnSync('npm', ['ci', '--dry-run', '--engine-strict', '--offline'], options);
  report('lock file', status === 0 ? '' : `npm ci --dry-run ended with ${status}`, stdout + stderr);
  return status === 0;
}

function lengths() {
  const long = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, 'utf8').split('\n').length > MAX_LINES + 1);
  report('file lengths', long.length === 0 ? '' : `longer than ${MAX_LINES} lines`, `${long.join('\n')}\n`);
  return long.length === 0;
}

function report(name, complaint, output) {
  process.stdout.write(complaint === '' ? `check ok: ${name}\n` : `check failed: ${name} (${complaint})\n${output}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = check().failed === 0 ? 0 : 1;
