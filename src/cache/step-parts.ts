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

/** The causes only, each with its consequences; empty: nothing changed. */
export function causesBetween(before: readonly StepPart[], after: readonly StepPart[]): readonly PartChange[] {
  const changed = changesBetween(before, after);
  const ids = new Set(changed.map(idOf));
  // What a part is made from now, and what it was made from: a key that went reaches what it no longer has a say in.
  const sources = new Map<string, readonly string[]>();
  for (const part of [...before, ...after]) {
    const id = idOf(part);
    const changedOnes = (part.from ?? []).filter((each) => each !== id && ids.has(each));
    sources.set(id, [...(sources.get(id) ?? []), ...changedOnes]);
  }
  const isCause = (change: Change) => (sources.get(idOf(change)) ?? []).length === 0;
  const consequences = changed.filter((change) => !isCause(change)).map(idOf);
  return changed
    .filter(isCause)
    .map((change) => ({
      ...change,
      reaches: consequences.filter((id) => sources.get(id)?.includes(idOf(change)) === true),
    }))
    .sort((a, b) => PART_KINDS.indexOf(a.kind) - PART_KINDS.indexOf(b.kind) || (a.name < b.name ? -1 : 1));
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
