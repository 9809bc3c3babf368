import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTool } from '../../src/toolchains/find-tool.js';
import { installToolsOn } from '../../src/toolchains/install.js';
import { tinygoEntryName } from '../../src/toolchains/tinygo/cached-tinygo.js';
import { debian, type FakeMachine, fakeMachine, goScript, says } from './fake-tools.js';

const VERSION = 'tinygo version 0.41.0 linux/amd64 (using go version go1.26.8 and LLVM version 19.1.7)';

describe('a TinyGo on PATH', () => {
  it('of the right version is used with its own root', async () => {
    const machine = fakeMachine();
    machine.addTool('tinygo', `case "$1" in version) ${says(VERSION)} ;; env) echo /opt/tinygo ;; esac`);
    const found = await findTool('tinygo', machine.context);
    expect(found).toMatchObject({
      ok: true,
      value: { version: '0.41.0', from: 'PATH', facts: { root: '/opt/tinygo' } },
    });
  });

  it('of another version gives way to the one in the cache', async () => {
    const machine = rig('1.26.8');
    machine.addTool('tinygo', says('tinygo version 0.33.0 linux/amd64'));
    expect(await findTool('tinygo', machine.context)).toMatchObject({ diagnostics: [{ code: 'TC0002' }] });
    const entry = addEntry(machine, '1.26.8');
    expect(await findTool('tinygo', machine.context)).toMatchObject({
      value: { from: 'cache', path: join(entry, 'bin/tinygo'), facts: { root: join(entry, 'root') } },
    });
  });
});

describe('a TinyGo in the cache', () => {
  it.each([
    ['1.25.3', ['1.24.0', '1.25.0', '1.26.0'], '1.25.0'],
    ['1.25.3', ['1.24.0', '1.26.0'], '1.26.0'],
    ['1.26.8', ['1.24.0', '1.25.0'], undefined],
  ])('for Go %s, of those built with %j: %s', async (go, built, expected) => {
    const machine = rig(go);
    for (const version of built) addEntry(machine, version);
    const found = await findTool('tinygo', machine.context);
    const name = expected && tinygoEntryName(machine.context, expected);
    expect(found.ok ? found.value.path : undefined).toBe(
      name && join(machine.context.cacheFolder, 'tools', name, 'bin/tinygo'),
    );
  });

  it('of other build files does not count', async () => {
    const machine = rig('1.26.8');
    addEntry(machine, '1.26.8');
    machine.write('package/templates/tinygo/tool/go.sum', 'another hash');
    expect((await findTool('tinygo', machine.context)).ok).toBe(false);
  });
});

describe('the build', () => {
  it('asks for exactly what is needed, and makes a complete entry', async () => {
    const machine = rig('1.26.8');
    machine.addTool('g++', '');
    machine.addTool('clang-19', says('clang version 19.1.7'));
    machine.addTool('ld.lld-19', says('LLD 19.1.7'));
    machine.addTool('apt-get', '');
    machine.addTool('dpkg-query', "printf 'ii \\tllvm-19-dev\\n'");
    const result = await install(machine);
    expect(machine.callsOf('apt-get').at(-1)).toMatch(/Retries=3 libclang-19-dev$/);
    const name = tinygoEntryName(machine.context, '1.26.8') ?? '';
    const entry = join(machine.context.cacheFolder, 'tools', name);
    expect(result).toMatchObject({ ok: true, value: [{ from: 'cache', path: join(entry, 'bin/tinygo') }] });
    expect(readdirSync(join(entry, 'root/src'))).toEqual(['runtime']);
    expect(machine.callsOf('go').find((call) => call.startsWith('build'))).toContain(
      '-trimpath -tags llvm19 osusergo -ldflags -s -w -o',
    );
  });

  it('is spared when only shared libraries of a built TinyGo are gone', async () => {
    const machine = rig('1.26.8');
    const library = join(machine.folder, 'libLLVM.so');
    addEntry(
      machine,
      '1.26.8',
      `[ -e '${library}' ] || { echo 'cannot open shared object file' >&2; exit 127; }; ${says(VERSION)}`,
    );
    machine.addTool('clang-19', says('clang version 19.1.7'));
    machine.addTool('ld.lld-19', says('LLD 19.1.7'));
    machine.addTool('apt-get', `: > '${library}'`);
    expect(await install(machine)).toMatchObject({ ok: true });
    expect(machine.callsOf('apt-get').at(-1)).toMatch(/Retries=3 libllvm19 libclang1-19$/);
    expect(machine.callsOf('go').some((call) => call.startsWith('build'))).toBe(false);
  });

  it('that fails leaves nothing and shows what the compiler says', async () => {
    const machine = rig('1.26.8', 'build) echo "llvm-c/Core.h: No such file" >&2; exit 1 ;;');
    for (const [name, line] of [
      ['clang-19', 'clang version 19.1.7'],
      ['ld.lld-19', 'LLD 19.1.7'],
      ['g++', ''],
    ] as const) {
      machine.addTool(name, says(line));
    }
    machine.addTool('dpkg-query', "printf 'ii \\tllvm-19-dev\\nii \\tlibclang-19-dev\\n'");
    const result = await install(machine);
    expect(result.diagnostics).toMatchObject([{ code: 'TC0003', toolOutput: 'llvm-c/Core.h: No such file' }]);
    expect(readdirSync(machine.context.cacheFolder).sort()).not.toContain('tools');
    expect(readdirSync(join(machine.context.cacheFolder, 'tmp'))).toEqual([]);
  });
});

it('a cache that cannot be written is named', async () => {
  const machine = rig('1.26.8');
  machine.addTool('apt-get', '');
  machine.write('cache', 'a file where the folder should be');
  expect((await install(machine)).diagnostics).toMatchObject([
    { code: 'TC0003', message: expect.stringMatching(/^the tools could not be written to bljh's cache: /) },
  ]);
});

function install(machine: FakeMachine) {
  return installToolsOn(debian(machine), ['tinygo'], machine.context, { yes: true, onEvent: () => undefined });
}

/** A machine with a go that "builds" a TinyGo, and bljh's module for it. */
function rig(goVersion: string, build?: string): FakeMachine {
  const machine = fakeMachine();
  for (const name of ['go.mod', 'go.sum', 'tools.go']) machine.write(`package/templates/tinygo/tool/${name}`, name);
  for (const path of ['src/runtime/runtime.go', 'src/examples/blink.go', 'targets/a.json', 'lib/a.c']) {
    machine.write(`module/${path}`, 'base', 0o444);
  }
  machine.write('built', `#!/bin/sh\n${says(VERSION)}\n`, 0o755);
  const output = `while [ "$1" != -o ]; do shift; done; /bin/mkdir -p "\${2%/*}"; /bin/cp '${machine.folder}/built' "$2"`;
  const more = `${build ?? `build) ${output} ;;`}\nlist) echo '${machine.folder}/module' ;;`;
  machine.addTool('go', goScript(goVersion, '/mods', more));
  return machine;
}

function addEntry(machine: FakeMachine, goVersion: string, body = says(VERSION)): string {
  const name = tinygoEntryName(machine.context, goVersion);
  mkdirSync(join(machine.context.cacheFolder, 'tools', `${name}`, 'root'), { recursive: true });
  machine.write(`cache/tools/${name}/bin/tinygo`, `#!/bin/sh\n${body}\n`, 0o755);
  return join(machine.context.cacheFolder, 'tools', `${name}`);
}
