// The environment a kernel tree reads for an architecture, and nothing else, and the two conf commands compared: the
// C one and ours. A conf command is { command, args, env }: a program, its first arguments, extra environment.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { root } from './anchors.mjs';

// Pinned, so that a private rustc or pahole elsewhere does not change the answers.
const path = '/usr/sbin:/usr/bin:/sbin:/bin';
const base = { PATH: path, HOME: '/tmp', LC_COLLATE: 'C', LC_NUMERIC: 'C' };

let toolTexts;

/** First lines of gcc, ld and rustc --version; part of what the answers depend on. */
export function toolVersions() {
  toolTexts ??= {
    gcc: firstLine('gcc', '--version'),
    ld: firstLine('ld', '--version'),
    rustc: firstLine('rustc', '--version'),
  };
  return toolTexts;
}

/** The whole environment for conf on the tree of an anchor. */
export function kernelEnvironment(anchor, arch, extra = {}) {
  const { gcc, rustc } = toolVersions();
  return {
    ...base,
    srctree: anchor.source,
    ARCH: arch,
    SRCARCH: arch,
    KERNELVERSION: anchor.kernelVersion,
    CC: 'gcc',
    LD: 'ld',
    AR: 'ar',
    NM: 'nm',
    OBJCOPY: 'objcopy',
    HOSTCC: 'gcc',
    HOSTCXX: 'g++',
    RUSTC: 'rustc',
    BINDGEN: 'bindgen',
    PAHOLE: 'pahole',
    PYTHON3: 'python3',
    CC_VERSION_TEXT: gcc.replaceAll('#', ''),
    ...(anchor.version === '6.1' ? {} : { RUSTC_VERSION_TEXT: rustc.replaceAll('#', '') }),
    KCONFIG_CONFIG: '.config',
    ...extra,
  };
}

/** The whole environment for the kernel's own make, which gives conf the rest. The C conf does not know our variables. */
export function makeEnvironment(version, arch, extra = {}) {
  return { ...base, ARCH: arch, BLJH_KCONFIG_DIALECT: `linux-${version}`, ...extra };
}

/** The environment of trees that are not the kernel's. */
export function plainEnvironment(extra = {}) {
  return { ...base, ...extra };
}

/** The defconfig files of an architecture, the one of a plain "make defconfig" first. */
export function defconfigs(anchor, arch) {
  const main = arch === 'x86' ? 'x86_64_defconfig' : 'defconfig';
  const names = readdirSync(join(anchor.source, 'arch', arch, 'configs')).filter((name) => name.endsWith('defconfig'));
  const first = names.includes(main) ? [main] : [];
  const rest = names.filter((name) => name !== main).sort();
  return [...first, ...rest].map((name) => `arch/${arch}/configs/${name}`);
}

/** The C conf; with a folder, its $(shell) calls are answered from there. */
export function cConf(anchor, shellMemory) {
  const env = shellMemory ? { LD_PRELOAD: anchor.shellMemory, BLJH_SHELL_MEMORY: shellMemory } : {};
  return { command: anchor.conf, args: [], env };
}

/** The conf under test: bin/bljh-conf.js, or any other file; a script is started with this very node. */
export function ourConf(version, file, extra = {}) {
  const path = resolve(file ?? join(root, 'bin', 'bljh-conf.js'));
  const env = { BLJH_KCONFIG_DIALECT: `linux-${version}`, ...extra };
  const script = ['.js', '.mjs', '.cjs'].includes(extname(path));
  return script ? { command: process.execPath, args: [path], env } : { command: path, args: [], env };
}

/** Changes when the conf under test is built again: answers from before and after are not of one conf. */
export function fingerprint({ command, args }) {
  const files = [command, ...args, join(root, 'dist', 'conf.cjs')].filter((file) => existsSync(file));
  return files.map((file) => `${file} ${statSync(file).mtimeMs}`).join('\n');
}

function firstLine(file, ...args) {
  const result = spawnSync(file, args, { env: { ...base, LC_ALL: 'C' }, encoding: 'utf8' });
  return (result.stdout ?? '').split('\n')[0];
}
