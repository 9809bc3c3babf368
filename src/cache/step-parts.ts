/**
 * What a step is made of, as named parts: why it has to run again is told by those that are not what they were. The key under which its
 * result is kept is another thing, the digest of the action (src/cache/reapi); nothing changes that without changing a part. Pure.
 */

/** In the order in which they are told. */
export const PART_KINDS = [
  'symbol',
  'setting',
  'file',
  'tool',
  'platform',
  'argument',
  'environment',
  'generated',
  'field',
] as const;

export type PartKind = (typeof PART_KINDS)[number];

export interface StepPart {
  readonly kind: PartKind;
  /** Of its kind, and unique among them: a symbol without CONFIG_, `bljh.ini KEY`, a path relative to the project, a flag, a variable. */
  readonly name: string;
  /** Text, or for files and tools their SHA-256 (tools: after the version). */
  readonly value: string;
  /** For people: where the value was decided, such as `build/jh7110/.config:12`. */
  readonly at?: string;
  /** `KIND NAME` of the parts that this one is made from: when one of them changed, this one is a consequence. */
  readonly from?: readonly string[];
}

export interface PartChange {
  readonly kind: PartKind;
  readonly name: string;
  /** Absent: it is new. */
  readonly before?: string;
  /** Absent: it is gone. */
  readonly after?: string;
  readonly at?: string;
  /** `KIND NAME` of what changed as a consequence of it. */
  readonly reaches: readonly string[];
}

export function idOf({ kind, name }: Pick<StepPart, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

/** Those that only tell where others come from: where none of these changed, nothing did. */
const ORIGINS: ReadonlySet<PartKind> = new Set(['symbol', 'setting']);

/** The causes only, each with its consequences; empty: nothing changed. */
export function causesBetween(before: readonly StepPart[], after: readonly StepPart[]): readonly PartChange[] {
  const changed = changesBetween(before, after);
  const sources = sourcesOfChanges(changed, [...before, ...after]);
  const isConsequence = (change: Change) => (sources.get(idOf(change)) ?? []).length > 0;
  const consequences = changed.filter(isConsequence).map(idOf);
  const causes = changed
    .filter((change) => !isConsequence(change))
    .map((change) => ({
      ...change,
      reaches: consequences.filter((id) => sources.get(id)?.includes(idOf(change)) === true),
    }))
    .filter(({ kind, reaches }) => !ORIGINS.has(kind) || reaches.length > 0);
  // One that was made from another, which now is made from it: then each is a cause.
  const inCircle = changed.filter(({ kind }) => !ORIGINS.has(kind)).map((change) => ({ ...change, reaches: [] }));
  return (causes.length > 0 ? causes : inCircle).sort(
    (a, b) => PART_KINDS.indexOf(a.kind) - PART_KINDS.indexOf(b.kind) || (a.name < b.name ? -1 : 1),
  );
}

/**
 * By the id of what changed, those of its sources that explain it. What a part was made from counts, too: a key that went reaches what it no
 * longer has a say in. But a symbol that has a say because of another one's new value is no cause beside that one.
 */
function sourcesOfChanges(
  changed: readonly Change[],
  parts: readonly StepPart[],
): ReadonlyMap<string, readonly string[]> {
  const changeOf = new Map(changed.map((change) => [idOf(change), change]));
  const all = new Map<string, Set<string>>();
  for (const part of parts) {
    const id = idOf(part);
    if (!changeOf.has(id)) continue;
    const found = all.get(id) ?? new Set();
    for (const source of part.from ?? []) if (source !== id && changeOf.has(source)) found.add(source);
    all.set(id, found);
  }
  const cameOrWent = (id: string) => {
    const change = changeOf.get(id);
    return (
      change !== undefined && ORIGINS.has(change.kind) && (change.before === undefined || change.after === undefined)
    );
  };
  return new Map(
    [...all].map(([id, found]) => {
      const strong = [...found].filter((source) => !cameOrWent(source));
      return [id, strong.length > 0 ? strong : [...found]];
    }),
  );
}

type Change = Omit<PartChange, 'reaches'>;

function changesBetween(before: readonly StepPart[], after: readonly StepPart[]): readonly Change[] {
  const old = new Map(before.map((part) => [idOf(part), part]));
  const now = new Map(after.map((part) => [idOf(part), part]));
  const changes: Change[] = [];
  for (const [id, part] of now) {
    const was = old.get(id);
    if (was?.value === part.value) continue;
    const { kind, name, value, at } = part;
    changes.push({ kind, name, ...(was && { before: was.value }), after: value, ...(at !== undefined && { at }) });
  }
  for (const [id, { kind, name, value, at }] of old)
    if (!now.has(id)) changes.push({ kind, name, before: value, ...(at !== undefined && { at }) });
  return changes;
}
