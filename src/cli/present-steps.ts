/** Steps of builds as people read them: what changed, what became of them, what would. */
import type { PartChange } from '../cache/step-parts.js';
import type { StepOutcome, StepRecord } from '../cache/step-record.js';
import type { BuildForecast } from '../pipelines/steps/foresee-build.js';

/** Of a hash, as much as tells two apart. */
const HASH_CHARS = 12;
const MAX_CHANGES = 20;
const HASHED = new Set<PartChange['kind']>(['file', 'generated']);

export function presentChange(change: PartChange): readonly string[] {
  const { before, after, at, reaches } = change;
  const place = at === undefined ? '' : `  (${at})`;
  const [isNew, isGone] = change.kind === 'symbol' ? ['had no say before', 'has no say any more'] : ['new', 'gone'];
  const how =
    before === undefined
      ? `${isNew}${after === undefined || HASHED.has(change.kind) ? '' : `: ${show(change, after)}`}`
      : after === undefined
        ? `${isGone}${HASHED.has(change.kind) ? '' : `; it was ${show(change, before)}`}`
        : `${show(change, before)} -> ${show(change, after)}`;
  return [`${nameOf(change)}: ${how}${place}`, ...(reaches.length === 0 ? [] : [`  reaches ${reaches.join(', ')}`])];
}

export function presentChanges(changes: readonly PartChange[], indent: string): readonly string[] {
  const shown = changes.slice(0, MAX_CHANGES).flatMap(presentChange);
  const left = changes.length - MAX_CHANGES;
  return [...shown, ...(left > 0 ? [`and ${left} more (--json has all)`] : [])].map((line) => indent + line);
}

function nameOf({ kind, name }: PartChange): string {
  switch (kind) {
    case 'symbol':
      return `CONFIG_${name}`;
    case 'file':
    case 'setting':
      // A name may hold a line break, which must not look like the next line.
      return /\p{Cc}/u.test(name) ? JSON.stringify(name) : name;
    default:
      return `${kind} ${name}`;
  }
}

function show({ kind }: PartChange, value: string): string {
  if (value === '') return '(empty)';
  const short = value.replaceAll(/\b[0-9a-f]{64}\b/g, (hash) => hash.slice(0, HASH_CHARS));
  return HASHED.has(kind) ? short : JSON.stringify(short).slice(1, -1);
}

export function presentOutcome(outcome: StepOutcome): string {
  switch (outcome.how) {
    case 'ran':
      return 'ran';
    case 'unchanged':
      return 'not run: its result stands in the build folder';
    case 'fetched':
      return `not run: its result came from the ${outcome.from}`;
    default:
      return unreachable(outcome);
  }
}

/** `bljh why`. */
export function presentRecord(board: string, { id, title, key, outputs, last, because, reason }: StepRecord): string {
  const causes =
    because.length > 0
      ? ['  because of', ...presentChanges(because, '    ')]
      : [`  because: ${reason === '' ? 'nothing was known of an earlier run' : reason}`];
  return [
    `${board} ${id}: ${title}`,
    `  ${presentOutcome(last)}`,
    ...causes,
    `  made: ${outputs.map(({ path }) => path).join(', ')}`,
    // That of an image, which bljh makes itself, is none.
    ...(key === '' ? [] : [`  key: ${key}`]),
  ].join('\n');
}

/** `bljh build --dry-run`. */
export function presentForecast({ board, upToDate, reason, steps }: BuildForecast): string {
  if (upToDate) return `${board}: up to date; nothing would be run`;
  const lines = steps.flatMap(({ id, title, outcome, because, isFirst }) => [
    `  ${id}: ${forecastOf(outcome, title)}${isFirst && outcome.how === 'ran' ? ' (for the first time)' : ''}`,
    ...presentChanges(because, '    '),
  ]);
  return [`${board}: ${reason}`, ...lines].join('\n');
}

function forecastOf(outcome: StepOutcome, title: string): string {
  switch (outcome.how) {
    case 'ran':
      return `would run ${title}`;
    case 'unchanged':
      return 'would not run: nothing that changed reaches it';
    case 'fetched':
      return `would not run: the ${outcome.from} has its result`;
    default:
      return unreachable(outcome);
  }
}

function unreachable(value: never): never {
  throw new Error(`unexpected outcome ${JSON.stringify(value)}`);
}
