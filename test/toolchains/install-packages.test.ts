import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installToolsOn } from '../../src/toolchains/install.js';
import type { InstallEvent } from '../../src/toolchains/install-event.js';
import type { System } from '../../src/toolchains/system.js';
import type { ToolId } from '../../src/toolchains/tool.js';
import { debian, type FakeMachine, fakeMachine, says } from './fake-tools.js';

const CLANG = says('clang version 19.1.7');
const LLD = says('LLD 19.1.7');

describe('Debian packages', () => {
  it('come in one apt-get call, and a second call does nothing', async () => {
    const machine = aptMachine({ 'clang-19': CLANG, 'ld.lld-19': LLD });
    const first = await install(machine, ['clang', 'lld']);
    expect(first.result).toMatchObject({ ok: true, value: [{ version: '19.1.7' }, { version: '19.1.7' }] });
    const calls = machine.callsOf('apt-get');
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatch(/^install -y -q --no-install-recommends .* clang-19 lld-19$/);
    expect(first.events.map(({ kind, tool }) => `${kind} ${tool}`)).toEqual([
      'start clang',
      'start lld',
      'output clang',
      'done clang',
      'done lld',
    ]);
    const second = await install(machine, ['clang', 'lld']);
    expect(second.events.map(({ kind }) => kind)).toEqual(['skipped', 'skipped']);
    expect(machine.callsOf('apt-get')).toHaveLength(1);
  });

  it('are installed without questions', async () => {
    const machine = aptMachine({ 'clang-19': CLANG });
    machine.addTool('apt-get', `test "$DEBIAN_FRONTEND" = noninteractive || exit 1\n${deliver(machine)}`);
    expect((await install(machine, ['clang'])).result.ok).toBe(true);
  });

  it('make the lists be fetched first when apt does not offer them', async () => {
    const machine = aptMachine({ 'clang-19': CLANG });
    machine.addTool('apt-cache', 'echo "clang-19:\n  Installed: (none)\n  Candidate: (none)"');
    await install(machine, ['clang']);
    expect(machine.callsOf('apt-get').map((call) => call.split(' ')[0])).toEqual(['update', 'install']);
  });

  it('make the lists be fetched when they are out of date', async () => {
    const machine = aptMachine({ 'clang-19': CLANG });
    const lists = join(machine.folder, 'fresh-lists');
    machine.addTool(
      'apt-get',
      `if [ "$1" = update ]; then : > '${lists}'; exit; fi
[ -e '${lists}' ] || { echo 'E: Failed to fetch clang-19.deb  404  Not Found'; exit 100; }
${deliver(machine)}`,
    );
    expect((await install(machine, ['clang'])).result.ok).toBe(true);
    expect(machine.callsOf('apt-get').map((call) => call.split(' ')[0])).toEqual(['install', 'update', 'install']);
  });

  it('fail with the end of what apt-get says and the command to try by hand', async () => {
    const machine = aptMachine({});
    machine.addTool('apt-get', 'echo "E: No space left on device" >&2; exit 100');
    const { result } = await install(machine, ['clang']);
    expect(result).toMatchObject({
      ok: false,
      diagnostics: [
        {
          code: 'TC0003',
          message: expect.stringMatching(
            /^clang-19 could not be installed: `.*apt-get install .*` ended with exit code 100$/,
          ),
          toolOutput: 'E: No space left on device',
          hint: { command: 'apt-get install -y --no-install-recommends clang-19' },
        },
      ],
    });
  });

  it('that do not help end in the reason', async () => {
    const machine = aptMachine({});
    const { result } = await install(machine, ['clang']);
    expect(result.diagnostics[0]).toMatchObject({
      code: 'TC0003',
      message: 'Clang was installed, but still clang is missing',
    });
  });

  it('are only named by a dry run', async () => {
    const machine = aptMachine({ 'clang-19': CLANG });
    const { result, events } = await install(machine, ['clang', 'lld'], {}, { dryRun: true });
    expect(result).toMatchObject({ ok: true, value: [] });
    const text = 'would run apt-get install -y --no-install-recommends clang-19 lld-19 (for lld, too)';
    expect(events).toEqual([{ kind: 'start', tool: 'clang', text }]);
    expect(machine.callsOf('apt-get')).toEqual([]);
    expect(existsSync(join(machine.context.cacheFolder, 'install.lock'))).toBe(false);
  });
});

describe('a dry run', () => {
  it('without apt-get ends as the real run would', async () => {
    const machine = fakeMachine();
    const dry = await install(machine, ['clang', 'tinygo'], {}, { dryRun: true });
    expect(dry.events).toEqual([]);
    expect(dry.result).toEqual((await install(machine, ['clang', 'tinygo'])).result);
    expect(dry.result.diagnostics).toMatchObject([{ code: 'TC0003' }]);
  });

  it('without the right says that it is missing', async () => {
    const machine = aptMachine({});
    const call = async (yes: boolean) =>
      (await install(machine, ['clang'], { isRoot: false, sudo: '/usr/bin/sudo' }, { dryRun: true, yes })).events[0]
        ?.text;
    expect(await call(false)).toBe('would need root, for sudo apt-get install -y --no-install-recommends clang-19');
    expect(await call(true)).toBe('would run sudo apt-get install -y --no-install-recommends clang-19');
  });
});

