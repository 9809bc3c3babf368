/** Which changes are causes and which follow from them: laws that hold for any parts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causesBetween, idOf, PART_KINDS, type StepPart } from '../../src/cache/step-parts.js';

const NAMES = ['A', 'B', 'C'] as const;
const somePart = fc.record({
  kind: fc.constantFrom(...PART_KINDS),
  name: fc.constantFrom(...NAMES),
  value: fc.constantFrom('1', '2'),
});
const someParts = fc.uniqueArray(somePart, { selector: idOf, maxLength: 12 }).chain((parts) =>
  fc.tuple(
    ...parts.map((part, index) =>
      // What a part is made from stands before it: nothing is made from itself.
      fc
        .subarray(parts.slice(0, index).map(idOf))
        .map((from): StepPart => ({ ...part, ...(from.length > 0 && { from }) })),
    ),
  ),
);

const namesOf = (parts: readonly Pick<StepPart, 'kind' | 'name'>[]) => parts.map(idOf);

describe('causes', () => {
  it('of parts that did not change there are none', () => {
    fc.assert(
      fc.property(someParts, (parts) => {
        expect(causesBetween(parts, parts)).toEqual([]);
      }),
    );
  });

  it('are changes, each once, and what they reach is changed and no cause', () => {
    fc.assert(
      fc.property(someParts, someParts, (before, after) => {
        const valueIn = (parts: readonly StepPart[], id: string) => parts.find((part) => idOf(part) === id)?.value;
        const causes = causesBetween(before, after);
        const ids = namesOf(causes);
        expect(new Set(ids).size).toBe(ids.length);
        for (const cause of causes) {
          expect(cause.before).toBe(valueIn(before, idOf(cause)));
          expect(cause.after).toBe(valueIn(after, idOf(cause)));
          expect(cause.before).not.toBe(cause.after);
          for (const id of cause.reaches) {
            expect(valueIn(before, id)).not.toBe(valueIn(after, id));
            expect(ids).not.toContain(id);
          }
        }
      }),
    );
  });

  it('are there whenever something else than the origins of others changed', () => {
    fc.assert(
      fc.property(someParts, someParts, (before, after) => {
        const isOrigin = ({ kind }: StepPart) => kind === 'symbol' || kind === 'setting';
        const values = (parts: readonly StepPart[]) =>
          parts
            .filter((part) => !isOrigin(part))
            .map((part) => `${idOf(part)} ${part.value}`)
            .sort();
        fc.pre(values(before).join('\n') !== values(after).join('\n'));
        expect(causesBetween(before, after)).not.toEqual([]);
      }),
      {
        // In which each is made from the other, before and now.
        examples: [
          [
            [
              { kind: 'generated', name: 'C', value: '2' },
              { kind: 'generated', name: 'A', value: '2', from: ['generated C'] },
            ],
            [
              { kind: 'generated', name: 'A', value: '1' },
              { kind: 'generated', name: 'C', value: '1', from: ['generated A'] },
            ],
          ],
        ],
      },
    );
  });
});

const symbol = (name: string, value: string): StepPart => ({ kind: 'symbol', name, value });
const argument = (value: string, ...from: string[]): StepPart => ({ kind: 'argument', name: '-x', value, from });

it.each<[string, StepPart[], StepPart[], string[]]>([
  [
    'an option that changes',
    [symbol('A', '1'), argument('1', 'symbol A')],
    [symbol('A', '2'), argument('2', 'symbol A')],
    ['symbol A'],
  ],
  ['an option that reaches nothing', [symbol('A', '1'), argument('1')], [symbol('A', '2'), argument('1')], []],
  [
    'one that has a say because of another one',
    [symbol('A', '0')],
    [symbol('A', '1'), symbol('B', 'y'), argument('1', 'symbol A', 'symbol B')],
    ['symbol A'],
  ],
  [
    'two members of a choice',
    [symbol('A', 'y'), argument('a', 'symbol A')],
    [symbol('B', 'y'), argument('b', 'symbol B')],
    ['symbol A', 'symbol B'],
  ],
  ['an argument of no origin', [argument('1')], [argument('2')], ['argument -x']],
])('%s', (_what, before, after, causes) => expect(namesOf(causesBetween(before, after))).toEqual(causes));
