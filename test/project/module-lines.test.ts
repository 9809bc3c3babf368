import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendLines, diagnoseGoVersion, missingLines, missingSums } from '../../src/project/module-lines.js';
import { PACKAGE } from '../plan/plan-input.js';

const read = (name: string) => readFileSync(join(PACKAGE, 'go', 'machine', name), 'utf8');
const MACHINE = { goMod: read('go.mod'), goSum: read('go.sum') };
const CONFIG = ['require bljh/config v0.0.0', 'replace bljh/config => ./.bljh/go/config'];

describe('missingLines', () => {
  it('are those of bljh/config, and of bljh/machine with all that it needs', () => {
    expect(missingLines('module a\n\ngo 1.23\n')).toEqual(CONFIG);
    expect(missingLines('module a\n\ngo 1.23\n', MACHINE)).toEqual([
      CONFIG[0],
      'require bljh/machine v0.0.0',
      expect.stringMatching(/^require github\.com\/warthog618\/go-gpiocdev v\S+ \/\/ indirect$/),
      expect.stringMatching(/^require golang\.org\/x\/sys v\S+ \/\/ indirect$/),
      CONFIG[1],
      'replace bljh/machine => ./.bljh/go/machine',
    ]);
  });

  it('leave what is there as its owner wants it', () => {
    expect(
      missingLines('module a\nrequire (\n\tbljh/config v0.0.0 // mine\n)\nreplace bljh/config => ../mine\n'),
    ).toEqual([]);
    expect(missingLines('module a\nrequire golang.org/x/sys v0.30.0\n', MACHINE).join('\n')).not.toContain('x/sys');
  });

  it('are none once they were added', () => {
    const goMod = appendLines('module a\n', missingLines('module a\n', MACHINE), true);
    expect(missingLines(goMod, MACHINE)).toEqual([]);
    const goSum = appendLines('', missingSums('', MACHINE), false);
    expect(goSum).toBe(MACHINE.goSum);
    expect(missingSums(goSum, MACHINE)).toEqual([]);
  });
});

it.each([
  ['module a\n', 'module a\n\nx\ny\n'],
  ['module a', 'module a\n\nx\ny\n'],
  ['module a\r\ngo 1.23\r\n', 'module a\r\ngo 1.23\r\n\r\nx\r\ny\r\n'],
])('lines are appended to %j, which keeps its bytes', (text, expected) => {
  expect(appendLines(text, ['x', 'y'], true)).toBe(expected);
  expect(appendLines(text, [], true)).toBe(text);
});

it.each([
  ['module a\ngo 1.22\n', 'go.mod says go 1.22, but', 2],
  ['module a\ngo 1.9\n', 'go.mod says go 1.9, but', 2],
  ['module a\n', 'go.mod has no go line, but', 1],
])('%j is for too old a Go', (text, message, line) => {
  expect(diagnoseGoVersion('/p/go.mod', text)).toMatchObject({
    code: 'PJ0009',
    message: expect.stringContaining(message),
    at: { file: '/p/go.mod', line },
    hint: { command: 'go mod edit -go=1.23' },
  });
});

it.each(['go 1.23', 'go 1.23.4', 'go 1.100', 'go 2.0', 'go 1.24rc1'])('%s is new enough', (line) => {
  expect(diagnoseGoVersion('', `module a\n\n${line}\n`)).toBeUndefined();
});
