/** `bljh build --verify` with programs that are reproducible, and with such as are not: what is told, how it ends, what is left behind. */
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeRealRig, type Outcome, type Rig } from '../rig.js';
import { BUILD_TIMEOUT_MS, type RealProject, realProjectIn } from './real-tools.js';

const TIMEOUT_MS = 2 * BUILD_TIMEOUT_MS;

/** A program whose packages are few: the second build begins with empty caches. */
async function smallProject(rig: Rig, files: Readonly<Record<string, string>>): Promise<RealProject> {
  const all = {
    'go.mod': 'module example.org/small\n\ngo 1.23\n',
    'main.go': 'package main\n\nfunc main() { println("hello") }\n',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) rig.write(`small/${name}`, text);
  const project = realProjectIn(rig, rig.path('small'));
  await project.ok('init');
  return project;
}

async function verify(project: RealProject, board: string, env: Record<string, string> = {}): Promise<Outcome> {
  const options = { cwd: project.folder, timeoutMs: TIMEOUT_MS, env: { TMPDIR: temporaryIn(project.rig), ...env } };
  return project.rig.bljh(['build', '--board', board, '--verify'], options);
}

function temporaryIn(rig: Rig): string {
  rig.write('tmp/.keep', '');
  return rig.path('tmp');
}

const leftIn = (rig: Rig) => readdirSync(rig.path('tmp')).filter((name) => name.startsWith('bljh-verify'));

/** A diffoscope that is there, and says what it was asked. */
function fakeDiffoscope(rig: Rig): string {
  rig.write('fake/diffoscope', '#!/bin/sh\nfor last; do :; done\necho "--- the report of $last"\nexit 1\n', 0o755);
  return `${rig.path('fake')}:${process.env['PATH']}`;
}

describe('a small program with TinyGo', () => {
  let rig: Rig;
  let project: RealProject;

  beforeAll(async () => {
    rig = makeRealRig();
    project = await smallProject(rig, {});
  });

  it(
    'is reproducible; only its debug information names folders',
    async () => {
      const { code, stdout, stderr } = await verify(project, 'virt32');
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('virt32: reproducible');
      expect(stdout).toMatch(/small\.bin {2}same {2}sha256 [0-9a-f]{64}/);
      expect(stdout).toMatch(/small\.elf {2}same program, other debug information/);
      expect(stderr).toContain('info[RP0002]');
      expect(stderr).toMatch(/user (nobody|1 of a user namespace)|another HOME and USER/);
      expect(leftIn(rig)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'with its folder in it is not, and that folder is named',
    async () => {
      rig.write('small/where.h', 'const char *where(void);\n');
      rig.write('small/where.c', '#include "where.h"\nconst char *where(void) { return __FILE__; }\n');
      rig.write(
        'small/where.go',
        'package main\n\n// #include "where.h"\nimport "C"\n\nimport "unsafe"\n\nfunc init() {\n\tfor p := unsafe.Pointer(C.where()); *(*byte)(p) != 0; p = unsafe.Add(p, 1) {\n\t\tprint(*(*byte)(p))\n\t}\n}\n',
      );
      const { code, stderr } = await verify(project, 'virt32', { PATH: fakeDiffoscope(rig) });
      expect(code, stderr).toBe(5);
      expect(stderr).toMatch(/error\[RP0001\]: virt32: \S+small\.bin is not reproducible: first different byte at 0x/);
      expect(stderr).toContain(`the folder of the build stands in it (${project.folder})`);
      expect(stderr).toMatch(/--- the report of .*another place.*small\.(bin|elf)/);
      expect(leftIn(rig)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'leaves nothing behind after Ctrl-C',
    async () => {
      const call = rig.startBljh(['build', '--board', 'virt32', '--verify'], {
        cwd: project.folder,
        timeoutMs: TIMEOUT_MS,
        env: { TMPDIR: temporaryIn(rig) },
      });
      await expect
        .poll(() => leftIn(rig).length > 0 && call.stderr().includes('building again'), { timeout: BUILD_TIMEOUT_MS })
        .toBe(true);
      call.signal('SIGINT');
      const { code } = await call.done;
      expect(code).toBe(130);
      expect(leftIn(rig)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

it(
  'a C archive with the time of its build is not reproducible: the member, the section and both times are told',
  async () => {
    const rig = makeRealRig();
    const project = await smallProject(rig, {
      'main.go':
        'package main\n\n// const char *built(void);\nimport "C"\n\n//export Built\nfunc Built() *C.char { return (*C.char)(C.built()) }\n\nfunc main() {}\n',
      'built.c': 'const char *built(void) { return "built at " __TIME__; }\n',
    });
    rig.write('small/bljh.ini', rig.read('small/bljh.ini').replace(/^artifact.*$/m, 'artifact = c-archive'));
    const { code, stderr, stdout } = await verify(project, 'jh7110');
    expect(code, `${stdout}${stderr}`).toBe(5);
    expect(stderr).toMatch(/error\[RP0001\]: jh7110: \S+libsmall\.a is not reproducible/);
    expect(stderr).toMatch(/ \S+\.o: \.rodata\S* at 0x/);
    expect(stderr).toMatch(/a time stands in it: \d\d:\d\d:\d\d here, \d\d:\d\d:\d\d there/);
    expect(stderr).not.toContain('small.h is not reproducible');
  },
  TIMEOUT_MS,
);

it(
  'a file that no input names is missing in the second build',
  async () => {
    // A name that a macro makes: src/pipelines/c-inputs.ts does not find it.
    const rig = makeRealRig();
    const project = await smallProject(rig, {
      'main.go':
        'package main\n\n// #define FILE "include/extra.inc"\n// #include FILE\nimport "C"\n\nfunc main() { println(C.EXTRA) }\n',
      'include/extra.inc': '#define EXTRA 1\n',
    });
    const { code, stderr } = await verify(project, 'virt32');
    expect(code, stderr).toBe(5);
    expect(stderr).toContain('error[RP0003]: virt32: the second build failed');
    expect(stderr).toContain('extra.inc');
  },
  TIMEOUT_MS,
);
