// Writes the entries of a random tree: config, menuconfig and choice with their properties, and bad statements.
import { quote, text } from './expressions.mjs';

/** { unit(out, unit, depth), again(out, symbol, depth) } */
export function entryWriter(next, planned, ask, macro, options) {
  const { symbols } = planned;
  const isLogical = (type) => type === 'bool' || type === 'tristate';
  const wild = (percent) => options.wild && next.chance(percent);

  const prompt = () => quote(next, macro.inText(text(next)) || (next.chance(90) ? 'prompt' : ''));

  const defaultValue = (symbol) => {
    const { type, rank } = symbol;
    if (wild(10)) return ask.expression(rank);
    if (isLogical(type)) {
      if (next.chance(45)) return [ask.constant(type)];
      return macro.around(ask.expression(rank));
    }
    const same = ask.ofType(rank, next.chance(90) ? type : 'int');
    if (same.length > 0 && next.chance(25)) return [next.pick(same).name];
    return [macro.constant(ask.constant(wild(10) ? 'string' : type))];
  };

  const bound = (symbol) => {
    const same = ask.ofType(symbol.rank, symbol.type);
    return same.length > 0 && next.chance(25) ? next.pick(same).name : ask.constant(symbol.type);
  };

  /** The lines of an entry below its first one, in random order; each is [tokens] or 'help'. */
  const properties = (symbol, { first = true, member = false } = {}) => {
    const { type, rank } = symbol;
    const lines = [];
    const hasPrompt = member ? !wild(10) : next.chance(first ? 70 : 40);
    const shown = () => [prompt(), ...ask.condition(memberRank(symbol), 25)];
    if (first || next.chance(40)) {
      const written = wild(4) ? next.pick(['int', 'bool', 'string', 'tristate', 'hex']) : type;
      if (isLogical(written) && !member && next.chance(15)) {
        lines.push([`def_${written}`, ...defaultValue(symbol), ...ask.condition(rank, 25)]);
        if (hasPrompt) lines.push(['prompt', ...shown()]);
      } else if (wild(5)) lines.push(['prompt', ...shown()]);
      else if (hasPrompt && next.chance(75)) lines.push([written, ...shown()]);
      else {
        lines.push([written]);
        if (hasPrompt) lines.push(['prompt', ...shown()]);
      }
    } else if (hasPrompt) lines.push(['prompt', ...shown()]);
    if (wild(5)) lines.push(['prompt', ...shown()]);
    if (first && symbol.modules) lines.push(['modules']);

    const defaults = member ? (wild(10) ? 1 : 0) : next.pick([0, 0, 1, 1, 1, 2, 3]);
    for (let i = 0; i < defaults; i++)
      lines.push(['default', ...defaultValue(symbol), ...ask.condition(rank, i + 1 < defaults ? 80 : 40)]);
    if (next.chance(rank > 0 ? 35 : 3))
      lines.push(['depends', 'on', ...macro.around(ask.expression(memberRank(symbol)))]);
    if (next.chance(rank > 0 ? 8 : 0)) lines.push(['depends', 'on', ...ask.expression(memberRank(symbol))]);
    if (isLogical(type) || wild(5)) lines.push(...selects(symbol));
    if (type === 'int' || type === 'hex' || wild(3)) {
      const ranges = next.pick([0, 0, 1, 1, 2]);
      for (let i = 0; i < ranges; i++)
        lines.push([
          'range',
          ...ordered(bound(symbol), bound(symbol)),
          ...ask.condition(rank, i + 1 < ranges ? 90 : 30),
        ]);
    }
    if (next.chance(18)) lines.push('help');
    if (wild(4)) lines.push('help');
    return next.chance(60) ? lines : shuffled(next, lines);
  };

  /** Members of a choice have neighbouring ranks and may depend on each other. */
  const memberRank = (symbol) => {
    if (symbol.choice === undefined) return symbol.rank;
    if (options.membersDepend && next.chance(40)) return symbol.rank;
    return symbol.choice.members[0].rank;
  };

  const ordered = (low, high) => {
    const numbers = [low, high].map((word) => Number(word.replaceAll(/["']/g, '')));
    return numbers[0] > numbers[1] && next.chance(85) ? [high, low] : [low, high];
  };

  const selects = (symbol) => {
    const top = symbol.choice ? symbol.choice.members.at(-1).rank : symbol.rank;
    const after = symbols.filter((other) => other.rank > top && (isLogical(other.type) || wild(20)));
    const lines = [];
    while (after.length > 0 && next.chance(18) && lines.length < 3) {
      const target = options.loops && next.chance(10) ? next.pick(symbols) : next.pick(after);
      // A member of a choice that is selected is asked for no less than others, but rarely meant.
      if (target.choice && next.chance(80)) continue;
      lines.push([next.pick(['select', 'imply']), target.name, ...ask.condition(symbol.rank, 30)]);
    }
    // A name nobody defines, and nothing depends on: C conf crashes on the loops that would make.
    if (next.chance(3)) lines.push([next.pick(['select', 'imply']), 'GHOST']);
    return lines;
  };

  const body = (out, depth, lines) => {
    for (const line of lines) {
      if (line === 'help') help(next, out, depth + 1);
      else out.line(depth + 1, line);
      if (next.chance(3)) out.blank();
    }
    out.blank();
  };

  const config = (out, symbol, depth, how) => {
    const word = !how?.member && next.chance(12) ? 'menuconfig' : 'config';
    out.line(depth, [word, macro.name(symbol.name)]);
    body(out, depth, properties(symbol, how));
  };

  const choice = (out, unit, depth) => {
    const below = unit.members[0].rank;
    out.line(depth, unit.name ? ['choice', unit.name] : ['choice']);
    const lines = [];
    const typed = options.old && next.chance(45) ? unit.type : undefined;
    const shown = wild(8) ? undefined : [prompt(), ...ask.condition(below, 20)];
    if (typed && shown && next.chance(40)) lines.push([typed, ...shown]);
    else {
      if (typed) lines.push([typed]);
      if (shown) lines.push([options.old || next.chance(80) ? 'prompt' : 'bool', ...shown]);
    }
    if (unit.optional) lines.push(['optional']);
    if (next.chance(40)) {
      const target = wild(10) ? next.pick(symbols) : next.pick(unit.members);
      lines.push(['default', target.name, ...ask.condition(below, 30)]);
      if (next.chance(25)) lines.push(['default', next.pick(unit.members).name]);
    }
    if (next.chance(below > 0 ? 30 : 2)) lines.push(['depends', 'on', ...ask.expression(below)]);
    if (next.chance(10)) lines.push('help');
    body(out, depth, next.chance(70) ? lines : shuffled(next, lines));
    for (const member of unit.members) {
      const conditional = next.chance(8);
      if (conditional) out.line(depth + 1, ['if', ...ask.expression(below)]);
      if (next.chance(4)) out.line(depth + 1, ['comment', quote(next, text(next))]);
      config(out, member, depth + 1, { member: true });
      if (conditional) out.line(depth + 1, ['endif']);
    }
    if (wild(10)) config(out, next.pick(unit.members), depth + 1, { member: true, first: false });
    out.line(depth, ['endchoice']);
    out.blank();
    // A member defined again outside of its choice, or a named choice continued.
    if (wild(15)) config(out, next.pick(unit.members), depth, { first: false });
    if (unit.name && next.chance(15)) {
      out.line(depth, ['choice', unit.name]);
      if (next.chance(50)) out.line(depth + 1, ['prompt', prompt()]);
      if (next.chance(50)) config(out, next.pick(unit.members), depth + 1, { member: true, first: false });
      out.line(depth, ['endchoice']);
    }
  };

  return {
    unit(out, unit, depth) {
      if (unit.kind === 'choice') choice(out, unit, depth);
      else config(out, unit.symbol, depth);
    },
    again: (out, symbol, depth) => config(out, symbol, depth, { first: false }),
  };
}

function help(next, out, depth) {
  out.line(depth, ['help']);
  const indent = ' '.repeat(depth * 8 + 2);
  const count = next.pick([0, 1, 1, 2, 3, 4]);
  const odd = [
    '',
    `${indent}  deeper`,
    `${indent}\ttab`,
    `${indent}trailing   `,
    `${indent}# not a comment`,
    `${indent}config X`,
  ];
  // The first line sets the indentation.
  for (let i = 0; i < count; i++)
    out.raw(i > 0 && next.chance(30) ? next.pick(odd) : `${indent}Help ${text(next)} text.`);
  out.blank();
}

/** Something conf complains about. */
export function badStatement(next, out, depth, { symbols }) {
  const { name } = next.pick(symbols);
  const statements = [
    'config',
    `config "${name}"`,
    `config ${name} X`,
    'bool "lost"',
    'depends on X',
    'endmenu',
    'endif',
    'endchoice',
    'if',
    `if ${name} ||`,
    'menu',
    'menu unquoted',
    'source "no/such/file"',
    'unknown word',
    '=',
    'choice "x"',
    'comment',
    'mainmenu "late"',
    `config ${name}\n\tbool prompt`,
    `config ${name}\n\tdefault`,
    `config ${name}\n\tdefault y y`,
    `config ${name}\n\tdepends X`,
    `config ${name}\n\tselect "X"`,
    `config ${name}\n\trange 1`,
    `config ${name}\n\tbool "a" "b"`,
    `config ${name}\n\tbool "unclosed`,
    `config ${name}\n\tdefault (y`,
    `config ${name}\n\tdefault !`,
    `config ${name}\n\toption env="X"`,
    `config ${name}\n\tmodules`,
    `config ${name}\n\tvisible if y`,
    `config ${name}\n\tdefault A < B < C`,
    `config ${name}\n\toptional`,
    '$(error-if,y,stop here)',
    '$(shell)',
    '$(unclosed',
    '@ % ;',
    'X y = z',
    'x+=',
    '---help---',
  ];
  for (const line of next.pick(statements).split('\n')) out.raw(`${'\t'.repeat(depth)}${line}`);
}

function shuffled(next, list) {
  const rest = [...list];
  const out = [];
  while (rest.length > 0) out.push(...rest.splice(next.below(rest.length), 1));
  return out;
}
