/** Every piece of a plan with all that it is called: as the plan shows it, as a command line has it, and parts of that. */

import type { Argument, BuildPlan, FlashImage, Origin, Part, Step, Variable } from '../plan/build-plan.js';
import { buildPathsOf } from '../project/project.js';

export type PieceKind =
  | 'argument'
  | 'part of an argument'
  | 'build tag'
  | 'linker variable'
  | 'environment variable'
  | 'part of an environment variable'
  | 'constant'
  | 'heap limit'
  | 'interrupt handler'
  | 'memory region'
  | 'size budget'
  | 'linker symbol'
  | 'generated file'
  | 'entry of a file'
  | 'artifact'
  | 'flash image'
  | 'part of the flash image'
  | 'field'
  | 'partition'
  | 'file on the way'
  | 'file beside it'
  | 'tool'
  | 'step'
  | 'board';

export interface Piece {
  readonly kind: PieceKind;
  /** As the plan has it. */
  readonly text: string;
  /** What takes it: a step, a package, a file. */
  readonly where: string;
  /** What it is a part of. */
  readonly of?: string;
  readonly origins: readonly Origin[];
  /** What it is called and nothing else is. */
  readonly names: readonly string[];
  /** What it may be called where that means nothing else: a value without its name, a file without its folder. */
  readonly loose: readonly string[];
  /** For texts that hold what only the machine of a build knows. */
  readonly pattern?: RegExp;
}

export function piecesOf(plan: BuildPlan): readonly Piece[] {
  return [
    ...plan.steps.flatMap((step) => piecesOfStep(plan, step)),
    ...plan.constants.map(pieceOfConstant),
    ...plan.linkerSymbols.map(pieceOfLinkerSymbol),
    ...(plan.interrupts?.handlers ?? []).map(pieceOfHandler),
    ...plan.memory.map(pieceOfRegion),
    pieceOfHeapLimit(plan.heapLimit),
    ...piecesOfBudgets(plan),
    ...(plan.image === undefined ? [] : piecesOfImage(plan.image)),
    ...plan.files.flatMap(piecesOfFile),
    ...plan.artifacts.map(({ path, kind, origins }): Piece => {
      return {
        kind: 'artifact',
        text: path,
        where: `this build (${kind})`,
        origins,
        names: [path, `${path} (${kind})`],
        loose: ends(path),
      };
    }),
    ...plan.toolOrigins.map(({ name, origins }): Piece => {
      return { kind: 'tool', text: name, where: 'this build', origins, names: [name], loose: [] };
    }),
    ...filesBeside(plan),
    {
      kind: 'board',
      text: plan.board,
      where: 'this build',
      origins: [{ kind: 'bljh', reason: 'the board of this build' }],
      names: [plan.board],
      loose: [],
    },
  ];
}

/** What bljh keeps of a build besides what the plan makes. */
function filesBeside({ board }: BuildPlan): readonly Piece[] {
  const paths = buildPathsOf(board);
  const reasons = [
    [paths.config, 'the configuration: bljh configure and a first bljh build write it, and you may'],
    [paths.manifest, 'what was built from what, for people and programs'],
    [paths.log, 'each command of the last build with its output'],
    [paths.state, 'what the last build read and made: whether there is anything to do'],
    [paths.dependencies, 'what a C archive is made from, for make'],
    [paths.makeVariables, "the board's compiler and flags, for make"],
  ] as const;
  return reasons.map(([path, reason]): Piece => {
    const origins = [{ kind: 'bljh', reason } as const];
    return { kind: 'file beside it', text: path, where: 'this build', origins, names: [path], loose: ends(path) };
  });
}

function piecesOfStep(plan: BuildPlan, step: Step): readonly Piece[] {
  const where = step.title;
  const [first = ''] = step.args.map(({ text }) => text);
  return [
    {
      kind: 'step',
      text: step.title,
      where: 'this build',
      origins: step.origins,
      names: [step.title, step.id, `${step.tool} ${first}`],
      loose: [],
    },
    ...step.args.flatMap((argument) => piecesOfArgument(plan, argument, where)),
    ...step.env.flatMap((variable) => piecesOfVariable(variable, where)),
    ...step.outputs
      .filter(({ made }) => step.args.every(({ text }) => text !== made))
      .map(({ made, path }): Piece => {
        const origins = [{ kind: 'bljh', reason: `made aside, checked, then put in place as ${path}` } as const];
        return { kind: 'file on the way', text: made, where, origins, names: [made], loose: [] };
      }),
  ];
}

