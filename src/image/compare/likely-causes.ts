/**
 * Why two builds of the same sources differ, in words: what of one build's surroundings stands in its bytes, and what of the
 * other's stands in the other's. Only what is found is told. Pure.
 */
import type { Difference } from './compare-artifacts.js';

/** What the surroundings of the two builds called differently. */
export interface Mark {
  /** `the folder of the build`. */
  readonly what: string;
  readonly here: string;
  readonly there: string;
}

export interface Cause {
  readonly kind: 'surroundings' | 'time' | 'build-id';
  readonly text: string;
}

/** Before and behind the first different byte; a time that differs in its seconds begins before it. */
const WINDOW = 48;
const TIMES = [
  /[A-Z][a-z]{2} [ \d]\d (?:19|20)\d\d/g, // C's __DATE__
  /(?:19|20)\d\d-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d(?::[0-6]\d)?/g,
  /[0-2]\d:[0-5]\d:[0-6]\d/g, // C's __TIME__
  /(?<!\d)(?:1[5-9]|2\d)\d{8}(?:\d{3}|\d{9})?(?!\d)/g, // seconds since 1970, milliseconds, nanoseconds
];
const BUILD_ID = /^\.note\.(go\.buildid|gnu\.build-id)$/;

export function likelyCauses(
  here: Uint8Array,
  there: Uint8Array,
  difference: Difference,
  marks: readonly Mark[],
): readonly Cause[] {
  const [one, other] = [textOf(here), textOf(there)];
  const found: Cause[] = marks
    .filter((mark) => mark.here !== '' && one.includes(bytesOf(mark.here)) && other.includes(bytesOf(mark.there)))
    .map(({ what, here: name }) => ({ kind: 'surroundings', text: `${what} stands in it (${name})` }));
  const time = timeIn(one, other, difference);
  if (time !== undefined) found.push({ kind: 'time', text: `a time stands in it: ${time}` });
  if (found.length === 0 && difference.parts.every(({ name }) => BUILD_ID.test(name.split(': ').at(-1) ?? '')))
    found.push({ kind: 'build-id', text: 'only the build id differs: the tools were given other inputs or arguments' });
  return found;
}

function timeIn(one: string, other: string, { parts }: Difference): string | undefined {
  for (const { at } of parts) {
    const [near, far] = [windowOf(one, at[0]), windowOf(other, at[1])];
    for (const form of TIMES) {
      const [first, second] = [near.match(form)?.[0], far.match(form)?.[0]];
      if (first !== undefined && second !== undefined && first !== second) return `${first} here, ${second} there`;
    }
  }
  return undefined;
}

function windowOf(text: string, at: number): string {
  return text.slice(Math.max(0, at - WINDOW), at + WINDOW);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** As the text stands in a file read as latin1. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
