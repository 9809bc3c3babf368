import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { planVariables, quoteLinkerWord } from '../../src/plan/go-variables.js';
import { temporaryFolder } from '../process/temporary-folder.js';
import { askGo, NO_GO } from './go-oracle.js';
import { codesOf, errorsOf, planInputOf, unwrap, withValues } from './plan-input.js';

const TEXT = 'config TEXT\n\tstring "text"\n\tdefault "none"\n';
const LDFLAGS = '[ldflags]\nmain.text = TEXT\n';

/** What cmd/internal/quoted of Go makes of a text: quotes count at the start of a word only, nothing is escaped. */
function splitLikeGo(text: string): string[] | undefined {
  const words: string[] = [];
  let rest = text.replace(/^[ \t\n\r]+/, '');
  while (rest !== '') {
    const quote = rest[0];
    if (quote === '"' || quote === "'") {
      const end = rest.indexOf(quote, 1);
      if (end === -1) return undefined;
      words.push(rest.slice(1, end));
      rest = rest.slice(end + 1);
    } else {
      const word = /^[^ \t\n\r]+/.exec(rest)?.[0] ?? '';
      words.push(word);
      rest = rest.slice(word.length);
    }
    rest = rest.replace(/^[ \t\n\r]+/, '');
  }
  return words;
}

/** What TinyGo makes of it (github.com/google/shlex): a shell's rules, backslashes included. */
function splitLikeTinyGo(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === "'" ? character === "'" : quote === '"' && character === '"') quote = '';
    else if (quote === "'") word += character;
    else if (character === '\\') {
      at += 1;
      word = (word ?? '') + text.charAt(at);
    } else if (quote === '"') word += character;
    else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/[ \t\r\n]/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === '#' && word === undefined) break;
    else word = (word ?? '') + character;
  }
  return word === undefined ? words : [...words, word];
}

const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('a', ' ', '\t', "'", '"', '\\', '=', '#', '$', '`', ';', ',', 'é', '\u00a0') }),
);

function linkerTextOf(board: string, value: string): string | undefined {
  const plan = createBuildPlan(planInputOf({ board, kconfig: TEXT, ini: LDFLAGS, settings: { TEXT: value } }));
  if (!plan.ok) return undefined;
  return plan.value.steps[0]?.args.find(({ text }) => text.startsWith('-ldflags='))?.text.slice('-ldflags='.length);
}

describe('quoteLinkerWord', () => {
  it('gives one word to Go, or refuses', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const word = quoteLinkerWord(value);
        if (word === undefined) expect(value).toMatch(/[\r\n]|'.*"|".*'/s);
        else expect(splitLikeGo(`-X ${word}`)).toEqual(['-X', value]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.skipIf(NO_GO !== undefined)(
    `gives one word to the real Go, and only whole tags are tags (${NO_GO ?? 'go is here'})`,
    () => {
      const seeds = { seed: 20260101, numRuns: 1_500 };
      const values = fc.sample(hostile, seeds).filter((value) => quoteLinkerWord(value) !== undefined);
      const tags = fc.sample(
        fc.string({ unit: fc.constantFrom('a', 'Z', '9', '_', '.', '-', '!', ' ', 'é', '٣', '²', '^'), minLength: 1 }),
        seeds,
      );
      const answer = askGo(temporaryFolder(), {
        words: values
          .map((value) => `-X ${quoteLinkerWord(`main.v=${value}`)}`)
          .filter((text) => !text.includes('undefined')),
        tags,
      });
      const expected = values.map((value) => `main.v=${value}`).filter((word) => quoteLinkerWord(word) !== undefined);
      expect(answer.words).toEqual(expected.map((word) => ['-X', word]));
      // The same rule that planTags holds a tag against.
      expect(tags.filter((tag, index) => answer.tags[index] !== /^[\p{L}\p{Nd}_.]+$/u.test(tag))).toEqual([]);
    },
    150_000,
  );
});

describe('planVariables', () => {
  it('sets the symbol of each line of [ldflags] and names line and symbol', () => {
    const [, variable] = unwrap(planVariables(planInputOf({ kconfig: TEXT, ini: LDFLAGS, settings: { TEXT: 'a b' } })));
    expect(variable).toMatchObject({ name: 'main.text', text: 'a b' });
    expect(variable?.origins).toMatchObject([
      { kind: 'project', key: 'ldflags.main.text', at: { file: 'bljh.ini', line: 3 } },
      { kind: 'symbol', symbol: 'TEXT', by: 'user' },
    ]);
  });

  it('keeps the dots of an import path', () => {
    const ini = '[ldflags]\nexample.org/a.b/pkg.Name = TEXT\n';
    const names = unwrap(planVariables(planInputOf({ kconfig: TEXT, ini }))).map(({ name }) => name);
    expect(names).toEqual(['bljh/machine.chip', 'example.org/a.b/pkg.Name']);
  });

  it('names the line with an unknown symbol', () => {
    const result = planVariables(planInputOf({ kconfig: TEXT, ini: '[ldflags]\nmain.a = TEXT\nmain.b = GONE\n' }));
    expect(codesOf(result)).toEqual(['PL0006']);
    expect(errorsOf(result)[0]?.at).toEqual({ file: 'bljh.ini', line: 4, col: 1 });
  });

  it.each(['a\nb', 'a\rb', `it's "it"`])('refuses %j, which no word of -ldflags can hold', (value) => {
    const input = withValues(planInputOf({ ini: LDFLAGS }), [{ name: 'TEXT', type: 'string', value }]);
    expect(codesOf(planVariables(input))).toEqual(['PL0007']);
  });

  it.each(['a\nb', `it's "it"`])('refuses %j as the name of the GPIO chip', (value) => {
    const input = withValues(planInputOf({}), [{ name: 'GPIO_CHIP', type: 'string', value }]);
    expect(codesOf(planVariables(input))).toEqual(['PL0007']);
  });

  it("never writes undefined for a word that cannot be quoted, not even for a variable's name with a quote", () => {
    const ini = "[ldflags]\nit's.x = TEXT\n";
    const plan = createBuildPlan(planInputOf({ kconfig: TEXT, ini, settings: { TEXT: 'say "no"' } }));
    expect(JSON.stringify(plan).includes('-X undefined')).toBe(false);
  });

  it('reaches the standard-Go step as the words that Go takes apart again', () => {
    let taken = 0;
    fc.assert(
      fc.property(hostile, (value) => {
        const text = linkerTextOf('virt64', value);
        if (text === undefined) return;
        taken += 1;
        expect(splitLikeGo(text)).toEqual(['-X', 'bljh/machine.chip=gpiochip0', '-X', `main.text=${value}`]);
      }),
      { numRuns: 60, examples: [['plain'], ['C:\\dir']] },
    );
    expect(taken).toBeGreaterThan(1);
  });

  it('reaches the TinyGo step as the words that TinyGo takes apart again', () => {
    let taken = 0;
    fc.assert(
      fc.property(hostile, (value) => {
        const text = linkerTextOf('virt32', value);
        if (text === undefined) return;
        taken += 1;
        expect(splitLikeTinyGo(text)).toEqual(['-X', `main.text=${value}`]);
      }),
      { numRuns: 60, examples: [['plain'], ['C:\\dir'], ["it's C:\\dir"]] },
    );
    expect(taken).toBeGreaterThan(1);
  });
});