function piecesOfArgument(plan: BuildPlan, { text, origins, parts = [] }: Argument, where: string): readonly Piece[] {
  const whole: Piece = {
    kind: 'argument',
    text,
    where,
    origins,
    names: [text, ...flagOf(text)],
    loose: [...valueIn(text), ...ends(text)],
    ...patternOf(text),
  };
  const prefix = text.slice(0, text.indexOf(parts[0]?.text ?? ''));
  const variables = [...plan.variables];
  return [
    whole,
    ...parts.map((part): Piece => {
      const common = { text: part.text, where, of: text, origins: part.origins };
      const names = [part.text, ...(parts.length > 1 ? [prefix + part.text] : [])];
      if (prefix === '-tags=') {
        return { ...common, kind: 'build tag', names, loose: [] };
      }
      const variable = part.text.startsWith('-X ') ? variables.shift() : undefined;
      if (variable === undefined) return { ...common, kind: 'part of an argument', names, loose: valueIn(part.text) };
      return { ...common, kind: 'linker variable', ...namesOfVariable(variable, names) };
    }),
  ];
}

function namesOfVariable({ name, text }: Variable, names: readonly string[]): Pick<Piece, 'names' | 'loose'> {
  const assignment = `${name}=${text}`;
  const quoted = names.map((each) => each.replace(/^.*?-X /, ''));
  return { names: [...names, ...quoted, name, assignment, `-X ${assignment}`], loose: [text, '-X'] };
}

function piecesOfVariable({ name, text, origins, parts = [] }: Variable, where: string): readonly Piece[] {
  const whole = `${name}=${text}`;
  return [
    {
      kind: 'environment variable',
      text: whole,
      where,
      origins,
      names: [name, whole],
      loose: [text, ...ends(text)],
      ...patternOf(whole),
    },
    ...parts.map((part) => pieceOfPart(part, where, whole, 'part of an environment variable')),
  ];
}

function pieceOfPart({ text, origins }: Part, where: string, of: string, kind: PieceKind): Piece {
  return { kind, text, where, of, origins, names: [text, ...flagOf(text)], loose: valueIn(text) };
}

function pieceOfConstant({ name, type, value, origins }: BuildPlan['constants'][number]): Piece {
  const text = `${name} ${type} = ${value}`;
  const names = [name, text, `config.${name}`, `bljh/config.${name}`, `config.${name}=${value}`];
  return { kind: 'constant', text, where: 'package bljh/config', origins, names, loose: [] };
}

function pieceOfLinkerSymbol({ name, text, origins }: Variable): Piece {
  const names = [name, `${name} = ${text}`, `${name}=${text}`, `${name} = ${text};`];
  return {
    kind: 'linker symbol',
    text: `${name} = ${text}`,
    where: 'the linker script',
    origins,
    names,
    loose: [text],
  };
}

function pieceOfHandler(handler: NonNullable<BuildPlan['interrupts']>['handlers'][number]): Piece {
  const { name, irq, number, function: called, at, origins } = handler;
  return {
    kind: 'interrupt handler',
    text: `${called} for ${irq}${number === undefined ? '' : ` (interrupt ${number})`}`,
    where: `${at.file}:${at.line}`,
    origins,
    names: [called, name, `//go:isr ${name} ${irq}`],
    loose: [irq, String(number)],
  };
}

function pieceOfRegion({ name, origin, length, origins }: BuildPlan['memory'][number]): Piece {
  const address = `0x${origin.toString(16)}`;
  const text = `${name} at ${address}, ${length} bytes`;
  return {
    kind: 'memory region',
    text,
    where: 'the linker script',
    origins,
    names: [name, text],
    loose: [address, `0x${length.toString(16)}`, String(length)],
    pattern: new RegExp(`^${name} at ${address}, .*$`),
  };
}

function pieceOfHeapLimit({ kind, meaning, origins }: BuildPlan['heapLimit']): Piece {
  return {
    kind: 'heap limit',
    text: meaning.startsWith(`${kind}:`) ? meaning : `${kind}: ${meaning}`,
    where: 'this build',
    origins,
    names: ['heap limit', `${kind}: ${meaning}`, meaning],
    loose: [kind],
    // With the amount in between, as the plan shows it.
    pattern: new RegExp(`^${literal(kind)}: (?:[\\d.]+ \\w+, )?${literal(meaning)}$`),
  };
}

