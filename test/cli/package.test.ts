/** The package as its users get it: packed, installed, and used as the library that its README describes. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parsePage } from '../docs/pages.js';
import { makeRig, packageFolder, type Rig, until } from '../rig.js';

const TIMEOUT_MS = 120_000;
/** As TypeScript 6 and 7; with the settings of a bundler, too. */
const compilers = [
  ['typescript', { module: 'NodeNext' }],
  ['typescript-native', { module: 'NodeNext' }],
  ['typescript-native', { module: 'preserve', moduleResolution: 'bundler' }],
] as const;

let rig: Rig;
/** The installed package. */
let installed: string;

beforeAll(async () => {
  rig = makeRig({ PATH: process.env['PATH'] ?? '' });
  const call = { cwd: packageFolder, timeoutMs: TIMEOUT_MS };
  const packed = await rig.run('npm', ['pack', '--ignore-scripts', '--pack-destination', rig.folder], call);
  expect(packed.code, packed.stderr).toBe(0);
  const tarball = readdirSync(rig.folder).find((name) => name.endsWith('.tgz')) ?? '';
  rig.write('user/package.json', '{ "type": "module" }');
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', rig.path(tarball)];
  const outcome = await rig.run('npm', install, { cwd: rig.path('user'), timeoutMs: TIMEOUT_MS });
  expect(outcome.code, outcome.stderr).toBe(0);
  installed = rig.path('user', 'node_modules', 'bljh');
}, TIMEOUT_MS);

const node = (args: readonly string[], cwd = rig.path('user')) => rig.run(process.execPath, args, { cwd });

/** Compiles the files of a folder of the user; what the compiler says. */
async function compile(compiler: string, folder: string, options: Readonly<Record<string, unknown>>): Promise<string> {
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
  const compilerOptions = { target: 'ES2023', module: 'NodeNext', skipLibCheck: false, ...strict, ...options };
  const project = rig.write(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const tsc = join(packageFolder, 'node_modules', compiler, 'bin', 'tsc');
  const { code, stdout, stderr } = await rig.run(process.execPath, [tsc, '-p', project], { timeoutMs: TIMEOUT_MS });
  return code === 0 ? '' : `exit code ${code}\n${stdout}${stderr}`;
}

describe('the package', () => {
  it('comes with two packages, whose binaries cannot be bundled; everything else that it needs is in it', async () => {
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['@lydell/node-pty', 'serialport']);
    const outcome = await node([join(installed, 'bin', 'bljh.js'), 'boards']);
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toContain('bl602');
    // A port that is made by the one, and opened by the other.
    const sim = rig.start(process.execPath, [
      join(installed, 'bin', 'bljh.js'),
      ...['sim', 'bootrom', '--link', rig.path('port'), '--fault', 'running', '--timeout', '60'],
    ]);
    await until('the port', () => sim.stdout().includes('port'));
    const call = ['monitor', '--port', rig.path('port'), '--until', 'all is well', '--timeout', '30'];
    const heard = await node([join(installed, 'bin', 'bljh.js'), ...call]);
    expect(heard.code, heard.stderr).toBe(0);
    sim.signal('SIGINT');
    expect((await sim.done).code).toBe(130);
  });

  it('holds what users need and nothing of its making', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).map((name) =>
      name.replaceAll('\\', '/'),
    );
    expect(
      files.filter((name) => /\.map$|_test\.go$|\.build-id$|\.tsx?$/.test(name) && !name.endsWith('.d.ts')),
    ).toEqual([]);
    for (const file of ['src/kconfig/README.md', 'dist/kconfig/index.js', 'dist/kconfig/index.d.ts', 'dist/conf.cjs'])
      expect(files).toContain(file);
    // Go starts it by its path: nobody calls it by a name.
    expect(files).toEqual(expect.arrayContaining(['bin/bljh-gocache.js', 'dist/go-cache.js']));
  });

  it('has the licences of what is bundled into it', () => {
    const notices = readFileSync(join(installed, 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['@oclif/core', 'execa', 'ini', 'listr2', 'zod'])
      expect(notices).toMatch(new RegExp(`^${name} [\\d.]+ \\((MIT|ISC)\\)$`, 'm'));
  });
});

