import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTool } from '../../src/toolchains/find-tool.js';
import { parsePinnedModules } from '../../src/toolchains/go-modules/module-cache.js';
import { installToolsOn } from '../../src/toolchains/install.js';
import { debian, type FakeMachine, fakeMachine, goScript } from './fake-tools.js';

const GO_MOD = `module bljh.invalid/machine

go 1.24

require github.com/Upper/pins v0.9.1 // a comment

require (
	golang.org/x/sys v0.30.0 // indirect
)

replace example.com/a => ../a
`;
const GO_SUM = `github.com/Upper/pins v0.9.1 h1:pins=
github.com/Upper/pins v0.9.1/go.mod h1:pinsmod=
golang.org/x/sys v0.30.0 h1:sys=
golang.org/x/sys v0.30.0/go.mod h1:sysmod=
`;

it('reads the pinned modules', () => {
  expect(parsePinnedModules(GO_MOD, GO_SUM)).toEqual([
    { path: 'github.com/Upper/pins', version: 'v0.9.1', sum: 'h1:pins=' },
    { path: 'golang.org/x/sys', version: 'v0.30.0', sum: 'h1:sys=' },
  ]);
});

describe('the modules', () => {
  it('are found in the module cache by files alone', async () => {
    const machine = rig();
    fillModuleCache(machine);
    expect(await findTool('go-modules', machine.context)).toMatchObject({
      ok: true,
      value: { path: join(machine.folder, 'mods'), version: 'pins v0.9.1, sys v0.30.0' },
    });
    expect(machine.callsOf('go').some((call) => call.startsWith('mod'))).toBe(false);
  });

  it('that are missing, or not what go.sum says, are named', async () => {
    const machine = rig();
    fillModuleCache(machine);
    machine.write('mods/cache/download/golang.org/x/sys/@v/v0.30.0.ziphash', 'h1:other=');
    const found = await findTool('go-modules', machine.context);
    expect(found.diagnostics).toMatchObject([
      { code: 'TC0001', message: expect.stringMatching(/^golang\.org\/x\/sys@v0\.30\.0 not in the module cache /) },
    ]);
  });

  it('are downloaded by go in a copy of the module', async () => {
    const machine = rig();
    const script = goScript(
      '1.26.8',
      join(machine.folder, 'mods'),
      `mod) /bin/pwd >> '${machine.folder}/where'; /bin/mv '${machine.folder}/proxy' '${machine.folder}/mods' ;;`,
    );
    machine.addTool('go', script);
    fillModuleCache(machine, 'proxy');
    const result = await installToolsOn(debian(machine), ['go-modules'], machine.context, {
      yes: true,
      onEvent: () => undefined,
    });
    expect(result).toMatchObject({ ok: true, value: [{ id: 'go-modules' }] });
    expect(readFileSync(join(machine.folder, 'where'), 'utf8')).not.toContain('package/go/machine');
  });
});

function rig(): FakeMachine {
  const machine = fakeMachine();
  machine.write('package/go/machine/go.mod', GO_MOD);
  machine.write('package/go/machine/go.sum', GO_SUM);
  machine.addTool('go', goScript('1.26.8', join(machine.folder, 'mods')));
  return machine;
}

function fillModuleCache(machine: FakeMachine, folder = 'mods'): void {
  for (const [path, version, sum] of [
    ['github.com/!upper/pins', 'v0.9.1', 'h1:pins='],
    ['golang.org/x/sys', 'v0.30.0', 'h1:sys='],
  ] as const) {
    machine.write(`${folder}/cache/download/${path}/@v/${version}.mod`, '');
    machine.write(`${folder}/cache/download/${path}/@v/${version}.ziphash`, sum);
    machine.write(`${folder}/${path}@${version}/go.mod`, '');
  }
}
