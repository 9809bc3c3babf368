import { expect, it } from 'vitest';
import { diagnoseTools } from '../../src/toolchains/doctor.js';
import { TOOL_IDS } from '../../src/toolchains/tool.js';
import { fakeMachine, goScript, says } from './fake-tools.js';

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
