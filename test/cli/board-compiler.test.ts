/** A C compiler that a board of the project's own names: found as Go finds it, a part of the key, and watched like every other tool. */
import { describe, expect, it } from 'vitest';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { jsonOf } from '../rig.js';

async function makeProject(ccOf: (compiler: string) => string) {
  const rig = makeFakeRig();
  const project = await rig.project('driver', 'app');
  const compiler = rig.write('vendor/bin/my-gcc', '#!/bin/sh\n', 0o755);
  rig.addTool('ccache', 'exec "$@"');
  rig.write(
    'app/boards/own/board.ini',
    `title = own\ninherits = virt64\n\n[go]\ngoos = linux\ngoarch = riscv64\ncc = ${ccOf(compiler)}\nsysroot = /usr/riscv64-linux-gnu\n`,
  );
  rig.write(
    'app/boards/own/Kconfig',
    'config BOARD_OWN\n\tdef_bool y\n\tselect LINUX_OS\n\tselect HAS_STANDARD_GO\n\nconfig GPIO_CHIP\n\tstring\n\tdefault "gpiochip0"\n',
  );
  rig.write('app/boards/own/defconfig', '');
  const build = (...args: string[]) => rig.bljh(['build', '--board', 'own', ...args], { cwd: project });
  return { rig, project, compiler, build };
}

describe('cc of a board', () => {
  it.each([
    { form: 'an absolute path', ccOf: (path: string) => path },
    { form: 'with a launcher and a flag', ccOf: (path: string) => `ccache ${path} -pipe` },
    { form: 'in quotes', ccOf: (path: string) => `'${path}' -pipe` },
  ])('$form: another compiler, another build', async ({ ccOf }) => {
    const { rig, project, compiler, build } = await makeProject(ccOf);
    const first = await build();
    expect(first.code, first.stderr).toBe(0);
    expect((await build()).stdout).toMatch(/up to date/);
    const { tools } = JSON.parse(rig.read('app/build/own/manifest.json')) as { tools: { name: string }[] };
    expect(tools).toContainEqual({
      name: ccOf(compiler),
      version: '',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    rig.write('vendor/bin/my-gcc', '#!/bin/sh\n# another one\n', 0o755);
    const dry = await build('--dry-run', '--json');
    expect(JSON.stringify(jsonOf(dry).result)).toContain(`"kind":"tool","name":"${ccOf(compiler)}"`);
    expect((await build()).stdout).not.toMatch(/up to date/);
    expect((await rig.bljh(['why', '--board', 'own'], { cwd: project })).stdout).toContain(`tool ${ccOf(compiler)}`);
  });

  it('the name of a tool that the plan does not have: a compiler like any other', async () => {
    const { rig, build } = await makeProject(() => 'clang');
    expect((await build()).stderr).toContain('error[TC0001]: clang is missing');
    rig.addTool('clang', '');
    expect((await build()).code).toBe(0);
    rig.addTool('clang', '# another one');
    expect((await build()).stdout).not.toMatch(/up to date/);
    const { result } = jsonOf(await build('--json'));
    expect(JSON.stringify(result)).toContain('"name":"clang"');
  });

  it('of a compiler with a command of its own, that command is no program', async () => {
    const { rig, compiler, build } = await makeProject((path) => `${path} cc -target riscv64-linux-gnu`);
    rig.addTool('cc', '');
    expect((await build()).code).toBe(0);
    rig.addTool('cc', '# another one');
    expect((await build()).stdout).toMatch(/up to date/);
    rig.write('vendor/bin/my-gcc', '#!/bin/sh\n# another one\n', 0o755);
    expect(compiler).toContain('my-gcc');
    expect((await build()).stdout).not.toMatch(/up to date/);
  });

  it.each(['/nowhere/my-gcc', 'my-gcc', 'bin/my-gcc'])(
    '%s, which is not there: said before anything is built',
    async (cc) => {
      const { rig, build } = await makeProject(() => cc);
      const { code, stderr } = await build();
      expect(code).toBe(4);
      expect(stderr).toContain(`error[TC0001]: ${cc} is missing; it is the C compiler of the board own\n`);
      expect(rig.callsOf('go').filter((call) => call.startsWith('go build'))).toEqual([]);
    },
  );
});