describe('bljh/kconfig', () => {
  it('loads the engine and node: modules, nothing of the rest', () => {
    const seen = new Map<string, string>();
    const foreign = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      const text = readFileSync(file, 'utf8');
      seen.set(file, text);
      for (const [, name = ''] of text.matchAll(/\b(?:from|import)\s*\(?"([^"]+)"/g))
        if (name.startsWith('.')) visit(join(dirname(file), name));
        else if (!name.startsWith('node:')) foreign.add(name);
    };
    visit(join(installed, 'dist', 'kconfig', 'index.js'));
    expect([...foreign]).toEqual([]);
    expect([...seen.values()].join('')).not.toMatch(/oclif|listr2|execa|zod/);
  });

  it('can be required from CommonJS as well', async () => {
    rig.write('user/required.cjs', "console.log(typeof require('bljh/kconfig').parseKconfig);\n");
    expect(await node(['required.cjs'])).toMatchObject({ code: 0, stdout: 'function\n' });
  });

  it.each(compilers)(
    'has types that %s accepts in its strictest mode with %j, without those of Node',
    async (...how) => {
      const [compiler, options] = how;
      const use = `import { parseKconfig, resolveConfig, type Resolution } from 'bljh/kconfig';
export const resolution: Resolution = resolveConfig(parseKconfig({ file: 'Kconfig' }).model, []);
// @ts-expect-error there is no such option
parseKconfig({ file: 'Kconfig', fiel: '' });
`;
      rig.write('user/types/use.ts', use);
      expect(await compile(compiler, 'user/types', { noEmit: true, types: [], lib: ['ES2023'], ...options })).toBe('');
    },
    TIMEOUT_MS,
  );
});

describe('the README of bljh/kconfig', () => {
  const page = parsePage('src/kconfig/README.md', readFileSync(join(packageFolder, 'src/kconfig/README.md'), 'utf8'));
  const tree = page.blocks.find(({ info }) => info === 'kconfig')?.text ?? '';
  const examples = page.blocks.flatMap((block, index) =>
    block.info === 'ts' ? [{ ...block, expected: page.blocks[index + 1] }] : [],
  );
  const nameOf = (line: number) => `line-${line}`;

  beforeAll(async () => {
    for (const { line, text } of examples) rig.write(`user/examples/${nameOf(line)}.ts`, text);
    // The types of Node, as any project on Node has them.
    mkdirSync(rig.path('user', 'node_modules', '@types'));
    for (const name of ['@types/node', 'undici-types'])
      symlinkSync(join(packageFolder, 'node_modules', name), rig.path('user', 'node_modules', name));
    expect(
      await compile('typescript-native', 'user/examples', {
        types: ['node'],
        lib: ['ES2023'],
        rootDir: '.',
        outDir: '../compiled',
      }),
    ).toBe('');
  }, TIMEOUT_MS);

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  it.each(examples)('line $line: prints what it says', async ({ line, expected }) => {
    expect(expected?.info).toBe('text');
    rig.write(`user/run/${nameOf(line)}/Kconfig`, `${tree}\n`);
    const cwd = rig.path('user', 'run', nameOf(line));
    const outcome = await node([rig.path('user', 'compiled', `${nameOf(line)}.js`)], cwd);
    expect(outcome).toMatchObject({ code: 0, stderr: '', stdout: `${expected?.text}\n` });
  });

  it('names every function and class that there is', async () => {
    const script = "console.log(JSON.stringify(Object.keys(await import('bljh/kconfig'))))";
    const { stdout } = await node(['--input-type=module', '-e', script]);
    // What bljh-conf is made of is not for others.
    const own = ['asksEverything', 'modelOf', 'readRememberedTree', 'rememberModes', 'runConf', 'treeRequest'];
    const names = (JSON.parse(stdout) as string[]).filter((name) => !own.includes(name));
    expect(names.filter((name) => !page.text.includes(name))).toEqual([]);
  });

  it('leads to pages that the package has', () => {
    const targets = [...page.prose.matchAll(/\]\(([^)#\s]+)/g)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(1);
    expect(targets.filter((target) => !existsSync(join(installed, 'src', 'kconfig', target)))).toEqual([]);
  });
});

describe('examples/kconfig-library', () => {
  const path = 'examples/kconfig-library/README.md';
  const page = parsePage(path, readFileSync(join(packageFolder, path), 'utf8'));
  const calls = page.blocks
    .filter(({ info }) => info === 'console')
    .flatMap(({ text }) => text.split(/^\$ /m).slice(1))
    .map((text) => ({ call: text.split('\n')[0] ?? '', printed: text.split('\n').slice(1).join('\n').trimEnd() }));

  it('shows both programs', () => {
    expect(new Set(calls.map(({ call }) => call.split(' ')[1]))).toEqual(new Set(['list-options.mjs', 'why-not.mjs']));
  });

  it.each(calls)('$call', async ({ call, printed }) => {
    const { stdout } = await node(call.split(' ').slice(1), join(installed, 'examples', 'kconfig-library'));
    expect(stdout.trimEnd()).toBe(printed);
  });
});
