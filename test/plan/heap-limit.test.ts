import { describe, expect, it } from 'vitest';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { planHeapLimit, renderHeapLimit } from '../../src/plan/heap-limit.js';
import { codesOf, errorsOf, type PlanCase, planInputOf, unwrap } from './plan-input.js';

const limit = (settings: Readonly<Record<string, string>>, more: PlanCase = {}) =>
  planHeapLimit(planInputOf({ settings, ...more }));

const RLIMIT = { HEAP_LIMIT_RLIMIT_DATA: 'y' };

describe('planHeapLimit on Linux', () => {
  it.each([
    [{}, 'none', 0],
    [{ HEAP_LIMIT: '0', ...RLIMIT }, 'none', 0],
    [{ HEAP_LIMIT: '8192' }, 'soft', 8192],
    [{ HEAP_LIMIT: '8192', HEAP_LIMIT_CGROUP: 'y' }, 'cgroup', 8192],
    [{ HEAP_LIMIT: '65536', ...RLIMIT }, 'rlimit-data', 65536],
    [{ HEAP_LIMIT: '65537', ...RLIMIT }, 'rlimit-data', 65537],
    [{ HEAP_LIMIT: '1', HEAP_LIMIT_TINY: 'y' }, 'soft', 1],
    [{ HEAP_LIMIT: '16777216' }, 'soft', 16777216],
  ])('%j is %s of %i KiB', (settings, kind, kib) => {
    expect(unwrap(limit(settings))).toMatchObject({ kind, bytes: kib * 1024 });
  });

  it.each([
    [{ HEAP_LIMIT: '8191' }, '8192'],
    [{ HEAP_LIMIT: '1' }, '8192'],
    [{ HEAP_LIMIT: '8191', HEAP_LIMIT_CGROUP: 'y' }, '8192'],
    [{ HEAP_LIMIT: '65535', ...RLIMIT }, '65536'],
    [{ HEAP_LIMIT: '65535', HEAP_LIMIT_TINY: 'y', ...RLIMIT }, '65536'],
  ])('%j is refused with the command that mends it', (settings, minimum) => {
    const result = limit(settings as Readonly<Record<string, string>>);
    expect(codesOf(result)).toEqual(['PL0001']);
    expect(errorsOf(result)[0]?.hint?.command).toBe(`bljh configure --board virt64 --set HEAP_LIMIT=${minimum}`);
    expect(errorsOf(result)[0]?.at).toBeDefined();
  });
});

describe('planHeapLimit on bare metal', () => {
  it('without a scheduler main has no stack in it', () => {
    const settings = { HEAP_LIMIT: '1', TINYGO_SCHEDULER_NONE: 'y' };
    expect(codesOf(limit(settings, { board: 'bl602' }))).toEqual([]);
  });

  it.each(['1', '4'])('refuses %s KiB, which the stack of main takes', (kib) => {
    expect(codesOf(limit({ HEAP_LIMIT: kib }, { board: 'bl602' }))).toEqual(['PL0001']);
  });

  // 128 KiB of RAM.
  it.each([['0'], ['5'], ['127'], ['128']])('%s KiB fit into the RAM', (kib) => {
    expect(unwrap(limit({ HEAP_LIMIT: kib }, { board: 'bl602' }))).toMatchObject({
      kind: 'linker',
      bytes: Number(kib) * 1024,
    });
  });

  it('refuses one KiB more than the RAM', () => {
    expect(codesOf(limit({ HEAP_LIMIT: '129' }, { board: 'bl602' }))).toEqual(['PL0008']);
  });
});

describe('renderHeapLimit', () => {
  it.each([
    ['soft', 'debug.SetMemoryLimit(16777216)'],
    ['cgroup', 'debug.SetMemoryLimit(15099494)'],
    ['rlimit-data', 'syscall.Rlimit{Cur: 16777216, Max: 16777216}'],
  ] as const)('%s sets %s', (kind, expected) => {
    expect(renderHeapLimit({ kind, bytes: 16 * 1024 * 1024, meaning: 'm', origins: [] })).toContain(expected);
  });

  it.each(['none', 'linker'] as const)('%s needs no Go file', (kind) => {
    expect(renderHeapLimit({ kind, bytes: 0, meaning: 'm', origins: [] })).toBeUndefined();
  });
});

describe('the plan with a heap limit', () => {
  const filesOf = (input: PlanCase) =>
    new Map(
      unwrap(createBuildPlan(planInputOf(input))).files.map(({ path, content }) => [
        path.replace(/^build\/\w+\//, ''),
        content,
      ]),
    );
  const settings = { HEAP_LIMIT: '16384' };

  it.each([
    ['.', './bljh_import_config.go'],
    ['./cmd/app', './cmd/app/bljh_import_config.go'],
    ['./cmd/app/', './cmd/app/bljh_import_config.go'],
  ])('brings the limit into package %s by an overlay', (folder, expected) => {
    const files = filesOf({ settings, ini: `package = ${folder}\n` });
    expect(JSON.parse(files.get('gen/overlay.json') ?? '')).toEqual({
      Replace: { [expected]: 'build/virt64/gen/import_config.go' },
    });
  });

  it('has neither overlay nor limit without one', () => {
    expect([...filesOf({}).keys()].filter((path) => /overlay|limit|import_config/.test(path))).toEqual([]);
  });

  it('writes a unit for an executable with a cgroup limit', () => {
    expect(filesOf({ settings: { ...settings, HEAP_LIMIT_CGROUP: 'y' } }).get('app.service')).toContain(
      '\nMemoryMax=16777216\n',
    );
  });

  it('does not promise a systemd unit where none is made', () => {
    const archive = { ini: 'artifact = c-archive\n', settings: { ...settings, HEAP_LIMIT_CGROUP: 'y' } };
    const plan = createBuildPlan(planInputOf(archive));
    const promise = plan.ok && plan.value.heapLimit.meaning.includes('systemd unit');
    expect(promise && !plan.value.artifacts.some(({ kind }) => kind === 'unit')).toBe(false);
  });
});
