/** A bill is one of the program that lies in the build folder: `bljh sbom --no-build` after something changed. With real tools: test/tools/sbom.test.ts. */
import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { jsonOf } from '../rig.js';

async function makeProject() {
  const rig = makeFakeRig();
  const project = await rig.project('led_blink', 'app');
  const call = (...args: string[]) => rig.bljh([...args, '--board', 'virt64'], { cwd: project });
  return { rig, project, call };
}

describe('bljh sbom --no-build', () => {
  it('describes a build that holds, also where a file has another time only', async () => {
    const { rig, project, call } = await makeProject();
    const { stdout } = await call('sbom');
    utimesSync(`${project}/main.go`, new Date(), new Date());
    rig.forgetCalls();
    expect(await call('sbom', '--no-build')).toMatchObject({ code: 0, stdout });
    expect(rig.callsOf('go').filter((line) => line.startsWith('go build'))).toEqual([]);
  });

  it.each([
    ['main.go', 'main.go changed'],
    ['build/virt64/app', 'build/virt64/app is not what was built'],
    ['build/virt64/.bljh-state.json', 'what it was built from is not known'],
  ])('refuses one after a change of %s, and the command that it names mends that', async (path, reason) => {
    const { rig, call } = await makeProject();
    expect((await call('build')).code).toBe(0);
    rig.write(`app/${path}`, path.endsWith('.go') ? 'package main\n\nfunc main() {}\n' : 'another file');
    const outcome = await call('sbom', '--no-build', '--json');
    expect(outcome.code).toBe(2);
    expect(jsonOf(outcome).diagnostics).toMatchObject([
      {
        code: 'SB0004',
        message: `virt64: the last build is out of date: ${reason}`,
        hint: { command: 'bljh build --board virt64' },
      },
    ]);
    expect((await call('build')).code).toBe(0);
    expect((await call('sbom', '--no-build')).code).toBe(0);
  });
});
