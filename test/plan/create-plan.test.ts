import { cpSync, existsSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODES } from '../../src/diagnostics/codes.js';
import { type BuildPlan, buildPlanSchema, type Origin } from '../../src/plan/build-plan.js';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { temporaryFolder } from '../process/temporary-folder.js';
import {
  codesOf,
  errorsOf,
  GO_BOARDS,
  PACKAGE,
  type PlanSetup,
  planInputOf,
  setUpPlan,
  TINYGO_BOARDS,
  unwrap,
} from './plan-input.js';
import { CASES, projectFrom, settingsFor } from './random-settings.js';

/** Every piece of a plan that must say where it comes from. */
function piecesOf(plan: BuildPlan): { readonly what: string; readonly origins: readonly Origin[] }[] {
  const named = (kind: string, pieces: readonly { name: string; origins: readonly Origin[] }[]) =>
    pieces.map(({ name, origins }) => ({ what: `${kind} ${name}`, origins }));
  return [
    ...plan.tags.map(({ text, origins }) => ({ what: `tag ${text}`, origins })),
    ...plan.files.map(({ path, origins }) => ({ what: `file ${path}`, origins })),
    ...plan.artifacts.map(({ path, origins }) => ({ what: `artifact ${path}`, origins })),
    ...plan.steps.map(({ id, origins }) => ({ what: `step ${id}`, origins })),
    ...plan.steps.flatMap(({ args }) => args.map(({ text, origins }) => ({ what: `argument ${text}`, origins }))),
    ...plan.steps.flatMap(({ env }) => named('env', env)),
    ...[...plan.files, ...plan.steps.flatMap(({ args, env }) => [...args, ...env])].flatMap(({ parts = [] }) =>
      parts.map(({ text, origins }) => ({ what: `part ${text}`, origins })),
    ),
    ...named('tool', plan.toolOrigins),
    ...named('constant', plan.constants),
    ...named('variable', plan.variables),
    ...named('region', plan.memory),
    ...named('linker symbol', plan.linkerSymbols),
    { what: 'heap limit', origins: plan.heapLimit.origins },
  ];
}

function findOriginProblems(plan: BuildPlan, projectFolder: string): string[] {
  return piecesOf(plan).flatMap(({ what, origins }) => {
    if (origins.length === 0) return [`${what}: no origin`];
    return origins.flatMap((origin) => {
      if (origin.kind === 'bljh') return origin.reason === '' ? [`${what}: no reason`] : [];
      if (origin.at === undefined) return [`${what}: no place`];
      const file = origin.at.file.startsWith('<bljh>/')
        ? join(PACKAGE, origin.at.file.slice(7))
        : join(projectFolder, origin.at.file);
      if (!existsSync(file)) return [`${what}: ${origin.at.file} does not exist`];
      const line = readFileSync(file, 'utf8').split('\n')[origin.at.line - 1];
      return line === undefined || line.trim() === '' ? [`${what}: ${origin.at.file}:${origin.at.line} is empty`] : [];
    });
  });
}

/** A symbol's origin must be a line about that symbol: its own entry, or one that names it. */
function findForeignLines(plan: BuildPlan, setup: PlanSetup): string[] {
  const origins = piecesOf(plan).flatMap((piece) => piece.origins);
  return origins.flatMap((origin) => {
    if (origin.kind !== 'symbol' || !setup.loaded.model.symbols.has(origin.symbol))
      return origin.kind === 'symbol' ? [`${origin.symbol} is no symbol`] : [];
    return [];
  });
}

/** A text that is put together is its parts and nothing else. */
function findForeignParts(plan: BuildPlan): string[] {
  return plan.steps
    .flatMap(({ args, env }) => [...args, ...env])
    .flatMap(({ text, parts }) => {
      if (parts === undefined) return [];
      const rest = parts.reduce((left, part) => left.replace(part.text, () => ''), text);
      return /^(-\w+=)?[ ,]*$/.test(rest) ? [] : [`${text}: ${rest}`];
    });
}

describe.each(CASES)('a plan of %s for %s', (template, board) => {
  it('says where every piece comes from, holds to its schema and is the same twice', () => {
    const folder = projectFrom(template);
    const setup = setUpPlan(folder, board);
    let planned = 0;
    fc.assert(
      fc.property(settingsFor(setup.loaded.model), (settings) => {
        const input = setup.inputFor(settings);
        const result = createBuildPlan(input);
        if (!result.ok) {
          expect(errorsOf(result).length).toBeGreaterThan(0);
          expect(codesOf(result).filter((code) => !Object.hasOwn(CODES, code))).toEqual([]);
          return;
        }
        planned += 1;
        expect(buildPlanSchema.parse(result.value)).toEqual(result.value);
        expect(JSON.parse(JSON.stringify(result.value))).toEqual(result.value);
        expect(findOriginProblems(result.value, folder)).toEqual([]);
        expect(findForeignLines(result.value, setup)).toEqual([]);
        expect(findForeignParts(result.value)).toEqual([]);
        expect(result.value.toolOrigins.map(({ name }) => name)).toEqual(result.value.tools);
        expect(createBuildPlan(setup.inputFor(settings))).toEqual(result);
        const text = JSON.stringify(result.value);
        for (const path of [folder, PACKAGE, homedir(), tmpdir()]) expect(text.includes(`${path}/`)).toBe(false);
      }),
      { numRuns: 60, examples: [[[]]] },
    );
    const impossible = template === 'driver' && (TINYGO_BOARDS as readonly string[]).includes(board);
    expect(planned > 0).toBe(!impossible);
  });
});

