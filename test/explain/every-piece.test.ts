/** Whatever a plan emits can be explained, down to a line of a file or a reason of bljh: nothing in it is an orphan. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentPlan } from '../../src/cli/present-build.js';
import type { Answer } from '../../src/explain/answer.js';
import { explainExactly } from '../../src/explain/explain.js';
import { indexSubject } from '../../src/explain/index-of-subject.js';
import { describePart } from '../../src/explain/pieces.js';
import type { ExplainSubject } from '../../src/explain/subject.js';
import type { BuildPlan, Origin } from '../../src/plan/build-plan.js';
import { PACKAGE, setUpPlan, TINYGO_BOARDS } from '../plan/plan-input.js';
import { CASES, projectFrom, settingsFor } from '../plan/random-settings.js';
import { subjectsOf } from './explain-subject.js';

/** Of no use without what stands beside them: a constant is asked about by its name. */
const NOT_ASKED = new Set(['content', 'origins', 'type', 'kind', 'value']);

/** Every string of a plan, wherever it stands. */
function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => (NOT_ASKED.has(key) ? [] : stringsOf(each)));
}

/** What stands in the plan, with the origins that an explanation must lead to. */
function piecesWithOrigins(plan: BuildPlan): readonly (readonly [string, readonly Origin[]])[] {
  const { steps, constants, linkerSymbols, variables, files, artifacts, memory, toolOrigins, tags, heapLimit, image } =
    plan;
  const composed = [...steps.flatMap(({ args, env }) => [...args, ...env]), ...files];
  return [
    ...tags.map(({ text, origins }) => [text, origins] as const),
    ...steps.flatMap(({ args }) => args.map(({ text, origins }) => [text, origins] as const)),
    ...steps.flatMap(({ env }) =>
      env.flatMap(({ name, text, origins }) => [[name, origins] as const, [`${name}=${text}`, origins] as const]),
    ),
    ...composed.flatMap(({ parts = [] }) => parts.map(({ text, origins }) => [text, origins] as const)),
    ...constants.flatMap(({ name, type, value, origins }) => [
      [`config.${name}`, origins] as const,
      [`${name} ${type} = ${value}`, origins] as const,
    ]),
    ...[...linkerSymbols, ...variables].flatMap(({ name, text, origins }) => [
      [name, origins] as const,
      [`${name}=${text}`, origins] as const,
    ]),
    ...variables.map(({ name, text, origins }) => [`-X ${name}=${text}`, origins] as const),
    ...[...files, ...artifacts].map(({ path, origins }) => [path, origins] as const),
    ...[...memory, ...toolOrigins].map(({ name, origins }) => [name, origins] as const),
    ['heap limit', heapLimit.origins],
    ...(image === undefined ? [] : [['flash image', image.origins] as const]),
    ...(image?.header ?? []).flatMap(({ name, value, origins }) => [
      [name, origins] as const,
      [`${name} = ${value}`, origins] as const,
    ]),
    ...(image?.partitions ?? []).map(({ name, origins }) => [`partition ${name}`, origins] as const),
    ...(image?.parts ?? []).map((part) => [describePart(part), part.origins] as const),
  ];
}

/** Why an answer does not lead to an end; nothing if it does. */
function findLooseEnds(answer: Answer, exists: (file: string, line: number) => boolean): readonly string[] {
  const { pieces, keys, symbols } = answer;
  const ends = pieces.flatMap(({ origins }) => origins);
  const lost = ends.flatMap((origin) => {
    if (origin.kind === 'bljh') return origin.reason === '' ? ['a reason is empty'] : [];
    if (origin.at === undefined || !exists(origin.at.file, origin.at.line)) return ['an origin has no place'];
    if (origin.kind === 'symbol') return symbols.some(({ name }) => name === origin.symbol) ? [] : [origin.symbol];
    return keys.some(({ name }) => name === origin.key) ? [] : [origin.key];
  });
  const unplaced = symbols.filter(
    ({ because, definitions }) =>
      because.length === 0 ||
      ![...because.flatMap(({ at }) => at ?? []), ...definitions].every((at) => exists(at.file, at.line)),
  );
  const isEmpty = ends.length + keys.length + symbols.length === 0;
  return [...lost, ...unplaced.map(({ name }) => `${name} has no place`), ...(isEmpty ? ['nothing is said'] : [])];
}

describe.each(CASES)('a plan of %s for %s', (template, board) => {
  it('has no orphan: each of its strings is explained down to a line or a reason', () => {
    const folder = projectFrom(template);
    const setup = setUpPlan(folder, board);
    const subjectFor = subjectsOf(folder, board, setup);
    const lines = new Map<string, readonly string[]>();
    const exists = (file: string, line: number): boolean => {
      const path = file.startsWith('<bljh>/') ? join(PACKAGE, file.slice(7)) : join(folder, file);
      if (!lines.has(path)) lines.set(path, existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []);
      return (lines.get(path)?.[line - 1] ?? '').trim() !== '';
    };
    let explained = 0;
    fc.assert(
      fc.property(settingsFor(setup.loaded.model), (settings) => {
        const subject: ExplainSubject = subjectFor(settings);
        const { plan } = subject;
        if (plan === undefined) return;
        const index = indexSubject(subject);
        const answerTo = (asked: string) => {
          explained += 1;
          return explainExactly(subject, index, asked);
        };
        const orphans = [...stringsOf(plan), ...linesOf(plan)].flatMap((asked) => {
          const answer = answerTo(asked);
          return answer === undefined ? [asked] : findLooseEnds(answer, exists).map((end) => `${asked}: ${end}`);
        });
        expect(orphans).toEqual([]);
        const wrong = piecesWithOrigins(plan).filter(([asked, origins]) => {
          const found = answerTo(asked)?.pieces ?? [];
          return !found.some((piece) => JSON.stringify(piece.origins) === JSON.stringify(origins));
        });
        expect(wrong.map(([asked]) => asked)).toEqual([]);
      }),
      { numRuns: 20, examples: [[[]]] },
    );
    const impossible = template === 'driver' && (TINYGO_BOARDS as readonly string[]).includes(board);
    expect(explained > 0).toBe(!impossible);
  });
});

/** What `bljh build --plan` prints below its headings, line by line. */
function linesOf(plan: BuildPlan): readonly string[] {
  // A text with line breaks of its own is no line.
  const isLine = (text: string) => !/[\r\n\u2028\u2029\v\f\u0085]/.test(JSON.stringify(plan.constants) + text);
  const texts = presentPlan(plan)
    .split('\n')
    .filter((line) => line.startsWith('  '));
  return isLine(texts.join('')) ? texts.map((line) => line.trim()) : [];
}
