/** Budgets and the ratchet at their limits: one byte less, none, one more, for each region. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../../../src/diagnostics/render.js';
import { checkBudgets } from '../../../src/pipelines/size/check-budgets.js';
import { measureProgram } from '../../../src/pipelines/size/measure-program.js';
import type { Budget, BuildPlan } from '../../../src/plan/build-plan.js';
import { formatSaved, type SizeReport } from '../../../src/size/size-report.js';
import { buildElf } from '../../image/build-elf.js';
import { planOf } from '../../image/plan-of.js';
import { temporaryFolder } from '../../process/temporary-folder.js';

const CODE = 300;
const DATA = 40;
const BSS = 24;
const memory = [
  { name: 'FLASH', origin: 0x10000, length: 0x1000, origins: [] },
  { name: 'RAM', origin: 0x20000, length: 0x1000, origins: [] },
];
const elf = (code = CODE, bits: 32 | 64 = 32) =>
  buildElf({
    bits,
    segments: [
      { virtualAddress: 0x10000, bytes: new Uint8Array(code).fill(1), name: '.text' },
      {
        virtualAddress: 0x20000,
        physicalAddress: 0x10000 + code,
        bytes: new Uint8Array(DATA).fill(1),
        memorySize: DATA + BSS,
        name: '.data',
      },
    ],
    functions: { 'main.main': [0x10000, 200], 'fmt.Println': [0x100c8, code - 200] },
  });
const origins: Budget['origins'] = [{ kind: 'bljh', reason: 'a test' }];
const USED = { FLASH: CODE + DATA, RAM: DATA + BSS, FILE: elf(CODE, 64).length } as const;

function budget(region: string, kind: 'hard' | 'soft', bytes: number): Budget {
  return { region, name: `${region}_BUDGET${kind === 'soft' ? '_SOFT' : ''}`, kind, bytes, origins };
}

function setUp(region: keyof typeof USED, files: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder({ 'build/board/.work/x': '', ...files });
  const program = 'build/board/.work/app';
  writeFileSync(join(folder, program), elf(CODE, region === 'FILE' ? 64 : 32));
  const own = region === 'FILE' ? [] : memory;
  const check = (change: Partial<BuildPlan>) => checkBudgets(planOf({ memory: own, ...change }), folder, program);
  return { folder, check, program };
}

const REGIONS = ['FLASH', 'RAM', 'FILE'] as const;

describe.each(REGIONS)('%s', (region) => {
  const used = USED[region];

  it.each([
    [used - 1, ['SZ0001']],
    [used, []],
    [used + 1, []],
  ])('a hard budget of %i bytes', (bytes, codes) => {
    const { diagnostics, room } = setUp(region).check({ budgets: [budget(region, 'hard', bytes)] });
    expect(diagnostics.map(({ code }) => code)).toEqual(codes);
    expect(diagnostics.every(({ severity }) => severity === 'error')).toBe(true);
    expect(room).toEqual([{ region, limit: `${region}_BUDGET`, leftBytes: bytes - used }]);
  });

  it.each([
    [used - 1, ['SZ0002']],
    [used, []],
    [used + 1, []],
  ])('a soft budget of %i bytes', (bytes, codes) => {
    const { diagnostics } = setUp(region).check({
      budgets: [budget(region, 'hard', used + 7), budget(region, 'soft', bytes)],
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(codes);
    for (const { severity, message } of diagnostics) {
      expect(severity).toBe('warning');
      expect(message).toContain(
        `has ${used} bytes, 1 more than ${region}_BUDGET_SOFT=${bytes}; 7 are left to ${region}_BUDGET`,
      );
    }
  });

  it.each([
    [-1, ['SZ0003']],
    [0, []],
    [1, []],
  ])('a ratchet %i bytes away', (away, codes) => {
    const { folder, check, program } = setUp(region);
    writeFileSync(join(folder, 'saved.json'), formatSaved(moved(measure(folder, program, region), region, away)));
    const { diagnostics, room } = check({ ratchet: { path: 'saved.json', origins } });
    expect(diagnostics.map(({ code }) => code)).toEqual(codes);
    expect(room.find((each) => each.region === region)).toEqual({ region, limit: 'saved.json', leftBytes: away });
    expect(diagnostics[0]?.growth?.packages.map(({ before, after }) => after - before)).toEqual(
      away < 0 ? [1] : undefined,
    );
  });
});

function measure(folder: string, program: string, region: string): SizeReport {
  const measured = measureProgram({
    file: join(folder, program),
    name: 'app',
    memory: region === 'FILE' ? [] : memory,
  });
  return measured.ok ? measured.value : expect.fail();
}

/** The same with other sizes of one region. */
function moved(report: SizeReport, name: string, bytes: number): SizeReport {
  return {
    ...report,
    regions: report.regions.map((region) => {
      if (region.name !== name) return region;
      const [[owner, size] = expect.fail(), ...others] = Object.entries(region.packages);
      return {
        ...region,
        usedBytes: region.usedBytes + bytes,
        packages: Object.fromEntries([[owner, size + bytes], ...others]),
      };
    }),
  };
}