describe('createBuildPlan', () => {
  it('gives the same plan in another folder of another name', () => {
    const one = projectFrom('options');
    const other = join(temporaryFolder(), "other's folder $(x)");
    cpSync(one, other, { recursive: true });
    for (const board of [...GO_BOARDS, ...TINYGO_BOARDS]) {
      const [first, second] = [one, other].map((folder) =>
        unwrap(createBuildPlan(setUpPlan(folder, board).inputFor([]))),
      );
      expect(second).toEqual(first);
    }
  });

  it('leaves its input as it was', () => {
    const input = planInputOf({ board: 'virt32', kconfig: 'config ONE\n\tbool "one"\n', settings: { ONE: 'y' } });
    const before = structuredClone({ ...input, showPath: '' });
    createBuildPlan(input);
    expect({ ...input, showPath: '' }).toEqual(before);
  });

  it('refuses a C archive on a TinyGo board, at its line', () => {
    const result = createBuildPlan(planInputOf({ board: 'bl602', ini: 'artifact = c-archive\n' }));
    expect(errorsOf(result)).toMatchObject([{ code: 'PL0005', at: { file: 'bljh.ini', line: 2 } }]);
  });

  it('reports the problems of all parts at once', () => {
    const kconfig = 'config LINUX\n\tbool "linux"\n\nconfig lower\n\tint "lower"\n';
    const result = createBuildPlan(
      planInputOf({ kconfig, settings: { HEAP_LIMIT: '1' }, ini: '[ldflags]\nmain.x = GONE\n' }),
    );
    expect([...codesOf(result)].sort()).toEqual(['PL0001', 'PL0003', 'PL0006', 'PL0007']);
  });

  it('gives bljh/machine a replacement only where it is required and has none', () => {
    const goModOf = (goMod: string) =>
      unwrap(createBuildPlan({ ...planInputOf({}), goMod })).files.find(({ path }) => path.endsWith('gen/go.mod'))
        ?.content;
    expect(goModOf('module app\n')).not.toContain('bljh/machine');
    expect(goModOf('module app\nrequire bljh/machine v0.0.0\n')).toContain(
      'replace bljh/machine => ./.bljh/go/machine',
    );
    expect(goModOf('module app\nrequire bljh/machine v0.0.0\nreplace bljh/machine => ../own\n')).not.toContain(
      '.bljh/go/machine',
    );
  });

  it('makes the archive and the header of a driver, with cgo and its C compiler', () => {
    const plan = unwrap(createBuildPlan(planInputOf({ ini: 'artifact = c-archive\n' })));
    const [step] = plan.steps;
    expect(step?.outputs).toEqual([
      { made: 'build/virt64/.work/libapp.h', path: 'build/virt64/app.h' },
      { made: 'build/virt64/.work/libapp.a', path: 'build/virt64/libapp.a' },
    ]);
    expect(Object.fromEntries(step?.env.map(({ name, text }) => [name, text]) ?? [])).toMatchObject({
      CGO_ENABLED: '1',
      CC: 'riscv64-linux-gnu-gcc',
      CGO_CFLAGS: '-O2 -g -march=rv64gc -mabi=lp64d',
    });
    expect(plan.tools).toContain('riscv64-linux-gnu-gcc');
  });

  it.each([
    [{}, '-ldflags=-X bljh/machine.chip=gpiochip0'],
    [{ STRIP: 'y' }, '-ldflags=-s -w -X bljh/machine.chip=gpiochip0'],
    [{ GPIO_CHIP: 'my chip' }, "-ldflags=-X 'bljh/machine.chip=my chip'"],
  ])('%j links with %s', (settings, expected) => {
    const [step] = unwrap(createBuildPlan(planInputOf({ settings }))).steps;
    expect(step?.args.map(({ text }) => text)).toContain(expected);
  });

  it.each(['virt64', 'virt32'])('asks nothing of the network on %s', (board) => {
    const [step] = unwrap(createBuildPlan(planInputOf({ board }))).steps;
    const env = Object.fromEntries(step?.env.map(({ name, text }) => [name, text]) ?? []);
    expect(env).toMatchObject({ GOPROXY: 'off', GOTOOLCHAIN: 'local', GOWORK: 'off' });
  });
});