describe('the right to install', () => {
  it('without sudo on the machine, no hint speaks of it', async () => {
    const machine = aptMachine({});
    const { result } = await install(machine, ['clang'], { isRoot: false }, { yes: true });
    expect(result.diagnostics[0]?.hint).toEqual({
      text: 'install them as root, then run bljh again:',
      command: 'apt-get install -y --no-install-recommends clang-19',
    });
  });

  it('without root and --yes, the exact command is given', async () => {
    const machine = aptMachine({ 'clang-19': CLANG });
    machine.addTool('sudo', 'shift; exec "$@"');
    const { result } = await install(machine, ['clang'], { isRoot: false, sudo: '/usr/bin/sudo' }, { yes: false });
    expect(result.diagnostics).toMatchObject([
      { code: 'TC0003', hint: { command: 'sudo apt-get install -y --no-install-recommends clang-19' } },
    ]);
    expect(machine.callsOf('sudo')).toEqual([]);
  });

  it('without root but with --yes, sudo is used and never asks for a password', async () => {
    const machine = aptMachine({ 'clang-19': CLANG });
    machine.addTool('sudo', 'shift; exec "$@"');
    const { result } = await install(machine, ['clang'], { isRoot: false });
    expect(result.ok).toBe(true);
    expect(machine.callsOf('sudo')[0]).toMatch(/^-n .*apt-get install /);
  });

  it('without apt-get, tools, versions and packages are named', async () => {
    const machine = fakeMachine();
    const { result } = await install(machine, ['clang', 'make']);
    expect(result.diagnostics.map(({ message }) => message)).toEqual([
      'without apt-get, bljh cannot install Clang (>=19; in Debian: clang-19), GNU make (>=4.0; in Debian: make)',
    ]);
  });
});

it('without apt-get, TinyGo itself is asked for and not what it would be built from', async () => {
  const { result } = await install(fakeMachine(), ['tinygo']);
  const [problem] = result.diagnostics;
  expect(problem?.message).toContain('TinyGo (>=0.41 <0.42)');
  expect(problem?.message).not.toContain('llvm');
  expect(problem?.hint?.text).toContain('TinyGo also comes from https://github.com/tinygo-org/tinygo/releases');
});

describe('a package that differs between releases', () => {
  it.each([
    ['12', '', 'qemu-system-misc'],
    ['13', '', 'qemu-system-riscv'],
    ['12', 'qemu-system-riscv', 'qemu-system-riscv'],
    ['13', 'qemu-system-misc', 'qemu-system-misc'],
  ])('Debian %s where apt offers "%s": %s', async (release, offered, expected) => {
    const machine = aptMachine({ 'qemu-system-riscv32': says('QEMU emulator version 10.0.2') });
    machine.addTool(
      'apt-cache',
      offered === '' ? '' : `printf '%s\\n' '${offered}:' '  Installed: (none)' '  Candidate: 1:10.0'`,
    );
    expect((await install(machine, ['qemu-system-riscv32'], { release })).result.ok).toBe(true);
    expect(machine.callsOf('apt-get').at(-1)).toMatch(new RegExp(` ${expected}$`));
  });
});

/** A machine whose apt-get puts these tools on PATH, whatever it is asked for. */
function aptMachine(delivers: Readonly<Record<string, string>>): FakeMachine {
  const machine = fakeMachine();
  for (const [name, body] of Object.entries(delivers)) machine.write(`stage/${name}`, `#!/bin/sh\n${body}\n`, 0o755);
  machine.addTool('apt-cache', 'for p in "$@"; do printf "%s\\n" "$p:" "  Installed: (none)" "  Candidate: 1.0"; done');
  machine.addTool('apt-get', deliver(machine));
  return machine;
}

function deliver({ folder }: FakeMachine): string {
  return `echo unpacking; if [ "$1" = install ] && [ -d '${folder}/stage' ]; then /bin/mv '${folder}'/stage/* '${folder}/bin/' && /bin/rmdir '${folder}/stage'; fi`;
}

async function install(
  machine: FakeMachine,
  ids: readonly ToolId[],
  system: Partial<System> = {},
  options: { readonly yes?: boolean; readonly dryRun?: boolean } = {},
) {
  const events: InstallEvent[] = [];
  const result = await installToolsOn(debian(machine, system), ids, machine.context, {
    yes: true,
    ...options,
    onEvent: (event) => events.push(event),
  });
  return { result, events };
}
