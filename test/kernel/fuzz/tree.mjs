// Writes a random Kconfig tree from a plan: { files: { path: text }, environment }. Lines are written by lines.mjs.

import { badStatement, entryWriter } from './entries.mjs';
import { expressions, quote, text } from './expressions.mjs';
import { lineWriter } from './lines.mjs';
import { macros } from './macros.mjs';

export function writeTree(next, planned, options) {
  const files = {};
  const main = lineWriter(next, options);
  const macro = macros(next, options);
  const ask = expressions(next, planned, options);
  const write = entryWriter(next, planned, ask, macro, options);
  let blocks = 0;
  const pending = [];

  /** Entries of these units, some of them in menus and ifs; all names in conditions have a rank below the units'. */
  const block = (out, units, depth, floor) => {
    let rest = units;
    while (rest.length > 0) {
      const share = Math.min(rest.length, next.between(1, 6));
      const part = rest.slice(0, share);
      rest = rest.slice(share);
      const dice = next.below(100);
      // Without lower symbols a condition would be a constant, and hide most of the tree.
      if (depth < 4 && dice < 40 && (lowest(part) > 0 || next.chance(8))) inBlock(out, part, depth);
      else for (const unit of part) entry(out, unit, depth, floor);
      if (next.chance(8)) comment(out, depth, lowest(part));
      if (options.bad && next.chance(4)) badStatement(next, out, depth, planned);
    }
  };

  const entry = (out, unit, depth, floor) => {
    write.unit(out, unit, depth);
    if (unit.kind === 'symbol' && next.chance(12)) pending.push(unit.symbol);
    // Defined a second time, elsewhere: where the conditions around name lower symbols only.
    const at = next.chance(25) ? pending.findIndex(({ rank }) => rank >= floor) : -1;
    if (at >= 0) write.again(out, pending.splice(at, 1)[0], depth);
  };

  const inBlock = (out, part, depth) => {
    const below = lowest(part);
    const dice = next.below(100);
    if (dice < 15 && blocks < 2 && depth < 3) {
      sourced(out, part, depth, below);
    } else if (dice < 55) {
      out.line(depth, ['if', ...ask.expression(below)]);
      block(out, part, depth + (next.chance(30) ? 1 : 0), below);
      out.line(depth, [wrongEnd('endif')]);
    } else {
      out.line(depth, ['menu', quote(next, text(next))]);
      if (next.chance(35)) out.line(depth + 1, ['depends', 'on', ...ask.expression(below)]);
      if (next.chance(30)) out.line(depth + 1, ['visible', 'if', ...ask.expression(below)]);
      if (next.chance(8)) out.line(depth + 1, ['depends', 'on', ...ask.expression(below)]);
      out.blank();
      if (!next.chance(6)) block(out, part, depth, below);
      out.line(depth, [wrongEnd('endmenu')]);
    }
    out.blank();
  };

  const wrongEnd = (word) =>
    options.bad && next.chance(3) ? next.pick(['endif', 'endmenu', 'endchoice', 'end', `${word} x`]) : word;

  const sourced = (out, part, depth, floor) => {
    blocks++;
    const name = next.pick(['Kconfig.sub', 'sub/Kconfig', 'lib/Kconfig.more']).replace('.', blocks > 1 ? '2.' : '.');
    const inner = lineWriter(next, options);
    block(inner, part, 0, floor);
    files[name] = inner.end();
    out.line(depth, ['source', quote(next, macro.inPath(name))]);
    if (next.chance(4)) out.line(depth, ['source', `"${name}"`]);
    if (options.bad && next.chance(10)) inner.line(0, ['source', next.pick([`"${name}"`, '"Kconfig"', '"no/such"'])]);
    files[name] = inner.end();
  };

  const comment = (out, depth, below) => {
    out.line(depth, ['comment', quote(next, text(next))]);
    if (next.chance(50)) out.line(depth + 1, ['depends', 'on', ...ask.expression(below)]);
  };

  if (next.chance(40)) main.line(0, ['mainmenu', quote(next, macro.inText(text(next)))]);
  macro.define(main);
  block(main, disorder(next, planned.units), 0, 0);
  for (const symbol of pending) write.again(main, symbol, 0);
  if (options.bad && next.chance(20)) badStatement(next, main, 0, planned);
  files.Kconfig = main.end();
  return { files, environment: macro.environment };
}

/** Units mostly in the order of their ranks: conditions then name what was before. */
function disorder(next, units) {
  const list = [...units];
  const swaps = next.chance(50) ? 0 : next.below(list.length + 1);
  for (let i = 0; i < swaps; i++) {
    const a = next.below(list.length);
    const b = next.below(list.length);
    [list[a], list[b]] = [list[b], list[a]];
  }
  return list;
}

function lowest(units) {
  return Math.min(...units.map((unit) => (unit.kind === 'symbol' ? unit.symbol.rank : unit.members[0].rank)));
}
