/** What the linker says is read as it stands: the texts are from real runs of TinyGo 0.41 with ld.lld 19. */
import { describe, expect, it } from 'vitest';
import { describeOverflow, findOverflow } from '../../../src/pipelines/fit/overflow.js';

const told = (output: string) => {
  const overflow = findOverflow(output);
  return overflow && describeOverflow(overflow);
};

describe('a link that failed', () => {
  it('a line a section: the last and largest counts', () => {
    const output = `ld.lld-19: error: section '.text' will not fit in region 'FLASH': overflowed by 80 bytes
ld.lld-19: error: section '.rodata' will not fit in region 'FLASH': overflowed by 1040 bytes
ld.lld-19: error: section '.data' will not fit in region 'FLASH': overflowed by 1040 bytes
`;
    expect(told(output)).toBe('FLASH overflows by 1040 bytes');
    expect(told(output.split('\n').toReversed().join('\n'))).toBe('FLASH overflows by 1040 bytes');
  });

  it('both regions are told apart', () => {
    const output = `ld.lld: error: section '.data' will not fit in region 'FLASH': overflowed by 12 bytes
program uses too much static RAM on this chip (RAM overflowed by 173088 bytes)
`;
    expect(told(output)).toBe('FLASH overflows by 12 bytes, RAM overflows by 173088 bytes');
    expect([...(findOverflow(output)?.regions ?? [])]).toEqual([
      ['FLASH', 12],
      ['RAM', 173088],
    ]);
  });

  it.each([
    ['ld.lld-19: error: bljh: the heap limit does not fit in RAM', 'the heap limit does not fit in RAM'],
    ['ld.lld-19: error: bljh: too little is left for the heap', 'too little RAM is left for the heap'],
  ])('%s', (output, text) => {
    expect(told(`${output}\n${output}\n`)).toBe(text);
  });

  it.each([
    '# app\nmain.go:4:2: declared and not used: x\n',
    'main.go:5: linker could not find symbol main.foo\n',
    "main.go:5:3: undefined: overflowed in region 'FLASH'\n",
    '',
  ])('%j is another failure', (output) => {
    expect(findOverflow(output)).toBeUndefined();
  });
});
