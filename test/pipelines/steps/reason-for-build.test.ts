import { describe, expect, it } from 'vitest';
import type { PartChange } from '../../../src/cache/step-parts.js';
import { reasonForBuild } from '../../../src/pipelines/steps/reason-for-build.js';

const file = (name: string, before?: string, after?: string): PartChange => ({
  ...{ kind: 'file', name, reaches: [] },
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
});

describe('reasonForBuild', () => {
  it.each([
    ['bljh.ini changed', [file('main.go', 'a', 'b')], 'main.go changed'],
    ['bljh.ini changed', [file('new.go', undefined, 'b'), file('x.go', 'a', 'b')], 'new.go: new'],
    ['bljh.ini changed', [file('old.go', 'a')], 'old.go: gone'],
    ['main.go changed', [file('a.go', 'a', 'b'), file('main.go', 'a', 'b')], 'main.go changed'],
    ['bljh.ini changed', [], 'bljh.ini changed'],
    ['build/x/.config changed', [{ ...file('LED', 'a', 'b'), kind: 'symbol' }], 'build/x/.config changed'],
    ['not built before', [file('main.go', 'a', 'b')], 'not built before'],
  ] as const)('%s, because of %j: %s', (first, causes, reason) => {
    expect(reasonForBuild(first, causes)).toBe(reason);
  });
});
