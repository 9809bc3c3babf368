/**
 * Seven ways of losing a value, applied to every symbol of bljh's own trees where they can be: each of them is told, with the
 * right reason, and the command that is offered mends it.
 */
import { describe, expect, it } from 'vitest';
import type { ReportState } from '../../src/configuration/report-entry.js';
import { type KSymbol, type ResolvedValue, resolveConfig, Values } from '../../src/kconfig/index.js';
import { unwrap } from '../plan/plan-input.js';
import { type Call, lineOf, type OwnTree, ownTrees } from './own-trees.js';

interface Mutation {
  /** A call that loses a value. */
  readonly call: Call;
  /** The name and the value that are lost. */
  readonly name: string;
  readonly asked: string;
  readonly state: ReportState;
  readonly code: string;
  /** What the message has to name besides the symbol. */
  readonly says?: string;
}

interface Place {
  readonly tree: OwnTree;
  readonly symbol: KSymbol;
  readonly value: ResolvedValue;
}

type Kind = (place: Place) => readonly Mutation[];

const kinds: Readonly<Record<string, Kind>> = {
  dropped: ({ tree, symbol, value }) => {
    const asked = isFree(symbol, value) ? otherValues({ tree, symbol, value })[0] : undefined;
    if (asked === undefined || (symbol.choice !== undefined && asked === 'n')) return [];
    unwrap(tree.configure({ set: [{ name: symbol.name, value: asked, by: '--set' }] }));
    const [, board = ''] = tree.name.split(' for ');
    const file = `build/${board}/.config`;
    const lines = tree.read(file).split('\n');
    tree.write(file, lines.filter((line) => !line.includes(`CONFIG_${symbol.name}=`)).join('\n'));
    if (asked === 'n') tree.write(file, lines.filter((line) => !line.includes(`CONFIG_${symbol.name} `)).join('\n'));
    return [{ call: { base: file }, name: symbol.name, asked, state: 'dropped', code: 'CF0004' }];
  },
  contradicted: ({ tree, symbol, value }) => {
    const [first, second = value.value] = isFree(symbol, value) ? otherValues({ tree, symbol, value }) : [];
    // n of the member that is y by default clashes with its choice.
    if (first === undefined || (symbol.choice !== undefined && value.value === 'y')) return [];
    tree.write('a', lineOf(symbol, first));
    tree.write('b', lineOf(symbol, second));
    return [
      {
        call: { merge: ['a', 'b'] },
        name: symbol.name,
        asked: first,
        state: 'overridden',
        code: 'KC0511',
        says: 'b:1',
      },
      {
        call: { merge: ['b'], set: { [symbol.name]: first } },
        name: symbol.name,
        asked: second,
        state: 'overridden',
        code: 'KC0511',
        says: '--set',
      },
    ];
  },
  misspelt: ({ tree, symbol: { name, type } }) =>
    misspell(name, tree).flatMap((wrong, index): Mutation[] => {
      const asked = type === 'bool' ? (index === 0 ? 'y' : 'n') : '1';
      tree.write(`wrong${index}`, lineOf({ name: wrong, type: 'int' }, asked));
      const call = index % 2 === 0 ? { merge: [`wrong${index}`] } : { set: { [wrong]: asked } };
      return [{ call, name: wrong, asked, state: 'unknown', code: 'KC0501', says: wrong }];
    }),
  'out of range': ({ tree, symbol, value }) => {
    if (!isFree(symbol, value)) return [];
    return beyondRange(tree, symbol).map((asked): Mutation => {
      tree.write(`far${asked}`, lineOf(symbol, asked));
      return {
        call: { base: `far${asked}` },
        name: symbol.name,
        asked,
        state: 'impossible',
        code: 'KC0506',
        says: 'outside its range',
      };
    });
  },
  promptless: ({ symbol, value }) => {
    if (symbol.prompts.length > 0) return [];
    const asked = value.value === 'y' ? 'n' : 'y';
    const by = 'by' in value.origin && value.origin.kind === 'select' ? `${value.origin.by} selects it` : 'by itself';
    const call = { set: { [symbol.name]: asked } };
    return [{ call, name: symbol.name, asked, state: 'promptless', code: 'KC0502', says: by }];
  },
  'unmet dependency': ({ tree, symbol, value }) => {
    if (symbol.prompts.length === 0 || value.visible) return [];
    const asked = symbol.type === 'bool' ? 'y' : '4096';
    tree.write('unmet', lineOf(symbol, asked));
    const mutation = { name: symbol.name, asked, state: 'impossible', code: 'KC0503', says: 'depends on' } as const;
    return [
      { ...mutation, call: { base: 'unmet' } },
      { ...mutation, call: { set: { [symbol.name]: asked } } },
    ];
  },
  'choice clash': ({ tree, symbol, value }) => {
    const isVisible = (name: string) => resolveConfig(tree.model, []).values.get(name)?.visible === true;
    if (!value.visible || symbol.choice === undefined) return [];
    const rivals = symbol.choice.members.filter(({ name }) => name !== symbol.name && isVisible(name));
    return rivals.map((rival): Mutation => {
      tree.write(`clash${rival.name}`, lineOf(symbol, 'y') + lineOf(rival, 'y'));
      return {
        call: { base: `clash${rival.name}` },
        name: symbol.name,
        asked: 'y',
        state: 'overridden',
        code: 'KC0505',
        says: `${rival.name}=y`,
      };
    });
  },
};

