/** Which keys are the monitor's own. */
import { describe, expect, it } from 'vitest';
import { type KeyEvent, KeyReader } from '../../src/monitor/key-reader.js';

function read(isRaw: boolean, ...chunks: string[]): readonly string[] {
  const reader = new KeyReader(isRaw);
  return chunks.flatMap((chunk) => reader.read(Buffer.from(chunk)).map(describeEvent));
}

function describeEvent(event: KeyEvent): string {
  return 'bytes' in event ? `${event.kind} ${JSON.stringify(Buffer.from(event.bytes).toString())}` : event.kind;
}

describe('keys', () => {
  it.each<[boolean, readonly string[], readonly string[]]>([
    [false, ['ab\u0003c'], ['keys "ab"', 'interrupt', 'keys "c"']],
    [false, ['\u001a\u0004'], ['suspend', 'end of file']],
    [false, ['é\r'], ['keys "é\\r"']],
    [true, ['ab\u0003\u001a\u0004'], ['keys "ab\\u0003\\u001a\\u0004"']],
    [true, ['x\u001dy'], ['keys "x"', 'leave', 'keys "y"']],
    [false, ['\u0014', 'r'], ['reset']],
    [true, ['a\u0014qb'], ['keys "a"', 'leave', 'keys "b"']],
    [false, ['\u0014\u0003\u0014\u0014\u0014\u001d'], ['send "\\u0003"', 'send "\\u0014"', 'send "\\u001d"']],
    [false, ['\u0014?x'], ['help', 'keys "x"']],
  ])('raw %s: %j is %j', (isRaw, chunks, events) => {
    expect(read(isRaw, ...chunks)).toEqual(events);
  });
});