function piecesOfBudgets({ budgets, ratchet }: BuildPlan): readonly Piece[] {
  const where = 'the check of what was made';
  const common = { kind: 'size budget', where } as const;
  return [
    ...budgets.map((budget): Piece => {
      const text = describeBudget(budget);
      return { ...common, text, origins: budget.origins, names: [text, budget.region], loose: [String(budget.bytes)] };
    }),
    ...(ratchet === undefined ? [] : [ratchet]).map(({ path, origins }): Piece => {
      const text = describeRatchet(path);
      return { ...common, text, origins, names: [text, path], loose: ends(path) };
    }),
  ];
}

export function describeBudget({ region, kind, bytes }: BuildPlan['budgets'][number]): string {
  return `${region}: ${kind === 'hard' ? 'at most' : 'a warning beyond'} ${bytes} bytes`;
}

export function describeRatchet(path: string): string {
  return `no region beyond ${path}`;
}

function piecesOfImage({ layout, origins, header, partitions, parts }: FlashImage): readonly Piece[] {
  const where = 'the flash image';
  return [
    {
      kind: 'flash image',
      text: `layout ${layout}`,
      where,
      origins,
      names: ['flash image', `layout ${layout}`],
      loose: [layout],
    },
    ...parts.map(({ name, file, address, length, origins: from }): Piece => {
      const text = describePart({ name, address, length });
      const loose = [name, hex(address), ...(file === undefined ? [] : [file, ...ends(file)])];
      const common = { kind: 'part of the flash image', text, where, origins: from, names: [text], loose } as const;
      return { ...common, ...(file === undefined ? {} : patternOf(file)) };
    }),
    ...header.map(({ name, value, origins: from }): Piece => {
      const text = `${name} = ${value}`;
      const names = [name, text, `${name}=${value}`];
      const loose = [String(value), hex(value)];
      return { kind: 'field', text, where: 'the boot header', origins: from, names, loose };
    }),
    ...partitions.map(({ name, addresses, sizes, origins: from }): Piece => {
      const text = describePart({ name: `partition ${name}`, address: addresses[0], length: sizes[0] });
      const loose = [name, ...addresses.map(hex)];
      return {
        kind: 'partition',
        text,
        where: 'the partition table',
        origins: from,
        names: [text, `partition ${name}`],
        loose,
      };
    }),
  ];
}

export function describePart(part: {
  readonly name: string;
  readonly address: number;
  readonly length: number;
}): string {
  return `${part.name} at ${hex(part.address)}, at most ${part.length} bytes`;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function piecesOfFile({ path, origins, parts = [] }: BuildPlan['files'][number]): readonly Piece[] {
  return [
    { kind: 'generated file', text: path, where: 'this build', origins, names: [path], loose: ends(path) },
    ...parts.map((part): Piece => {
      const [, key = '', value = ''] = /^([a-z][\w-]*)=(.*)$/s.exec(part.text) ?? [];
      const piece = pieceOfPart(part, path, path, 'entry of a file');
      if (key === '') return { ...piece, ...patternOf(part.text) };
      const line = /^\d+$/.test(value) ? `"${key}": ${value}` : `"${key}": "${value}"`;
      return { ...piece, names: [...piece.names, key, line], loose: [value], ...patternOf(part.text) };
    }),
  ];
}

/** `-modfile` of `-modfile=FILE`. */
function flagOf(text: string): readonly string[] {
  const flag = /^(--?[\w-]+)=/.exec(text)?.[1];
  return flag === undefined ? [] : [flag];
}

function valueIn(text: string): readonly string[] {
  const value = /^--?[\w-]+=(.+)$/s.exec(text)?.[1];
  return value === undefined ? [] : [value];
}

/** A path without its folders. */
function ends(path: string): readonly string[] {
  const name = /\/([^/\s]+)$/.exec(path)?.[1];
  return name === undefined ? [] : [name];
}

/** `{tinygoroot}` and the like stand for what a machine has. */
function patternOf(text: string): { readonly pattern?: RegExp } {
  if (text === '{libgcc}') return { pattern: /(^|\/)libgcc\.a$/ };
  const words = text.split(/\{(?:project|tinygoroot|libgcc|blflash)\}/);
  return words.length === 1 ? {} : { pattern: new RegExp(`^${words.map(literal).join('.+')}$`) };
}

function literal(text: string): string {
  return text.replaceAll(/[^\w\s]/gu, '\\$&');
}