/** A user can set it now. */
function isFree(symbol: KSymbol, value: ResolvedValue): boolean {
  if (!value.visible || value.origin.kind === 'select') return false;
  // The only member of a choice that can be y has no other value.
  return symbol.choice === undefined || value.visibility === 2;
}

/** Valid values other than the one it has. */
function otherValues({ tree, symbol, value: { value } }: Place): readonly string[] {
  const { type, choice } = symbol;
  if (type === 'bool') {
    if (choice !== undefined && value === 'y') return [];
    return [value === 'y' ? 'n' : 'y'];
  }
  if (type === 'string') return [`${value}x`, ''].filter((each) => each !== value);
  const [low, high] = rangeOf(tree, symbol) ?? [0, 1e6];
  const numbers = type === 'hex' ? ['0x41', '0x42'] : [low + 1, low + 2, high - 1].map(String);
  return numbers.filter((each) => each !== value);
}

function misspell(name: string, { model }: OwnTree): readonly string[] {
  const wrong = [name.slice(0, -1), name.replace(/(.)(.)$/, '$2$1'), `${name}S`];
  return wrong.filter((each) => each.length > 2 && !model.symbols.has(each));
}

function beyondRange(tree: OwnTree, symbol: KSymbol): readonly string[] {
  const [low, high] = rangeOf(tree, symbol) ?? [];
  return low === undefined || high === undefined ? [] : [low - 1, high + 1].map(String);
}

/** The range of an int that holds with the defaults. */
function rangeOf({ model }: OwnTree, { ranges }: KSymbol): readonly [number, number] | undefined {
  const values = new Values(resolveConfig(model, []));
  const range = ranges.find(({ condition }) => condition === undefined || values.tristate(condition) > 0);
  return range && [Number(range.low.name), Number(range.high.name)];
}

/** The words of a command of bljh as a call. */
function parseCommand(command: string): Call {
  const words = [...command.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const after = (flag: string) => words.flatMap((word, index) => (word === flag ? [words[index + 1] ?? ''] : []));
  const inProject = (file: string) => file.replace(/^.*\/(?=[^/]+$)/, '');
  const set = Object.fromEntries(after('--set').map((text) => text.split(/=(.*)/s, 2) as [string, string]));
  const base = after('--defconfig').map(inProject)[0];
  return { ...(base !== undefined && { base }), merge: after('--merge').map(inProject), set, unset: after('--unset') };
}

describe.each(Object.entries(kinds))('%s', (kind, makeMutations) => {
  it('is reported for every symbol, with its reason and what mends it', () => {
    let count = 0;
    const symbols = new Set<string>();
    for (const tree of ownTrees()) {
      const { values } = resolveConfig(tree.model, []);
      for (const symbol of tree.model.symbols.values()) {
        const value = values.get(symbol.name);
        if (value === undefined) throw new Error(`${symbol.name} has no value`);
        for (const mutation of makeMutations({ tree, symbol, value })) {
          check(tree, mutation);
          symbols.add(symbol.name);
          count += 1;
        }
      }
    }
    expect(symbols.size).toBeGreaterThan(0);
    process.stdout.write(`config loss, ${kind}: ${count} of ${count} reported, ${symbols.size} symbols\n`);
  }, 120_000);
});

function check(tree: OwnTree, { call, name, asked, state, code, says = '' }: Mutation): void {
  const what = `${tree.name}: ${name}=${asked} ${JSON.stringify(call)}`;
  const decided = tree.decide(call);
  const { report } = unwrap(decided);
  // What else the same call asked for under that name is another value.
  const entries = report.filter((entry) => entry.name === name && entry.asked === asked && entry.state !== 'kept');
  expect(entries, what).toMatchObject([{ state }]);
  const told = decided.diagnostics.filter((each) => each.code === code && each.message.includes(name));
  expect(told, what).toHaveLength(1);
  expect(told[0]?.message, what).toContain(says);
  const [entry] = entries;
  expect(entry?.reason, what).toMatch(/\S/);
  if (code === 'KC0511') return;
  const command = entry?.command;
  if (command === undefined) {
    // Who typed nothing but what cannot be is told to leave it out.
    expect({ what, fix: entry?.fix }).toMatchObject({ fix: 'leave it out' });
    return;
  }
  const again = tree.decide(mended(call, command));
  // A default that depends on what was mended follows it, and nobody had asked for the old one.
  const lost = unwrap(again).report.filter(({ state: now }) => !['kept', 'overridden', 'old-default'].includes(now));
  expect(lost, `${what}\n${command}`).toEqual([]);
  expect(
    again.diagnostics.filter(({ severity }) => severity === 'error'),
    `${what}\n${command}`,
  ).toEqual([]);
}

/** The command names the files of the call; an own .config is where it starts from in any case. */
function mended({ base }: Call, command: string): Call {
  return { ...(base !== undefined && { base }), ...parseCommand(command) };
}
