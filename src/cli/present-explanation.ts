/** Explanations as people read them: what it is, where it comes from, then each symbol behind it. */
import { renderDiagnostic, withoutControls } from '../diagnostics/render.js';
import type {
  Answer,
  ExplainedAbsence,
  ExplainedKey,
  ExplainedPiece,
  ExplainedSymbol,
  ExplainedWish,
  Fix,
  Line,
  PlanPlace,
  Reason,
} from '../explain/answer.js';
import { shownValue } from '../explain/explain-symbol.js';
import { type Condition, conditionText } from '../explain/expressions.js';
import type { Location } from '../kconfig/index.js';
import { describeOrigin } from '../plan/origin.js';

/** Of an argument with more symbols behind it, each is told in short. */
const MAX_LONG_SYMBOLS = 3;
const MAX_NAMES = 8;
const NOT_PLANNED = 'not known: no build can be planned';

export function presentAnswers(answers: readonly Answer[], verbose: boolean): string {
  const text = answers.map((answer) => presentAnswer(answer, verbose)).join('\n\n');
  return withoutControls(text.split('\n').map(shorten).join('\n'));
}

/** Nobody reads more of a line, and a value may be as long as a file. */
const MAX_LINE = 4000;
const SHOWN = 200;

function shorten(line: string): string {
  return line.length > MAX_LINE ? `${line.slice(0, SHOWN)}... (${line.length} characters)` : line;
}

function presentAnswer(answer: Answer, verbose: boolean): string {
  const { pieces, keys, symbols, wish, absent, note } = answer;
  const isShort = (symbols.length > MAX_LONG_SYMBOLS || wish !== undefined) && !verbose;
  const blocks = [
    ...(wish === undefined ? [] : [presentWish(wish)]),
    ...(note === undefined ? [] : [note]),
    ...(absent === undefined ? [] : [presentAbsence(absent)]),
    ...pieces.map(presentPiece),
    ...keys.map((key) => presentKey(key, answer.planned)),
    ...symbols.map((symbol) => (isShort ? presentShort(symbol) : presentSymbol(symbol, answer.planned, verbose))),
  ];
  return blocks.join('\n\n');
}

function presentPiece({ kind, text, where, of, origins }: ExplainedPiece): string {
  const within = of === undefined || of === where ? '' : `\n  in ${of}`;
  const sources = [...new Set(origins.map((origin) => describeOrigin(origin)))].map((source) => `\n  from ${source}`);
  return `${text}: ${withArticle(kind)} ${PREPOSITION[kind] ?? 'of'} ${where}${within}${sources.join('')}`;
}

const PREPOSITION: Partial<Readonly<Record<PlanPlace['kind'], string>>> = {
  constant: 'in',
  'linker symbol': 'in',
  'interrupt handler': 'in',
  'memory region': 'in',
  'entry of a file': 'in',
};

