/** The parts that the command line, the environment and the generated files of a step are, each with the symbols and keys it comes from. Pure. */
import { createHash } from 'node:crypto';
import { idOf, type StepPart } from '../../cache/step-parts.js';
import type { GeneratedFile, Origin, Part, Step } from '../../plan/build-plan.js';
import type { KeyOrigin, ValueOfKey } from '../../plan/ini-values.js';

export interface Piece {
  readonly origins: readonly Origin[];
  readonly parts?: readonly Part[] | undefined;
}

export function argumentParts({ args }: Step): readonly StepPart[] {
  const parts: StepPart[] = [];
  const names = new Map<string, number>();
  args.forEach((argument, index) => {
    const before = args[index - 1]?.text;
    const { name, value } = readArgument(argument.text, before, index, args.length);
    if (name === undefined) return;
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    parts.push(partOf('argument', count === 1 ? name : `${name} (${count})`, value, argument));
  });
  return parts;
}

/** `-x=1` and `-o FILE` are named after their flags, the first and the last word after what they are. */
function readArgument(text: string, before: string | undefined, index: number, count: number) {
  const [, flag, value] = /^(-{1,2}[\w-]+)=(.*)$/s.exec(text) ?? [];
  if (flag !== undefined) return { name: flag, value: value ?? '' };
  if (text === '-o') return { name: undefined, value: '' };
  if (before === '-o') return { name: '-o', value: text };
  if (text.startsWith('-')) return { name: text, value: 'set' };
  return { name: index === 0 ? 'command' : index === count - 1 ? 'package' : `word ${index}`, value: text };
}

export function environmentParts({ env }: Step): readonly StepPart[] {
  return env.map((variable) => partOf('environment', variable.name, variable.text, variable));
}

/** `content`: as it stands on the disk. `sources`: files of the project that it is made from, too. */
export function generatedPart(file: GeneratedFile, content: string, sources: readonly string[]): StepPart {
  const part = partOf('generated', file.path, createHash('sha256').update(content).digest('hex'), file);
  return { ...part, from: [...(part.from ?? []), ...sources.map((name) => idOf({ kind: 'file', name }))] };
}

export function fieldPart(name: string, value: string, origins: readonly Origin[]): StepPart {
  return partOf('field', name, value, { origins });
}

/** Every symbol, and every key of an ini file, that has a say in one of the pieces. */
export function originParts(pieces: readonly Piece[], valueOfKey: ValueOfKey): readonly StepPart[] {
  const parts = new Map<string, StepPart>();
  for (const origin of pieces.flatMap(originsOf)) {
    if (origin.kind === 'bljh') continue;
    const { at } = origin;
    const value = origin.kind === 'symbol' ? origin.value : valueOfKey(origin);
    const part = { ...sourceOf(origin), value, ...(at && { at: `${at.file}:${at.line}` }) };
    parts.set(idOf(part), part);
  }
  return [...parts.values()];
}

function sourceOf(origin: Extract<Origin, { kind: 'symbol' }> | KeyOrigin): Pick<StepPart, 'kind' | 'name'> {
  if (origin.kind === 'symbol') return { kind: 'symbol', name: origin.symbol };
  return { kind: 'setting', name: `${origin.kind === 'board' ? 'board.ini' : 'bljh.ini'} ${origin.key}` };
}

/** `KIND NAME` of what a piece comes from. */
export function sourcesOf(piece: Piece): readonly string[] {
  const ids = originsOf(piece).flatMap((origin) => (origin.kind === 'bljh' ? [] : [idOf(sourceOf(origin))]));
  return [...new Set(ids)];
}

function partOf(kind: StepPart['kind'], name: string, value: string, piece: Piece): StepPart {
  const from = sourcesOf(piece);
  return { kind, name, value, ...(from.length > 0 && { from }) };
}

function originsOf({ origins, parts = [] }: Piece): readonly Origin[] {
  return [...origins, ...parts.flatMap((part) => part.origins)];
}