describe('what grew', () => {
  const budgets = [budget('FLASH', 'hard', 100)];
  const made = 'build/board/.work/app';
  const steps: BuildPlan['steps'] = [
    {
      id: 'x',
      title: 'x',
      tool: 'tinygo',
      args: [],
      env: [],
      outputs: [{ made, path: 'build/board/app' }],
      timeoutMs: 1,
      origins,
    },
  ];
  const manifest = JSON.stringify({ schemaVersion: 1, outputs: [], plan: planOf({ memory, steps }) });

  it('is told since the last good build, whose program is in place', () => {
    const { folder, check } = setUp('FLASH', { 'build/board/manifest.json': manifest });
    writeFileSync(join(folder, 'build/board/app'), elf(CODE - 30));
    const [error] = check({ budgets, steps }).diagnostics;
    expect(
      renderDiagnostic(error ?? expect.fail(), '/')
        .split('\n')
        .slice(0, 6),
    ).toEqual([
      'error[SZ0001]: board: FLASH has 340 bytes, 240 more than FLASH_BUDGET=100',
      '  FLASH, in bytes by package, since the last good build (310):',
      '     +30  fmt',
      '     +30  together',
      '  by symbol:',
      '     +30  fmt.Println',
    ]);
  });

  it('without one, since what was saved', () => {
    const { folder, check, program } = setUp('FLASH', { 'sizes/board.json': '' });
    writeFileSync(join(folder, 'sizes/board.json'), formatSaved(moved(measure(folder, program, 'FLASH'), 'FLASH', -9)));
    expect(check({ budgets, steps }).diagnostics[0]?.growth).toMatchObject({
      since: 'sizes/board.json',
      packages: [{ name: 'main', before: 191, after: 200 }],
    });
  });

  it('without either, what takes the space is told', () => {
    const [error] = setUp('FLASH').check({ budgets, steps }).diagnostics;
    expect(
      renderDiagnostic(error ?? expect.fail(), '/')
        .split('\n')
        .slice(1, 6),
    ).toEqual([
      '  FLASH, in bytes by package:',
      '     200  main',
      '     100  fmt',
      '      40  (padding and constants without a name)',
      '     340  together',
    ]);
  });

  it('where it did not grow, a budget that is too small is not blamed on what changed', () => {
    const { folder, check } = setUp('FLASH', { 'build/board/manifest.json': manifest });
    writeFileSync(join(folder, 'build/board/app'), elf(CODE + 30));
    expect(check({ budgets, steps }).diagnostics[0]?.growth?.since).toBeUndefined();
  });

  it('each region stands for itself: room in one is none in another', () => {
    const all = [budget('FLASH', 'hard', USED.FLASH - 1), budget('RAM', 'hard', 4000)];
    expect(
      setUp('FLASH')
        .check({ budgets: all })
        .diagnostics.map(({ message }) => message),
    ).toEqual(['board: FLASH has 340 bytes, 1 more than FLASH_BUDGET=339']);
  });
});

describe('a ratchet without sizes', () => {
  it.each([
    ['nothing', undefined, /not there/],
    ['no report', 'x', /this is not JSON/],
    [
      'another board',
      '{"schemaVersion":1,"program":"x","board":"other","regions":[]}',
      /sizes of board other, not of board/,
    ],
  ])('%s', (_what, text, message) => {
    const { folder, check } = setUp('FLASH');
    if (text !== undefined) writeFileSync(join(folder, 'saved.json'), text);
    const { diagnostics } = check({ ratchet: { path: 'saved.json', origins } });
    expect(diagnostics.map(({ code }) => code)).toEqual(['SZ0004']);
    expect(diagnostics[0]?.message).toMatch(message);
    expect(diagnostics[0]?.hint?.command).toBe('bljh size --board board --save');
  });

  it('a region that it does not have had nothing', () => {
    const { folder, check } = setUp('FLASH');
    writeFileSync(join(folder, 'saved.json'), '{"schemaVersion":1,"program":"x","regions":[]}');
    const { diagnostics } = check({ ratchet: { path: 'saved.json', origins } });
    expect(diagnostics.map(({ code }) => code)).toEqual(['SZ0003', 'SZ0003']);
  });
});
