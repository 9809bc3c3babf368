/**
 * Fake compilers and emulators for a rig: small shell scripts that note how they were called and then do what the test
 * steers them to do. They are the whole PATH: the real tools of the machine are out of reach.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pinnedUnicorn } from '../../src/toolchains/unicorn/pinned-unicorn.js';
import { isRunning, makeRig, packageFolder, type Rig } from '../rig.js';

export interface FakeRig extends Rig {
  /** Adds an executable to PATH; `body` is a shell script, which sees the tool's arguments. */
  readonly addTool: (name: string, body: string) => string;
  /** Shell text that the tool runs first from now on; '' lets it work again. */
  readonly steer: (name: string, body: string) => void;
  /** Each call of a tool, as its arguments in one line. */
  readonly callsOf: (name: string) => readonly string[];
  /** All calls of all tools. */
  readonly calls: () => readonly string[];
  readonly forgetCalls: () => void;
}

const EM_RISCV = 243;

/** A rig with a Go, a C compiler and a QEMU that work: whatever is built is a tiny RISC-V ELF file. */
export function makeFakeRig(env: Readonly<Record<string, string>> = {}): FakeRig {
  const base = makeRig();
  const bin = base.path('bin');
  mkdirSync(bin, { recursive: true });
  Object.assign(base.env, { PATH: bin }, env);
  const log = base.path('calls');
  const rig: FakeRig = {
    ...base,
    addTool: (name, body) => {
      const note = `echo "${name} $*" >> '${log}'`;
      const steer = `[ ! -f '${base.path(`steer-${name}`)}' ] || . '${base.path(`steer-${name}`)}'`;
      return base.write(`bin/${name}`, `#!/bin/sh\n${note}\n${steer}\n${body}\n`, 0o755);
    },
    steer: (name, body) => void base.write(`steer-${name}`, `${body}\n`),
    callsOf: (name) => rig.calls().filter((call) => call.startsWith(`${name} `)),
    calls: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
        : [],
    forgetCalls: () => writeFileSync(log, ''),
  };
  base.write('fake.elf', riscvElf(64));
  base.write('fake.a', archiveOf(riscvElf(64)));
  base.write('fake.h', 'extern int driver(void);\n');
  rig.addTool('go', goScript(rig, fakeModuleCache(rig)));
  rig.addTool('riscv64-linux-gnu-gcc', gccScript(rig));
  rig.addTool('qemu-riscv64', `[ "$1" != --version ] || { echo 'qemu-riscv64 version 7.2.0'; exit 0; }\necho ran`);
  return rig;
}

/** The other tools that `bljh doctor` looks for. */
export function addRemainingTools(rig: FakeRig): void {
  const says = (line: string) => `echo '${line}'`;
  rig.addTool('bmaptool', says('bmaptool 3.6'));
  rig.addTool('make', says('GNU Make 4.3'));
  rig.addTool('bwrap', says('bubblewrap 0.8.0'));
  rig.addTool('clang-19', says('Debian clang version 19.1.7'));
  rig.addTool('ld.lld-19', says('Debian LLD 19.1.7'));
  rig.addTool('blflash', says('blflash 0.3.5'));
  for (const name of ['image/blsp_boot2.bin', 'image/eflash_loader_40m.bin', 'cfg/ro_params.dtb'])
    rig.write(`home/.cargo/registry/src/a-registry/blflash-0.3.5/src/chip/bl602/${name}`, 'a stand-in');
  rig.addTool(
    'tinygo',
    `case "$1" in version) echo 'tinygo version 0.41.0 linux/amd64' ;; env) echo '${rig.folder}' ;; esac`,
  );
  rig.addTool('qemu-system-riscv32', says('QEMU emulator version 7.2.0'));
  const unicorn = pinnedUnicorn({ env: {}, cacheFolder: '', packageFolder })?.entry ?? '';
  rig.write(`cache/bljh/tools/${unicorn}/bin/python`, `#!/bin/sh\n${says('unicorn 2.1.4')}\n`, 0o755);
  rig.write('libgcc.a', archiveOf(riscvElf(32)));
  rig.addTool(
    'riscv64-unknown-elf-gcc',
    `case "$*" in *--version*) echo 'riscv64-unknown-elf-gcc (fake) 12.2.0' ;; *) echo '${rig.path('libgcc.a')}' ;; esac`,
  );
}

