import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTool, findTools } from '../../src/toolchains/find-tool.js';
import { fakeMachine, goScript, says } from './fake-tools.js';

describe('a tool on PATH', () => {
  it('is found with its version', async () => {
    const machine = fakeMachine();
    const path = machine.addTool('clang-19', says('Debian clang version 19.1.7 (3~deb12u1)'));
    expect(await findTool('clang', machine.context)).toEqual({
      ok: true,
      value: { id: 'clang', path, version: '19.1.7', from: 'PATH', facts: {} },
      diagnostics: [],
    });
  });

  it('is found under its other name when the first one is too old', async () => {
    const machine = fakeMachine();
    machine.addTool('clang-19', says('clang version 18.1.0'));
    const path = machine.addTool('clang', says('clang version 20.1.2'));
    expect(await findTool('clang', machine.context)).toMatchObject({ ok: true, value: { path, version: '20.1.2' } });
  });

  it('gives its facts', async () => {
    const machine = fakeMachine();
    machine.addTool('go', goScript('1.26.8', '/mods'));
    expect(await findTool('go', machine.context)).toMatchObject({
      value: { version: '1.26.8', facts: { goroot: '/', gomodcache: '/mods' } },
    });
  });

  it('is asked without a toolchain switch', async () => {
    const machine = fakeMachine({ GOTOOLCHAIN: 'go1.30.0' });
    machine.addTool('go', `test "$GOTOOLCHAIN" = local || exit 9\n${goScript('1.26.8', '/mods')}`);
    expect(await findTool('go', machine.context)).toMatchObject({ ok: true });
  });
});

describe('a tool that cannot be used', () => {
  it('missing: names the command that installs it and what it is for', async () => {
    const machine = fakeMachine();
    machine.addTool('apt-get', '');
    expect(await findTool('lld', machine.context)).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: 'error',
          code: 'TC0001',
          message: 'lld is missing; it is needed to link TinyGo programs',
          hint: { text: 'get LLD:', command: 'bljh toolchain install lld' },
        },
      ],
    });
  });

  it('missing where there is no apt-get: names tool, version and packages', async () => {
    const { context } = fakeMachine();
    const found = await findTool('lld', context);
    expect(found.diagnostics[0]?.hint).toEqual({
      text: "install LLD (>=19; in Debian: lld-19) with your system's package manager",
    });
  });

  it('too old: names version, path and range', async () => {
    const machine = fakeMachine();
    const path = machine.addTool('go', goScript('1.19.8', '/mods'));
    const found = await findTool('go', machine.context);
    expect(found.diagnostics).toMatchObject([
      {
        code: 'TC0002',
        message: `go at ${path} is version 1.19.8, but bljh supports >=1.24 <1.27; it is needed to compile Go`,
      },
    ]);
  });

  it.each([
    ['crashing', 'kill -SEGV $$', /crashed \(SIGSEGV\)/],
    ['failing', 'echo "cannot open shared object" >&2; exit 127', /ends with exit code 127: cannot open shared object/],
    ['silent', '', /says nothing to --version/],
    ['babbling', "printf 'no \\033[31mversion\\007 here\\n'", /answers --version with "no \[31mversion here"/],
  ])('%s: says so', async (_, body, message) => {
    const machine = fakeMachine();
    machine.addTool('make', body);
    const found = await findTool('make', machine.context);
    expect(found.diagnostics).toMatchObject([{ code: 'TC0004', message: expect.stringMatching(message) }]);
  });

  it('hanging: is given up in time, with its children', async () => {
    const machine = fakeMachine();
    machine.addTool('make', '/bin/sleep 60 & /bin/sleep 60');
    const started = performance.now();
    const found = await findTool('make', { ...machine.context, probeTimeoutMs: 300 });
    expect(found.diagnostics).toMatchObject([
      { code: 'TC0004', message: expect.stringContaining('did not answer within 0.3 s') },
    ]);
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  it('for another machine: says so', async () => {
    const machine = fakeMachine();
    const header = Buffer.alloc(64);
    header.write('\x7fELF\x02\x01\x01', 'latin1');
    header.writeUInt16LE(2, 16);
    header.writeUInt16LE(0x1234, 18);
    machine.write('bin/make', header, 0o755);
    const found = await findTool('make', machine.context);
    expect(found.diagnostics[0]).toMatchObject({
      code: 'TC0004',
      message: expect.stringContaining('is a program for another kind of machine'),
    });
  });

  it('riscv64-linux-gnu-gcc without its C library counts as missing', async () => {
    const machine = fakeMachine();
    machine.addTool(
      'riscv64-linux-gnu-gcc',
      'case "$1" in --version) echo "gcc (Debian 12.2.0-13) 12.2.0" ;; *) echo crt1.o ;; esac',
    );
    const found = await findTool('riscv64-linux-gnu-gcc', machine.context);
    expect(found.diagnostics[0]).toMatchObject({
      code: 'TC0001',
      message: expect.stringContaining('lacks its C library (libc6-dev-riscv64-cross)'),
    });
  });

  it('riscv64-unknown-elf-gcc needs a 32-bit libgcc', async () => {
    const machine = fakeMachine();
    const libgcc = machine.write('libgcc.a', archive(2));
    machine.addTool(
      'riscv64-unknown-elf-gcc',
      `case "$1" in --version) echo "gcc (12.2.0-14) 12.2.0" ;; *) echo '${libgcc}' ;; esac`,
    );
    expect(await findTool('riscv64-unknown-elf-gcc', machine.context)).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'TC0001', message: expect.stringContaining('has no libgcc.a for rv32imac, ilp32') }],
    });
    machine.write('libgcc.a', archive(1));
    expect(await findTool('riscv64-unknown-elf-gcc', machine.context)).toMatchObject({ value: { facts: { libgcc } } });
  });
});

describe('several tools', () => {
  it('are all found, or all that is wrong is told', async () => {
    const machine = fakeMachine();
    machine.addTool('make', says('GNU Make 3.81'));
    machine.addTool('ld.lld', says('LLD 19.1.7'));
    const found = await findTools(['make', 'lld', 'clang'], machine.context);
    expect(found.diagnostics.map(({ code }) => code)).toEqual(['TC0002', 'TC0001']);
    const lld = await findTools(['lld'], machine.context);
    expect(lld.ok && lld.value.get('lld')?.path).toBe(join(machine.folder, 'bin', 'ld.lld'));
  });

  it('are asked side by side', async () => {
    const machine = fakeMachine();
    // Each waits until the other has been started: one after the other, they would time out.
    const meet = (own: string, other: string) =>
      `: > '${machine.folder}/${own}'; while [ ! -e '${machine.folder}/${other}' ]; do /bin/sleep 0.05; done`;
    machine.addTool('clang', `${meet('a', 'b')}\necho 'clang version 19.1.7'`);
    machine.addTool('ld.lld', `${meet('b', 'a')}\necho 'LLD 19.1.7'`);
    expect(await findTools(['clang', 'lld'], machine.context)).toMatchObject({ ok: true });
  });
});

function archive(elfClass: number): Buffer {
  const object = Buffer.from(`\x7fELF${String.fromCharCode(elfClass)}`, 'latin1');
  return Buffer.concat([Buffer.from('!<arch>\n'), Buffer.alloc(120, 32), object, Buffer.alloc(64)]);
}
