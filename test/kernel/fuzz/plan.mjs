// The symbols of a random tree, decided before any text: names, types and ranks. What a symbol depends on has a lower
// rank, what it selects a higher one; so most trees have no dependency loop.

const words = ['NET', 'USB', 'FOO', 'BAR', 'PCI', 'SOC', 'ARM', 'DBG', 'LOG', 'IRQ', 'DMA', 'I2C', 'SPI', 'GPU', 'FS'];
const types = ['bool', 'bool', 'bool', 'bool', 'tristate', 'tristate', 'tristate', 'int', 'hex', 'string'];

/**
 * { units, symbols, undefinedNames, modules }: a unit is { kind: 'symbol', symbol } or a choice { kind: 'choice',
 * members, type, ... }. A symbol is { name, type, rank, choice }.
 */
export function plan(next, options) {
  const symbols = [];
  const units = [];
  const used = new Set();
  const name = () => {
    for (;;) {
      const text = next.chance(60)
        ? String.fromCharCode(65 + next.below(26)) + (next.chance(40) ? next.below(10) : '')
        : next.pick(words) + (next.chance(50) ? `_${next.pick(words)}` : next.below(100));
      const odd = next.chance(2) ? next.pick([text.toLowerCase(), `${text}-X`, `0${text}`, `${text}_`]) : text;
      if (!used.has(odd) && !/^(y|m|n|if|on)$/.test(odd)) {
        used.add(odd);
        return odd;
      }
    }
  };
  const add = (type, more = {}) => {
    const symbol = { name: name(), type, rank: symbols.length, ...more };
    symbols.push(symbol);
    return symbol;
  };

  let modules;
  if (next.chance(70)) {
    modules = add('bool', { modules: true });
    if (next.chance(50)) modules.name = 'MODULES';
    units.push({ kind: 'symbol', symbol: modules });
  }
  const count = next.pick([1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 28]);
  const choices = next.chance(options.choices ?? 55);
  for (let i = 0; i < count; i++) {
    if (choices && next.chance(22)) units.push(choice(next, options, add, units.length));
    else units.push({ kind: 'symbol', symbol: add(next.pick(types)) });
  }
  const undefinedNames = Array.from({ length: next.below(3) }, name);
  return { units, symbols, undefinedNames, modules };
}

function choice(next, { old, wild }, add, number) {
  const tristate = old && next.chance(35);
  const type = tristate ? 'tristate' : 'bool';
  const memberType = () => {
    if (wild && next.chance(8)) return next.pick(['int', 'string', 'hex', 'tristate']);
    return tristate && next.chance(80) ? 'tristate' : 'bool';
  };
  const unit = {
    kind: 'choice',
    type,
    name: old && next.chance(25) ? `CH${number}` : undefined,
    optional: old && next.chance(25),
    members: [],
  };
  const count = next.pick([1, 2, 2, 3, 3, 4, 5]);
  for (let i = 0; i < count; i++) unit.members.push(add(memberType(), { choice: unit }));
  return unit;
}
