// The anchors: the C conf of Linux 6.1 and 6.12, built from Debian's source packages, and the part of each kernel tree
// that conf reads. Owns <repo>/.cache/kernel/<version>/; nothing half-made stays there under its final name.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installPackages, packageVersion } from '../../scripts/debian-packages.mjs';

export const versions = ['6.1', '6.12'];
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Everything the comparisons keep between runs. */
export const cacheFolder = join(root, '.cache', 'kernel');

const tools = ['gcc', 'libc6-dev', 'make', 'flex', 'bison', 'xz-utils', 'python3-pytest'];

// Change it when what is unpacked or built below changes: older folders are then made again.
const recipe = 2;

// What conf reads (Kconfig files, scripts called by $(shell), defconfigs), what its own build reads and what make reads before
// it calls conf. '*' matches '/'.
const wanted = [
  'Kconfig',
  'Makefile',
  'Kbuild',
  '*/Kconfig*',
  'scripts/*',
  'arch/*/configs/*',
  'kernel/configs/*',
  'arch/*/Makefile*',
  'arch/*/tools/*',
];

/**
 * The kernel tree and the C conf of a version, made when missing: { version, source, conf, shellMemory, folder,
 * packageVersion, kernelVersion }. shellMemory is a library that answers conf's $(shell) from a folder of remembered
 * answers (shell-memory.c).
 */
export function obtainAnchor(version) {
  if (!versions.includes(version)) throw new Error(`no anchor for Linux ${version}: only ${versions.join(', ')}`);
  const name = `linux-source-${version}`;
  installPackages([name, ...tools]);
  const folder = join(cacheFolder, version);
  const source = join(folder, 'source');
  const build = join(folder, 'build');
  const conf = join(build, 'scripts', 'kconfig', 'conf');
  const shellMemory = join(build, 'shell-memory.so');
  const stamp = join(folder, 'stamp');
  const stampText = `${packageVersion(name)} ${recipe}\n`;
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== stampText || !existsSync(shellMemory)) {
    mkdirSync(folder, { recursive: true });
    removeHalf(folder);
    rmSync(stamp, { force: true });
    intoPlace(source, (to) => unpack(name, to));
    intoPlace(build, (to) => buildConf(source, to));
    writeFileSync(`${stamp}.${process.pid}`, stampText);
    renameSync(`${stamp}.${process.pid}`, stamp);
  }
  const kernelVersion = kernelVersionOf(source);
  return { version, folder, source, conf, shellMemory, packageVersion: packageVersion(name), kernelVersion };
}

/** Makes a folder under a temporary name and renames it at the end. */
function intoPlace(folder, make) {
  const temporary = `${folder}.tmp.${process.pid}`;
  mkdirSync(temporary);
  make(temporary);
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(temporary, folder);
  } catch (error) {
    // Another run made it meanwhile.
    if (error.code !== 'ENOTEMPTY') throw error;
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Leftovers of runs that were interrupted. */
function removeHalf(folder) {
  for (const entry of readdirSync(folder)) {
    const pid = /\.tmp\.(\d+)$/.exec(entry)?.[1];
    if (pid && !existsSync(`/proc/${pid}`)) rmSync(join(folder, entry), { recursive: true, force: true });
  }
}

function unpack(name, to) {
  const tarball = `/usr/src/${name}.tar.xz`;
  const patterns = wanted.map((pattern) => `${name}/${pattern}`);
  const unxz = ['--use-compress-program', 'xz -T0'];
  run('tar', ['-C', to, ...unxz, '-xf', tarball, '--strip-components=1', '--wildcards', ...patterns]);
}

function buildConf(source, to) {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/tmp', LC_ALL: 'C' };
  // build_config builds conf and runs nothing with it; any ARCH will do.
  run('make', ['-s', '-C', source, 'ARCH=x86', `O=${to}`, 'build_config'], env);
  const memory = join(dirname(fileURLToPath(import.meta.url)), 'shell-memory.c');
  run('gcc', ['-O2', '-shared', '-fPIC', '-o', join(to, 'shell-memory.so'), memory], env);
}

function run(file, args, env = process.env) {
  const result = spawnSync(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${file} ${args.join(' ')} failed:\n${result.stderr}`);
}

function kernelVersionOf(source) {
  const text = readFileSync(join(source, 'Makefile'), 'utf8');
  const [version, patch, sub, extra] = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL', 'EXTRAVERSION'].map(
    (name) => new RegExp(`^${name} *= *(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '',
  );
  return `${version}.${patch}.${sub}${extra}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const version of process.argv.length > 2 ? process.argv.slice(2) : versions)
    process.stdout.write(`${JSON.stringify(obtainAnchor(version), null, 2)}\n`);
}
