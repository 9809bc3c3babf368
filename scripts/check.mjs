// Everything that reads the code without running it: formatting and lint, types, who imports whom, what nobody uses,
// whether the lock file can be installed and the package used. One line a check; the output of those that fail.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from './setup.mjs';

const MAX_LINES = 400;

const tool = (path) => join(root, 'node_modules', path);

export function check() {
  setUp();
  const results = [
    command('format and lint', [tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings']),
    command('types', [tool('typescript-native/bin/tsc'), '--noEmit', '-p', '.']),
    command('types of the page', [tool('typescript-native/bin/tsc'), '--noEmit', '-p', 'tsconfig.page.json']),
    command(
      'imports',
      [tool('dependency-cruiser/bin/dependency-cruise.mjs'), 'src', '--output-type', 'err-long'],
      (output) => (Number(/\((\d+) modules/.exec(output)?.[1] ?? 0) > 50 ? '' : 'fewer than 50 modules were seen'),
    ),
    command('unused code', [tool('knip/bin/knip.js'), '--no-progress']),
    lockFile(),
    ...packed(),
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
  const { status, stdout, stderr } = npm(['ci', '--dry-run', '--engine-strict', '--offline']);
  report('lock file', status === 0 ? '' : `npm ci --dry-run ended with ${status}`, stdout + stderr);
  return status === 0;
}

/**
 * The package as npm would publish it. It is ES modules only, and has no entry but `bljh/kconfig`: the profile leaves out
 * resolution without `exports` (TypeScript's node10) and CommonJS callers of TypeScript's node16, who can use import() or,
 * since Node 20.19, require().
 */
function packed() {
  const folder = mkdtempSync(join(tmpdir(), 'bljh-pack-'));
  try {
    const { status, stdout, stderr } = npm(['pack', '--ignore-scripts', '--pack-destination', folder]);
    const [file] = readdirSync(folder);
    report('pack', status === 0 && file !== undefined ? '' : `npm pack ended with ${status}`, stdout + stderr);
    if (status !== 0 || file === undefined) return [false];
    const tarball = join(folder, file);
    const types = ['--profile', 'esm-only', '--no-definitely-typed', '--format', 'ascii', '--no-color'];
    return [
      true,
      command('package', [tool('publint/src/cli.js'), 'run', tarball, '--strict']),
      command('types of the package', [tool('@arethetypeswrong/cli/dist/index.js'), tarball, ...types]),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function npm(args) {
  return spawnSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
}

function lengths() {
  const long = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(join('reapi', 'generated')))
    .filter((file) => readFileSync(file, 'utf8').split('\n').length > MAX_LINES + 1);
  report('file lengths', long.length === 0 ? '' : `longer than ${MAX_LINES} lines`, `${long.join('\n')}\n`);
  return long.length === 0;
}

function report(name, complaint, output) {
  process.stdout.write(complaint === '' ? `check ok: ${name}\n` : `check failed: ${name} (${complaint})\n${output}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = check().failed === 0 ? 0 : 1;
