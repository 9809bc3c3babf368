/** A plan for tests that need little of one. */
import type { BuildPlan } from '../../src/plan/build-plan.js';

export function planOf(change: Partial<BuildPlan> = {}): BuildPlan {
  return {
    schemaVersion: 1,
    project: 'app',
    board: 'board',
    runtime: 'tinygo',
    artifact: 'executable',
    cpu: { xlen: 32, march: 'rv32imac', abi: 'ilp32' },
    tags: [],
    constants: [],
    variables: [],
    heapLimit: { kind: 'linker', bytes: 0, meaning: '', origins: [{ kind: 'bljh', reason: '' }] },
    memory: [],
    linkerSymbols: [],
    budgets: [],
    files: [],
    tools: [],
    toolOrigins: [],
    steps: [],
    artifacts: [],
    ...change,
  };
}
