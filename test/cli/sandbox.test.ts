/** `bljh build --sandbox` where no sandbox can be made, and what a step misses in one. With real bubblewrap: test/tools/undeclared-inputs.test.ts. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { jsonOf, treeOf } from '../rig.js';

/** bubblewrap that shows everything: it runs what stands behind `--`. */
const OPEN = 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"';

async function makeProject(bwrap: string | undefined) {
  const rig = makeFakeRig();
  const project = await rig.project('led_blink', 'app');
  if (bwrap !== undefined)
    rig.addTool('bwrap', `[ "$1" != --version ] || { echo 'bubblewrap 0.8.0'; exit 0; }\n${bwrap}`);
  const build = (...args: string[]) => rig.bljh(['build', '--board', 'virt64', ...args], { cwd: project });
  return { rig, project, build };
}

describe('bljh build --sandbox', () => {
  it('where the system refuses: its words, and nothing is built', async () => {
    const { rig, project, build } = await makeProject(
      'echo "bwrap: No permissions to create new namespace" >&2; exit 1',
    );
    expect((await build()).code).toBe(0);
    const before = treeOf(project);
    rig.forgetCalls();
    const outcome = await build('--sandbox', '--force', '--json');
    expect(outcome.code).toBe(4);
    expect(jsonOf(outcome).diagnostics).toMatchObject([
      { code: 'SN0001', toolOutput: 'bwrap: No permissions to create new namespace' },
    ]);
    expect(rig.callsOf('go').filter((call) => call.startsWith('go build'))).toEqual([]);
    expect(treeOf(project)).toEqual(before);
  });

  it('without bubblewrap: which one to install', async () => {
    const { build } = await makeProject(undefined);
    const { code, stderr } = await build('--sandbox');
    expect(code).toBe(4);
    expect(stderr).toMatch(/error\[TC0001\]: bubblewrap is missing[\s\S]*install bubblewrap/);
  });

  it('a file that the compiler misses is named, and no folder is left', async () => {
    const { rig, project, build } = await makeProject(OPEN);
    rig.steer('go-build', "echo 'main.go:4:10: fatal error: secret.h: No such file or directory' >&2; exit 1");
    const outcome = await build('--sandbox', '--json');
    expect(outcome.code).toBe(5);
    expect(jsonOf(outcome).diagnostics[0]).toMatchObject({
      code: 'SN0002',
      message: 'virt64: go build . misses secret.h, which is not among its inputs',
    });
    expect(existsSync(`${project}/build/virt64/.sandbox`)).toBe(false);
  });

  it('any other failure is not blamed on it', async () => {
    const { rig, build } = await makeProject(OPEN);
    rig.steer('go-build', "echo 'main.go:4:10: undefined: x' >&2; exit 1");
    const { code, stderr } = await build('--sandbox');
    expect(code).toBe(5);
    expect(stderr).toContain('error[PR0001]: virt64: go build . failed in the sandbox (exit code 1)');
    expect(stderr).toContain('see whether it works without --sandbox');
  });

  it('Ctrl-C ends what runs in it, and no folder is left', async () => {
    const { rig, project, build } = await makeProject(OPEN);
    expect((await build()).code).toBe(0);
    const before = treeOf(project);
    rig.steer('go-build', `echo $$ > '${rig.path('pid')}'; /bin/sleep 600`);
    const call = rig.startBljh(['build', '--board', 'virt64', '--sandbox', '--force'], { cwd: project });
    await expect.poll(() => existsSync(rig.path('pid')), { timeout: 20_000 }).toBe(true);
    call.signal('SIGINT');
    expect((await call.done).code).toBe(130);
    expect(existsSync(`${project}/build/virt64/.sandbox`)).toBe(false);
    expect(Object.keys(treeOf(project))).toEqual(Object.keys(before));
  });
});
