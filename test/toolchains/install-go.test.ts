import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTool } from '../../src/toolchains/find-tool.js';
import { hostGoPlatform, pinnedToolchainOf } from '../../src/toolchains/go/toolchain-module.js';
import { installToolsOn } from '../../src/toolchains/install.js';
import { debian, type FakeMachine, fakeMachine, goScript } from './fake-tools.js';

const toolchain = pinnedToolchainOf(hostGoPlatform(process));

describe.skipIf(toolchain === undefined)('the Go toolchain', () => {
  it('is downloaded by a go that is too old, and becomes a cache entry with executable programs', async () => {
    const machine = machineWithOldGo();
    const result = await install(machine);
    expect(result).toMatchObject({ ok: true, value: [{ id: 'go', version: '1.26.8', from: 'cache' }] });
    const entry = join(machine.context.cacheFolder, 'tools', toolchain?.entry ?? '');
    expect(statSync(join(entry, 'pkg/tool/any/compile')).mode & 0o111).toBe(0o111);
    expect(statSync(join(entry, 'VERSION')).mode & 0o777).toBe(0o644);
    expect(machine.callsOf('go')).toContain(`mod download -x -json ${toolchain?.module}`);
    expect(readdirSync(join(machine.context.cacheFolder, 'tmp'))).toEqual([]);
    expect(await findTool('go', machine.context)).toMatchObject({ ok: true, value: { facts: { goroot: entry } } });
  });

  it('is not downloaded twice', async () => {
    const machine = machineWithOldGo();
    await install(machine);
    await install(machine);
    expect(machine.callsOf('go').filter((call) => call.startsWith('mod download'))).toHaveLength(1);
  });

  it('is not downloaded twice by two at once', async () => {
    const machine = machineWithOldGo();
    const results = await Promise.all([install(machine), install(machine)]);
    expect(results.map(({ ok }) => ok)).toEqual([true, true]);
    expect(machine.callsOf('go').filter((call) => call.startsWith('mod download'))).toHaveLength(1);
  });

  it('of another hash is refused and leaves nothing', async () => {
    const machine = machineWithOldGo('h1:AAAA');
    const result = await install(machine);
    expect(result.diagnostics).toMatchObject([
      { code: 'TC0003', message: expect.stringContaining(`the hash h1:AAAA instead of ${toolchain?.sum}`) },
    ]);
    expect(existsSync(join(machine.context.cacheFolder, 'tools'))).toBe(false);
  });

  it('that cannot be downloaded fails with what go says', async () => {
    const machine = fakeMachine();
    machine.addTool('go', goScript('1.19', '/mods', 'mod) echo "proxy.example: no such host" >&2; exit 1 ;;'));
    const result = await install(machine);
    expect(result.diagnostics).toMatchObject([
      { code: 'TC0003', toolOutput: 'proxy.example: no such host', message: expect.stringContaining('exit code 1') },
    ]);
  });

  it('is made again when its entry is damaged', async () => {
    const machine = machineWithOldGo();
    const broken = machine.write(`cache/tools/${toolchain?.entry}/bin/go`, '#!/bin/sh\nexit 3\n', 0o755);
    expect(await install(machine)).toMatchObject({ ok: true, value: [{ path: broken, version: '1.26.8' }] });
  });

  it('needs a go to begin with, which comes from Debian', async () => {
    const machine = fakeMachine();
    const path = join(machine.folder, 'bin', 'go');
    machine.write('stage/go', `#!/bin/sh\n${goScript('1.24.4', '/mods')}\n`, 0o755);
    machine.addTool('apt-get', `if [ "$1" = install ]; then /bin/mv '${machine.folder}/stage/go' '${path}'; fi`);
    expect(await install(machine)).toMatchObject({ ok: true, value: [{ path, version: '1.24.4', from: 'PATH' }] });
    expect(machine.callsOf('apt-get').at(-1)).toMatch(/ golang-go ca-certificates$/);
  });

  it('is reported once when it is what others wait for', async () => {
    const machine = machineWithOldGo('h1:AAAA');
    const result = await installToolsOn(debian(machine), ['go-modules', 'go'], machine.context, quiet);
    expect(result.diagnostics).toHaveLength(1);
  });
});

const quiet = { yes: true, onEvent: () => undefined };

function install(machine: FakeMachine) {
  return installToolsOn(debian(machine), ['go'], machine.context, quiet);
}

/** Its go 1.19 "downloads" a small module that has the layout of the real one, read-only as in a module cache. */
function machineWithOldGo(sum = toolchain?.sum): FakeMachine {
  const machine = fakeMachine();
  machine.write('module/bin/go', `#!/bin/sh\n${goScript('1.26.8', '/mods')}\n`, 0o444);
  machine.write('module/pkg/tool/any/compile', '', 0o444);
  machine.write('module/VERSION', 'go1.26.8', 0o444);
  const answer = JSON.stringify({ Dir: join(machine.folder, 'module'), Sum: sum });
  machine.addTool('go', goScript('1.19.8', '/mods', `mod) echo '# get something' >&2; echo '${answer}' ;;`));
  return machine;
}
