/** `bljh explain` as its user types it: pasted words, several words, broken and missing configurations, unknown names. */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shellWords } from '../../src/explain/shell-words.js';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { ESC, jsonOf, makeRig, type Rig, treeOf } from '../rig.js';

async function makeProject(template = 'options'): Promise<{ readonly rig: Rig; readonly cwd: string }> {
  const rig = makeRig();
  const cwd = await rig.project(template);
  return { rig, cwd };
}

async function configured(template = 'options', ...args: string[]) {
  const made = await makeProject(template);
  const { code, stderr } = await made.rig.bljh(['configure', ...args], { cwd: made.cwd });
  expect(code, stderr).toBe(0);
  return { ...made, config: join(made.cwd, 'build', 'virt64', '.config') };
}

let shared: ReturnType<typeof configured> | undefined;

/** One configured project for all tests that only ask. */
function asked(): ReturnType<typeof configured> {
  shared ??= configured();
  return shared;
}

interface Answers {
  readonly board: string;
  readonly startedFrom: string;
  readonly unknown: readonly string[];
  readonly answers: readonly {
    readonly pieces: readonly { readonly kind: string; readonly text: string; readonly origins: readonly unknown[] }[];
    readonly symbols: readonly {
      readonly name: string;
      readonly value: string;
      readonly lost?: { readonly mend: string };
    }[];
    readonly wish?: { readonly outcome: string; readonly fix?: { readonly command: string } };
  }[];
}

async function explain(rig: Rig, cwd: string, ...words: string[]): Promise<Answers> {
  const outcome = await rig.bljh(['explain', '--json', ...words], { cwd });
  expect(outcome.code, outcome.stdout).toBe(0);
  return jsonOf(outcome).result as unknown as Answers;
}