function goScript(rig: FakeRig, gomodcache: string): string {
  return `case "$1" in
version) echo 'go version go1.26.0 linux/amd64' ;;
env) echo '${rig.folder}'; echo '${gomodcache}' ;;
build)
  [ ! -f '${rig.path('steer-go-build')}' ] || . '${rig.path('steer-go-build')}'
  while [ $# -gt 0 ]; do
    if [ "$1" = -o ]; then out="$2"; fi
    shift
  done
  case "$out" in
  *.a) /bin/cp '${rig.path('fake.a')}' "$out"; /bin/cp '${rig.path('fake.h')}' "\${out%.a}.h" ;;
  *) /bin/cp '${rig.path('fake.elf')}' "$out" ;;
  esac ;;
esac`;
}

function gccScript(rig: FakeRig): string {
  return `case "$*" in
*--version*) echo 'riscv64-linux-gnu-gcc (fake) 12.2.0' ;;
*crt1.o*) echo '${rig.write('crt1.o', '')}' ;;
esac`;
}

/** A module cache in which Go has unpacked the modules that bljh's go.sum pins. */
function fakeModuleCache(rig: FakeRig): string {
  const sums = readFileSync(join(packageFolder, 'go', 'machine', 'go.sum'), 'utf8')
    .trim()
    .split('\n');
  for (const line of sums) {
    const [module = '', version = '', sum = ''] = line.split(' ');
    if (version.endsWith('/go.mod')) continue;
    rig.write(`modules/cache/download/${module}/@v/${version}.mod`, '');
    rig.write(`modules/cache/download/${module}/@v/${version}.ziphash`, sum);
    rig.write(`modules/${module}@${version}/LICENSE`, '');
  }
  return rig.path('modules');
}

/** The header of a RISC-V ELF file with the double-float calling convention (64 bits) or the soft one (32). */
function riscvElf(bits: 32 | 64): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write('\x7fELF', 'latin1');
  bytes.set([bits === 64 ? 2 : 1, 1, 1], 4);
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(EM_RISCV, 18);
  bytes.writeUInt32LE(1, 20);
  bytes.writeUInt32LE(bits === 64 ? 5 : 0, bits === 64 ? 48 : 36);
  return bytes;
}

function archiveOf(member: Buffer): Buffer {
  const header = `${'go.o/'.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${String(member.length).padEnd(10)}\`\n`;
  return Buffer.concat([Buffer.from('!<arch>\n'), Buffer.from(header, 'latin1'), member]);
}

/** Shell text: writes the shell's process number; the file is there when the number is in it, never before. */
export function writesPid(rig: Rig, name: string): string {
  const file = rig.path(name);
  return `echo $$ > '${file}.part'; /bin/mv '${file}.part' '${file}'`;
}

/** Shell text: tells its process number and hangs politely, for a minute at most. */
export function waitsLong(rig: Rig): string {
  return `${writesPid(rig, 'hanging')}; exec /bin/sleep 60`;
}

/**
 * Shell text: a compiler that does not end (for a minute: a failed test must leave nothing behind for ever), with a child
 * of its own that ignores every polite signal.
 */
export function hangs(rig: FakeRig): string {
  const wait = 'n=0; while [ $n -lt 300 ]; do /bin/sleep 0.2; n=$((n + 1)); done';
  const child = `trap '' TERM INT HUP; ${writesPid(rig, 'grandchild')}; ${wait}`;
  return `trap '' TERM INT HUP
/bin/sh -c "${child.replaceAll('$', '\\$')}" &
${writesPid(rig, 'hanging')}
${wait}`;
}

/** Shell text: waits (for at most 30 s) until the test writes the file `go-on`. */
export function waitsForTest(rig: FakeRig): string {
  return `${writesPid(rig, 'waiting')}
tries=0
while [ ! -e '${rig.path('go-on')}' ] && [ $tries -lt 1500 ]; do /bin/sleep 0.02; tries=$((tries + 1)); done`;
}

/** The processes of a hanging fake that still run. */
export function leftOver(rig: FakeRig, names: readonly string[] = ['hanging', 'grandchild']): readonly number[] {
  return names.map((name) => Number(rig.read(name).trim())).filter(isRunning);
}

/** PATH with folders of the machine behind the fakes, for tests that need a shell, make or head. */
export function withSystemPath(rig: FakeRig): void {
  rig.env['PATH'] = [rig.path('bin'), '/usr/bin', '/bin'].join(delimiter);
}