function withArticle(kind: PlanPlace['kind']): string {
  if (kind === 'board' || kind === 'heap limit') return `the ${kind}`;
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

function presentKey({ name, file, value, at, meaning, goesTo }: ExplainedKey, isPlanned: boolean): string {
  const place = at === undefined ? `the default of ${file}` : showPlace(at);
  const rows: Row[] = [
    ...(meaning === '' ? [] : [['what', meaning] as const]),
    ...goesToRows(goesTo, isPlanned ? 'nothing in this build comes from it' : NOT_PLANNED),
  ];
  return [`${name} = ${value}  (${place})`, ...renderRows(rows)].join('\n');
}

type Row = readonly [string, string];

function presentShort(symbol: ExplainedSymbol): string {
  const [first] = symbol.because;
  return [headline(symbol), ...(first === undefined ? [] : renderRows([['why', withPlace(first)]]))].join('\n');
}

function presentSymbol(symbol: ExplainedSymbol, isPlanned: boolean, verbose: boolean): string {
  const { because, bounds, menu, dependsOn, choice, ranges, lost, change, goesTo, definitions, help } = symbol;
  const rows: Row[] = [
    ...because.map((reason, index) => [index === 0 ? 'why' : 'because', withPlace(reason)] as const),
    ...(lost === undefined ? [] : lostRows(lost)),
    ...(menu.length === 0 ? [] : [['menu', menu.join(' > ')] as const]),
    ...(dependsOn === undefined ? [] : [['depends on', conditionText(dependsOn)] as const]),
    ...bounds.map((reason) => ['limited', withPlace(reason)] as const),
    ...(choice === undefined
      ? []
      : [['one of', choice.members.map((each) => `${each.name}=${each.value}`).join(', ')] as const]),
    ...linesOf('range', ranges, verbose),
    ...linesOf('default', symbol.defaults, verbose),
    ...linesOf('selects', symbol.selects, true),
    ...linesOf('implies', symbol.implies, true),
    ...conditionsOf('selected by', symbol.selectedBy),
    ...conditionsOf('implied by', symbol.impliedBy),
    ...(symbol.mentionedBy.length === 0 ? [] : [['used by', listNames(symbol.mentionedBy, verbose)] as const]),
    ...goesToRows(goesTo, isPlanned ? 'no argument, file or constant of this build' : NOT_PLANNED),
    ...definitions.map((at) => ['defined', showPlace(at)] as const),
    ...(change === undefined
      ? []
      : [
          [
            'change it',
            `${change.command}${change.values === undefined ? '' : `  (VALUE: ${change.values})`}`,
          ] as const,
        ]),
  ];
  const helpLines = help === undefined ? [] : help.split('\n').map((line) => `    ${line}`.trimEnd());
  return [headline(symbol), ...renderRows(rows), ...helpLines].join('\n');
}

function headline({ name, type, prompt, ...symbol }: ExplainedSymbol): string {
  const title = prompt === undefined ? '' : `  ${JSON.stringify(prompt.text)}`;
  const value =
    symbol.value === '' && type !== 'string' ? ' has no value' : `=${shownValue({ value: symbol.value, type })}`;
  return `CONFIG_${name}${value}  (${type})${title}`;
}

function lostRows({ asked, explanation, at, because, mend }: NonNullable<ExplainedSymbol['lost']>): readonly Row[] {
  const place = at === undefined ? '' : ` at ${showPlace(at)}`;
  return [
    ['lost', `${asked} was asked for${place}: ${explanation}${because === undefined ? '' : `  ${showPlace(because)}`}`],
    ['mend it', mend],
  ];
}

function linesOf(label: string, lines: readonly Line[], all: boolean): readonly Row[] {
  const shown = all ? lines : lines.filter(({ holds }) => holds).slice(0, 1);
  return shown.map(({ text, condition, at }) => {
    return [
      label,
      `${text}${condition === undefined ? '' : ` if ${conditionText(condition)}`}  ${showPlace(at)}`,
    ] as const;
  });
}

function conditionsOf(label: string, conditions: readonly Condition[]): readonly Row[] {
  return conditions.map((condition) => [label, conditionText(condition)] as const);
}

function listNames(names: readonly string[], all: boolean): string {
  if (all || names.length <= MAX_NAMES) return names.join(', ');
  return `${names.slice(0, MAX_NAMES).join(', ')} and ${names.length - MAX_NAMES} more`;
}

function goesToRows(places: readonly PlanPlace[], otherwise: string): readonly Row[] {
  if (places.length === 0) return [['goes to', otherwise]];
  return places.map((place) => ['goes to', describePlace(place)] as const);
}

function describePlace({ kind, text, where }: PlanPlace): string {
  return where.startsWith('this build') ? `${text} (${kind})` : `${text} (${kind}, ${where})`;
}

function presentWish(wish: ExplainedWish): string {
  const { outcome, text, at, problems = [], follows, build } = wish;
  const place = at === undefined ? '' : `  ${showPlace(at)}`;
  const lines = [
    `${wish.symbol}=${wish.value}: ${outcome === 'is so' ? 'it is so already' : outcome}`,
    ...(outcome === 'is so' ? [] : [`  ${text}${place}`]),
    ...problems.flatMap((problem) =>
      renderDiagnostic(problem, process.cwd())
        .split('\n')
        .map((line) => `  ${line}`),
    ),
    ...renderRows([
      ...fixRows(wish),
      ...follows.map(
        ({ name, from, to }) => ['then also', `${name}=${to} (now ${from === '' ? 'empty' : from})`] as const,
      ),
      ...build.gains.map((each) => ['brings', describePlace(each)] as const),
      ...build.loses.map((each) => ['removes', describePlace(each)] as const),
    ]),
  ];
  return lines.join('\n');
}

function fixRows({ outcome, fix, nearest, values, loses, boards = [] }: ExplainedWish): readonly Row[] {
  if (outcome === 'is so') return [];
  if (fix !== undefined) {
    return [
      [outcome === 'possible' ? 'do it' : 'possible is', fix.command],
      ...costsOf(fix, loses).map((cost) => ['giving up', withPlace(cost)] as const),
      ...(nearest === undefined ? [] : [['or', nearest.command] as const]),
    ];
  }
  if (nearest !== undefined) return [['possible is', nearest.command]];
  if (values !== undefined) return [['possible is', values]];
  const elsewhere = boards.length === 0 ? '' : `; it is so on ${boards.join(', ')}`;
  return [['possible is', `nothing: bljh found no settings of this board that change that${elsewhere}`]];
}

/** Each once, with the reason where there is one. */
function costsOf({ costs }: Fix, loses: readonly Reason[]): readonly Reason[] {
  const isReasonOf =
    (cost: Reason) =>
    ({ text }: Reason): boolean =>
      text.startsWith(`${cost.text}: `);
  const others = loses.filter((reason) => !costs.some((cost) => isReasonOf(cost)(reason)));
  return [...costs.map((cost) => loses.find(isReasonOf(cost)) ?? cost), ...others];
}

function presentAbsence({ pieces, fix }: ExplainedAbsence): string {
  const lines = pieces.map((place) => `not in this build: ${describePlace(place)}`);
  return [...lines, `  ${fix.set.join(' and ')} would bring it: ${fix.command}`].join('\n');
}

function renderRows(rows: readonly Row[]): readonly string[] {
  return rows.map(([label, text], index) => {
    const isRepeated = rows[index - 1]?.[0] === label;
    return `  ${(isRepeated ? '' : label).padEnd(11)} ${text}`;
  });
}

function withPlace({ text, at }: Reason): string {
  return at === undefined ? text : `${text}  ${showPlace(at)}`;
}

function showPlace({ file, line }: Location): string {
  return `${file}:${line}`;
}
