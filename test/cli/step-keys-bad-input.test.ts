/** Keys and records of steps where the world is not as it should be: files that change meanwhile, odd names, damaged records, no cache. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { appends, built, foreseen, told } from '../flips.js';

async function makeProject(template = 'led_blink') {
  const rig = makeFakeRig({ BLJH_CACHE: 'on' });
  const folder = await rig.project(template);
  const bljh = (...args: string[]) => rig.bljh(args, { cwd: folder });
  const goBuilds = () => rig.callsOf('go').filter((call) => call.startsWith('go build')).length;
  return { rig, folder, board: 'virt64', bljh, goBuilds };
}

const MAIN = 'package main\n\nfunc main() {}\n';

describe('an input that changes while the compiler runs', () => {
  it.each([
    ['it stays changed', `echo '// other' >> main.go`, ''],
    [
      'it is again what it was when the compiler ends',
      `/bin/cp main.go ../kept; echo '// other' >> main.go; /bin/cp ../kept main.go`,
      '',
    ],
    ['it is again what it was before the next build', `echo '// other' >> main.go`, MAIN],
    ['it is replaced by another one', `echo 'package main // other' > ../new; /bin/mv ../new main.go`, MAIN],
    ['a file came, and stays', `echo 'package main' > more.go`, ''],
    ['a file came, and went after the build', `echo 'package main' > more.go`, 'gone'],
  ])('%s: nothing is kept under its key, and the next build runs the step', async (_what, meanwhile, afterwards) => {
    const { rig, ...project } = await makeProject();
    rig.write('app/main.go', MAIN);
    rig.steer('go-build', meanwhile);
    expect(await built(project)).toMatchObject({ how: { 'go-build': 'ran' } });
    rig.steer('go-build', '');
    expect(existsSync(rig.path('cache/bljh/store/ac')) ? readdirSync(rig.path('cache/bljh/store/ac')) : []).toEqual([]);
    if (afterwards === 'gone') rmSync(rig.path('app/more.go'));
    else if (afterwards !== '') rig.write('app/main.go', afterwards);
    expect((await foreseen(project)).runs).toEqual(['go-build']);
    expect(await built(project)).toMatchObject({ how: { 'go-build': 'ran' } });
    expect(await built(project)).toMatchObject({ upToDate: true });
    expect(project.goBuilds()).toBe(2);
  });
});

describe('names', () => {
  const ODD = [
    'a b',
    'q"uote',
    "it's",
    '$(touch canary)',
    '-dash',
    'line\nbreak',
    'ünï-код',
    'a;b|c&d',
    '#hash',
    '%percent',
    'back\\slash',
  ];

  it.each(['led_blink', 'driver'])(
    'of embedded files and folders are only names: %s',
    async (template) => {
      const { rig, folder, ...project } = await makeProject(template);
      rig.write('app/embedding.go', 'package main\n\nimport "embed"\n\n//go:embed all:data\nvar data embed.FS\n');
      for (const name of ODD) rig.write(join('app/data', name, name), 'one');
      const at = { folder, ...project };
      await built(at);
      for (const name of ODD) {
        const path = join('data', name, name);
        const back = appends(path, 'two').apply(folder);
        expect((await foreseen(at)).causes, name).toEqual({ 'go-build': [`file ${path}`] });
        await built(at);
        expect((await told(at)).causes, name).toEqual({ 'go-build': [`file ${path}`] });
        const text = await project.bljh('why', '--board', 'virt64');
        expect(
          text.stdout.split('\n').find((line) => line.includes('->')),
          name,
        ).toBeDefined();
        back();
        expect((await built(at)).how, name).toEqual({ 'go-build': 'fetched' });
      }
      expect(readdirSync(folder)).not.toContain('canary');
      process.stdout.write(`${template}: ${ODD.length} odd names\n`);
    },
    240_000,
  );

  it('of source files, too', async () => {
    const { rig, folder, ...project } = await makeProject();
    for (const name of ODD) rig.write(join('app', name, `${name}.go`), 'package odd\n');
    const at = { folder, ...project };
    await built(at);
    for (const name of ODD.slice(0, 5)) {
      const path = join(name, `${name}.go`);
      appends(path).apply(folder);
      expect((await foreseen(at)).causes, name).toEqual({ 'go-build': [`file ${path}`] });
      await built(at);
    }
    expect(readdirSync(folder)).not.toContain('canary');
  }, 120_000);
});

it('links that lead to themselves and in a ring among the sources are no sources', async () => {
  const { rig, folder, ...project } = await makeProject();
  symlinkSync('loop.go', rig.path('app/loop.go'));
  symlinkSync('..', rig.path('app/up'));
  mkdirSync(rig.path('app/inner'));
  symlinkSync('../inner', rig.path('app/inner/again'));
  rig.write('app/embedding.go', 'package main\n\nimport _ "embed"\n\n//go:embed README.md\nvar text string\n');
  const outcome = await project.bljh('build', '--board', 'virt64', '--json');
  expect(outcome.stdout + outcome.stderr).not.toContain('bug in bljh');
  rmSync(rig.path('app/loop.go'));
  await built({ folder, ...project });
  expect(await built({ folder, ...project })).toMatchObject({ upToDate: true });
});

it.each([
  ['a named pipe', 'pipe.go', (file: string): unknown => execFileSync('mkfifo', [file])],
  ['a link that leads nowhere', 'gone.h', (file: string): unknown => symlinkSync('nowhere', file)],
] as const)('%s with the name of a source is told at once, and Go is not asked', async (what, name, make) => {
  const { rig, folder, bljh, goBuilds } = await makeProject();
  expect((await bljh('build', '--board', 'virt64')).code).toBe(0);
  make(join(folder, name));
  const before = goBuilds();
  for (const flags of [[], ['--dry-run'], ['--plan']]) {
    const { code, stderr } = await rig.bljh(['build', '--board', 'virt64', ...flags], {
      cwd: folder,
      timeoutMs: 20_000,
    });
    expect(code).toBe(3);
    expect(stderr).toContain(`error[PJ0011]: ${join(folder, name)} has the name of a source, and is ${what}\n`);
  }
  expect(goBuilds()).toBe(before);
});

describe('a record that is not one', () => {
  const damages: readonly (readonly [string, (file: string) => void])[] = [
    ['damaged', (file) => writeFileSync(file, 'x')],
    ['empty', (file) => writeFileSync(file, '')],
    ['of a future version', (file) => writeFileSync(file, '{"schemaVersion":99}\n')],
    [
      'a folder',
      (file) => {
        rmSync(file, { force: true });
        mkdirSync(join(file, 'inner'), { recursive: true });
      },
    ],
  ];

  it.each(
    ['.bljh-steps.json', '.bljh-state.json', '.bljh-handlers.json'].flatMap((name) =>
      damages.map(([what, damage]) => [name, what, damage] as const),
    ),
  )('%s, %s: the build goes on, and the next one has nothing to do', async (name, _what, damage) => {
    const { rig, folder, ...project } = await makeProject();
    const at = { folder, ...project };
    await built(at);
    damage(rig.path('app/build/virt64', name));
    appends('main.go').apply(folder);
    expect((await foreseen(at)).runs).toEqual(['go-build']);
    await built(at);
    expect(await built(at)).toMatchObject({ upToDate: true });
    expect((await project.bljh('why')).code).toBe(0);
  });

  it('why without a record, and of a step that there is not', async () => {
    const { rig, folder, ...project } = await makeProject();
    expect(await project.bljh('why')).toMatchObject({ code: 3, stderr: expect.stringContaining('error[WY0001]') });
    await built({ folder, ...project });
    rig.write('app/build/virt64/.bljh-steps.json', 'x');
    expect(await project.bljh('why')).toMatchObject({ code: 3, stderr: expect.stringContaining('error[WY0001]') });
    await project.bljh('build', '--force');
    const wrong = await project.bljh('why', 'go-biuld');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('error[WY0002]') });
    expect(wrong.stderr).toContain('did you mean go-build?');
  });
});

it('a cache folder that is a file: the build goes on, and says once for taking and once for keeping what is wrong with the store', async () => {
  const { rig, folder, ...project } = await makeProject();
  await built({ folder, ...project });
  rmSync(rig.path('cache/bljh/store'), { recursive: true });
  rig.write('cache/bljh/store', 'no folder');
  for (const text of ['// one\n', '// two\n']) {
    appends('main.go', text).apply(folder);
    const { code, stdout, stderr } = await project.bljh('build', '--board', 'virt64');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^virt64: built in/);
    const told = stderr.split('\n').filter((line) => line.includes('local store'));
    expect(told.map((line) => line.replace(/^.*needed: /, ''))).toEqual([
      'results are not taken from it',
      'results are not kept there',
    ]);
  }
});
