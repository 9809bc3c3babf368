// Random expressions and constants, as lists of tokens.

/** What the writer of trees asks for; below is the rank under which symbols may be named. */
export function expressions(next, { symbols, undefinedNames }, options) {
  const logical = ({ type }) => type === 'bool' || type === 'tristate';

  const lower = (below, test = () => true) => {
    if (options.loops && next.chance(15)) return symbols.filter(test);
    return symbols.filter((symbol) => symbol.rank < below && test(symbol));
  };

  /** A symbol of a lower rank as a word; sometimes one nobody defines, or a constant. */
  const operand = (below, test = logical) => {
    const list = lower(below, test);
    if (list.length === 0 || next.chance(6)) {
      if (undefinedNames.length > 0 && next.chance(50)) return next.pick(undefinedNames);
      // m means m && MODULES, and MODULES may be this very symbol.
      if (below === 0) return next.pick(['y', 'n', 'y', '"y"']);
      return next.pick(['y', 'n', 'm', 'y', '"y"', "'m'"]);
    }
    // Near ranks more often: chains.
    const near = list.slice(-4);
    return (next.chance(50) ? next.pick(near) : next.pick(list)).name;
  };

  const comparison = (below) => {
    const list = lower(below);
    const operator = next.pick(['=', '=', '=', '!=', '!=', '<', '<=', '>', '>=']);
    if (list.length === 0) return [operand(below), operator, operand(below)];
    const symbol = next.pick(list);
    const same = list.filter(({ type }) => type === symbol.type);
    const other = next.chance(25)
      ? next.pick(next.chance(80) ? same : list).name
      : next.chance(88)
        ? constant(symbol.type, true)
        : constant(next.pick(['int', 'hex', 'string', 'bool']), true);
    // 6.12 takes the symbol for an expression when it sees BOOL != y, and crashes on what it then reads.
    if (!options.old && operator === '!=' && /^["']?y["']?$/.test(other)) return [symbol.name, '=', other];
    return next.chance(85) ? [symbol.name, operator, other] : [other, operator, symbol.name];
  };

  const expression = (below, depth = 0) => {
    const dice = next.below(100);
    if (depth >= 3 || dice < 45) return [operand(below)];
    if (dice < 60) return comparison(below);
    if (dice < 70) return ['!', ...atom(below, depth + 1)];
    const operator = next.pick(['&&', '&&', '||']);
    return [...expression(below, depth + 1), operator, ...expression(below, depth + 1)];
  };

  const atom = (below, depth) => {
    const inner = expression(below, depth);
    return inner.length === 1 && next.chance(70) ? inner : ['(', ...inner, ')'];
  };

  /** A constant as it may stand in a default, a range or a comparison. */
  const constant = (type, inExpression = false) => {
    switch (type) {
      case 'int':
        return spell(next.pick(['0', '1', '2', '5', '10', '42', '100', '-1', '-20', '255', '4096', '2147483648']));
      case 'hex':
        return spell(next.pick(['0x0', '0x1', '0x10', '0xff', '0xFF', '1f', '10', '0x1000', '0xdeadbeef', '0X20']));
      case 'string':
        return next.chance(80) ? quote(next, text(next)) : next.pick(['word', 'x-y', '12', 'y']);
      case 'tristate':
        return next.pick(['y', 'm', 'n', ...(inExpression ? ['"m"'] : [])]);
      default:
        return next.pick(['y', 'y', 'n', ...(inExpression ? ['"y"', 'm'] : [])]);
    }
  };
  const spell = (word) => (next.chance(15) ? quote(next, word) : word);

  return {
    expression,
    constant,
    operand,
    ofType: (below, type) => lower(below, (symbol) => symbol.type === type),
    /** [] or if EXPRESSION. */
    condition: (below, percent) => (next.chance(percent) ? ['if', ...expression(below)] : []),
  };
}

/** A quoted string. */
export function quote(next, content) {
  const mark = next.chance(85) ? '"' : "'";
  return mark + content.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`) + mark;
}

const pieces = ['some', 'text', 'Driver', 'for', 'a b', 'x', '42', 'end', 'n', 'y'];
const odd = [
  '"',
  "'",
  '\\',
  '#',
  '$',
  '$X',
  '%s',
  '/',
  '(x)',
  '<*>',
  '\t',
  '  ',
  '$$',
  ',',
  '=',
  '&&',
  'caf\u00c3\u00a9',
  '\u00e9',
];

/** Text for prompts and strings. */
export function text(next) {
  const count = next.below(4);
  const parts = Array.from({ length: count }, () => (next.chance(8) ? next.pick(odd) : next.pick(pieces)));
  return parts.join(next.chance(90) ? ' ' : '');
}
