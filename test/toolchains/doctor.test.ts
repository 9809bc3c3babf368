import { expect, it } from 'vitest';
import { diagnoseTools } from '../../src/toolchains/doctor.js';
import { TOOL_IDS } from '../../src/toolchains/tool.js';
import { fakeMachine, goScript, says } from './fake-tools.js';

it('without apt-get, never names a command that would not help', async () => {
  const bare = fakeMachine();
  const install = async (machine: typeof bare, id: string) =>
    (await diagnoseTools(machine.context)).find((row) => row.id === id)?.install;
  expect(await install(bare, 'go')).toBe(
    "install Go (>=1.24 <1.27) with your system's package manager, or from https://go.dev/dl/, so that it is on PATH",
  );
  expect(await install(bare, 'go-modules')).toBe('get go first, then run bljh toolchain install go-modules');
  expect(await install(bare, 'tinygo')).toBe(
    "install TinyGo (>=0.41 <0.42) with your system's package manager, or from https://github.com/tinygo-org/tinygo/releases, so that it is on PATH",
  );
  expect(await install(bare, 'clang')).toBe(
    "install Clang (>=19; in Debian: clang-19) with your system's package manager",
  );
  // An old go can fetch the new one.
  const old = fakeMachine();
  old.addTool('go', goScript('1.23.1', '/mods'));
  expect(await install(old, 'go')).toBe('bljh toolchain install go');
  expect(await install(old, 'go-modules')).toBe('bljh toolchain install go-modules');
});

it('has a row for every tool, with what is wrong and what to do', async () => {
  const machine = fakeMachine();
  machine.addTool('apt-get', '');
  const clang = machine.addTool('clang-19', says('clang version 19.1.7'));
  const go = machine.addTool('go', goScript('1.23.1', '/mods'));
  const make = machine.addTool('make', 'exit 1');
  const rows = await diagnoseTools(machine.context);
  expect(rows.map(({ id }) => id)).toEqual(TOOL_IDS);
  const row = (id: string) => rows.find((candidate) => candidate.id === id);
  expect(row('clang')).toMatchObject({ status: 'ok', version: '19.1.7', path: clang, from: 'PATH' });
  expect(row('go')).toMatchObject({ status: 'unsupported', version: '1.23.1', path: go, supported: '>=1.24 <1.27' });
  expect(row('make')).toMatchObject({ status: 'broken', path: make, problem: `make at ${make} ends with exit code 1` });
  expect(row('lld')).toMatchObject({ status: 'missing', install: 'bljh toolchain install lld', packages: ['lld-19'] });
});