describe('bljh explain', () => {
  it('goes from an argument to the line that decided', async () => {
    const { rig, cwd } = await asked();
    const { code, stdout, stderr } = await rig.bljh(['explain', 'GORISCV64=rva20u64'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^GORISCV64=rva20u64: an environment variable of go build \.\n {2}from CONFIG_GORISCV64_RVA20U64=y/,
    );
    expect(stdout).toMatch(/why +GORISCV64_RVA20U64 is y: the default of choice .*Kconfig\.runtime:\d+\n/);
    expect(stdout).toContain('change it   bljh configure --board virt64 --set GORISCV64_RVA22U64=y');
  });

  it('says who set a value, and where', async () => {
    const { rig, cwd, config } = await asked();
    const line = readFileSync(config, 'utf8').split('\n').indexOf('CONFIG_BUFFER_SIZE=100') + 1;
    const { stdout } = await rig.bljh(['explain', 'config.BUFFER_SIZE'], { cwd });
    expect(stdout).toContain(`BUFFER_SIZE is 100: set in the .config  build/virt64/.config:${line}`);
    expect(stdout).toContain(`from CONFIG_BUFFER_SIZE=100 (user, build/virt64/.config:${line})`);
  });

  it.each([
    [['-X', 'main.version=1.2.3 (virt64)'], ['APP_VERSION']],
    [
      ['-ldflags=-X bljh/machine.chip=gpiochip0', '-X', "'main.version=1.2.3 (virt64)'"],
      ['GPIO_CHIP', 'APP_VERSION'],
    ],
    [['-tags=feature'], ['FEATURE']],
    [['-b', 'virt32', '_bljh_stack_size', '=', '4096'], ['SYSTEM_STACK_SIZE']],
    [['--board=virt32', '-opt=z'], ['TINYGO_OPT_Z']],
    [['BUFFER_SIZE', 'int', '=', '100'], ['BUFFER_SIZE']],
    [['--', '-s'], ['STRIP']],
    [
      ['HEAP_LIMIT', 'GREETING'],
      ['HEAP_LIMIT', 'GREETING'],
    ],
  ])('%j leads to %j', async (words, names) => {
    const { rig, cwd } = await asked();
    const { answers } = await explain(rig, cwd, ...words);
    expect(answers.flatMap(({ symbols }) => symbols.map(({ name }) => name))).toEqual(names);
  });

  it('knows each word of the command lines that bljh build -v shows, quoted and as words', async () => {
    const rig = makeFakeRig();
    const cwd = await rig.project('options');
    const built = await rig.bljh(['build', '--board', 'virt64', '-v'], { cwd });
    // The fake compiler makes no program with this version in it; the line is shown before.
    const line = built.stderr.split('\n').find((each) => each.startsWith('GOOS=')) ?? '';
    const words = shellWords(line);
    expect(words.length).toBeGreaterThan(15);
    for (const typed of [[line], words]) {
      const { answers, unknown } = await explain(rig, cwd, ...typed);
      expect(unknown).toEqual([]);
      expect(answers).toHaveLength(new Set(words).size);
      expect(answers.filter(({ pieces }) => pieces.length === 0)).toEqual([]);
    }
  });

  it('knows a path as it is typed here', async () => {
    const { rig, cwd } = await asked();
    const file = 'build/virt64/gen/overlay.json';
    for (const [typed, from] of [
      [file, cwd],
      ['gen/overlay.json', join(cwd, 'build', 'virt64')],
      [join(cwd, file), rig.folder],
    ] as const) {
      const { answers } = await explain(rig, from, '-C', cwd, typed);
      expect(answers[0]?.pieces.at(-1)).toMatchObject({ kind: 'generated file', text: file });
    }
  });

  it('shows no control characters of files', async () => {
    const { rig, cwd } = await makeProject();
    appendFileSync(join(cwd, 'Kconfig'), `\nconfig ODD\n\tstring "odd ${ESC}[2J"\n\thelp\n\t  ${ESC}]0;title\n`);
    const { code, stdout } = await rig.bljh(['explain', 'ODD'], { cwd });
    expect({ code, isPlain: !stdout.includes(ESC) }).toEqual({ code: 0, isPlain: true });
  });

  it('writes nothing', async () => {
    const { rig, cwd } = await makeProject();
    const before = treeOf(cwd);
    for (const word of ['HEAP_LIMIT', 'HEAP_LIMIT=4', '-s', 'NOWHERE']) await rig.bljh(['explain', word], { cwd });
    expect(treeOf(cwd)).toEqual(before);
  });
});

describe('bljh explain SYMBOL=VALUE', () => {
  it.each([
    ['BUFFER_SIZE=9999', 'impossible'],
    ['HEAP_LIMIT_SOFT=n', 'impossible'],
    ['HEAP_LIMIT=4', 'refused'],
    ['GREETING=Good day', 'possible'],
    ['FEATURE=n', 'possible'],
  ])('%s is %s, and the command that it offers works', async (wished, outcome) => {
    const { rig, cwd } = await configured();
    const { answers } = await explain(rig, cwd, wished);
    const { wish } = answers[0] ?? {};
    expect(wish?.outcome).toBe(outcome);
    const [, ...args] = shellWords(wish?.fix?.command ?? '');
    const done = await rig.bljh(args, { cwd });
    expect(done.code, done.stderr).toBe(0);
    if (wished === 'BUFFER_SIZE=9999') return;
    expect((await explain(rig, cwd, wished)).answers[0]?.wish?.outcome).toBe('is so');
  });

  it('says where it is so when this board cannot have it', async () => {
    const { rig, cwd } = await asked();
    const { stdout } = await rig.bljh(['explain', 'BARE_METAL=y'], { cwd });
    expect(stdout).toContain('BARE_METAL=y: impossible\n');
    expect(stdout).toContain('it is so on bl602, virt32');
  });
});

describe('a configuration that is missing or broken', () => {
  it('without a .config the values are those of the defconfig, and that is said', async () => {
    const { rig, cwd } = await makeProject();
    const { code, stdout, stderr } = await rig.bljh(['explain', 'BUFFER_SIZE'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('BUFFER_SIZE is 100: set in the defconfig  configs/virt64_defconfig:4');
    expect(stderr).toBe('virt64: not configured yet, so the values are those of configs/virt64_defconfig\n');
  });

  it('a value that is lost is explained, with the command that mends it', async () => {
    const { rig, cwd, config } = await configured();
    writeFileSync(config, readFileSync(config, 'utf8').replace('CONFIG_BUFFER_SIZE=100', 'CONFIG_BUFFER_SIZE=9999'));
    const { code, stdout, stderr } = await rig.bljh(['explain', 'BUFFER_SIZE'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/lost +9999 was asked for at build\/virt64\/\.config:\d+: .*outside its range 1\.\.4096/);
    expect(stdout).toContain('mend it     bljh configure --board virt64 --set BUFFER_SIZE=4096');
    expect(stderr).toContain('warning[KC0506]');
  });

  it.each([
    '<<<<<<< HEAD\n',
    'CONFIG_BUFFER_SIZE=many\n',
    'nonsense\n',
    'CONFIG_GREETING="open\n',
    `CONFIG_GREETING="${'x'.repeat(100_000)}"\n`,
  ])('a .config that ends with %j keeps nobody from an answer', async (text) => {
    const { rig, cwd, config } = await configured();
    appendFileSync(config, text);
    expect((await explain(rig, cwd, 'HEAP_LIMIT')).answers[0]?.symbols[0]).toMatchObject({ value: '16384' });
  });

  it('a .config that is a folder neither', async () => {
    const { rig, cwd, config } = await configured();
    rmSync(config);
    rig.write('app/build/virt64/.config/x', '');
    const { code, stderr } = await rig.bljh(['explain', 'HEAP_LIMIT'], { cwd });
    expect({ code, warned: stderr.includes('warning[PJ0005]') }).toEqual({ code: 0, warned: true });
  });

  it('where no build can be planned, symbols and keys are known, and the reason is told', async () => {
    const { rig, cwd } = await configured();
    rmSync(join(cwd, 'go.mod'));
    const known = await rig.bljh(['explain', 'HEAP_LIMIT', 'tags.FEATURE_RENAMED'], { cwd });
    expect(known.code).toBe(0);
    expect(known.stderr).toContain('warning[PJ0006]');
    expect(known.stdout).toContain('goes to     not known: no build can be planned');
    const unknown = await rig.bljh(['explain', '-trimpath'], { cwd });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('error[CL0010]');
  });

  it('a Kconfig file that cannot be read is an error of its own', async () => {
    const { rig, cwd } = await makeProject();
    appendFileSync(join(cwd, 'Kconfig'), 'cofnig X\n');
    const { code, stderr } = await rig.bljh(['explain', 'HEAP_LIMIT'], { cwd });
    expect(code).toBe(3);
    expect(stderr).toContain('error[KC0201]');
  });
});

describe('an unknown name', () => {
  it.each([
    ['HEAP_LIMT', 'did you mean HEAP_LIMIT'],
    ['CONFIG_GREETNG=hi', 'did you mean GREETING'],
    ['--bord', 'did you mean --board'],
    ['stack', 'did you mean SYSTEM_STACK_SIZE or GOROUTINE_STACK_SIZE'],
    ['_bljh_stack_size', 'bljh explain --board bl602 _bljh_stack_size'],
    ['virt32', 'bljh explain --board virt32 virt32'],
    ['-opt=z', 'bljh explain --board bl602 -opt=z'],
    ['nothing at all', 'bljh build --board virt64 --plan'],
  ])('%s: %s', async (word, hint) => {
    const { rig, cwd } = await asked();
    const { code, stdout, stderr } = await rig.bljh(['explain', word], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('error[CL0010]');
    expect(stderr).toContain(hint);
  });

  it('that stands in the .config is told at its line', async () => {
    const { rig, cwd, config } = await configured();
    appendFileSync(config, 'CONFIG_GONE=y\n');
    const { code, stderr } = await rig.bljh(['explain', 'GONE'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/build\/virt64\/\.config:\d+:1: error\[CL0010\]/);
  });

  it('among others does not keep the others from being answered', async () => {
    const { rig, cwd } = await asked();
    const outcome = await rig.bljh(['explain', 'HEAP_LIMIT', 'NOWHERE', '--json'], { cwd });
    expect(outcome.code).toBe(2);
    expect(jsonOf(outcome)).toMatchObject({ ok: false, exitCode: 2, result: { unknown: ['NOWHERE'] } });
  });

  it('nothing asked is a wrong call', async () => {
    const { rig, cwd } = await makeProject();
    for (const args of [[], ['--board', 'virt64'], ['--']]) {
      const { code, stderr } = await rig.bljh(['explain', ...args], { cwd });
      expect({ code, told: stderr.includes('error[CL0003]') }, stderr).toEqual({ code: 2, told: true });
    }
  });
});
