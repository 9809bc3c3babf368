// Random Kconfig trees and settings for the properties. Symbols refer to earlier ones only, so there are no loops.
// Left out is what the C tool itself does not keep over a second reading: prompts that are m visible while the default is
// y (conditions of prompts are two-valued here), and tristate choices. Wild trees have more: bounds that are symbols,
// later ones and the symbol itself too, several definitions, texts compared with names that nobody defines.

import fc from 'fast-check';

type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T;
type Type = 'bool' | 'tristate' | 'int' | 'hex' | 'string';

interface Known {
  readonly name: string;
  readonly type: Type;
}

export interface RandomTree {
  readonly text: string;
  readonly symbols: readonly Known[];
}

const types: readonly Type[] = ['bool', 'bool', 'bool', 'tristate', 'tristate', 'int', 'hex', 'string'];
const numbers = { int: ['-3', '1', '5', '10', '50'], hex: ['0x1', '10', '0x20', '0xff'] } as const;
const strings = ['', 'a', 'b c', 'q"\\z', '#', '$x'];

export function drawTree(draw: Draw, { isWild = false } = {}): RandomTree {
  return new TreeWriter(draw, isWild).write();
}

/** A .config text with values of the right form for some of the symbols. */
export function drawSettings(draw: Draw, { symbols }: RandomTree): string {
  const lines = symbols
    .filter(() => draw(fc.boolean()))
    .map(({ name, type }) => {
      const value = drawValue(draw, type);
      return value === 'n' ? `# CONFIG_${name} is not set\n` : `CONFIG_${name}=${value}\n`;
    });
  return draw(fc.shuffledSubarray(lines, { minLength: lines.length })).join('');
}

function drawValue(draw: Draw, type: Type): string {
  if (type === 'bool') return draw(fc.constantFrom('y', 'n'));
  if (type === 'tristate') return draw(fc.constantFrom('y', 'm', 'n'));
  if (type === 'string') return quote(draw(fc.constantFrom(...strings)));
  return draw(fc.constantFrom(...numbers[type]));
}

function quote(text: string): string {
  return `"${text.replace(/["\\$]/g, (character) => (character === '$' ? '$' : `\\${character}`))}"`;
}

class TreeWriter {
  readonly #draw: Draw;
  readonly #isWild: boolean;
  readonly #known: Known[] = [];
  readonly #open: string[] = [];
  #text = 'mainmenu "Random"\n';
  /** How many symbols of `#known` are selectable: those still to come are not written yet. */
  #later: Known[] = [];
  #all: readonly Known[] = [];

  constructor(draw: Draw, isWild: boolean) {
    this.#draw = draw;
    this.#isWild = isWild;
  }

  write(): RandomTree {
    if (this.#chance(2)) {
      this.#line('config MODULES', '\tbool "Modules"', '\tmodules', ...(this.#chance(2) ? ['\tdefault y'] : []));
      this.#known.push({ name: 'MODULES', type: 'bool' });
    }
    const count = this.#draw(fc.integer({ min: 2, max: 14 }));
    const all = Array.from({ length: count }, (_, index): Known => ({ name: `S${index}`, type: this.#pick(types) }));
    all.forEach((symbol, index) => {
      this.#later = all.slice(index + 1);
      this.#all = all;
      this.#block(index);
      this.#config(symbol);
      this.#known.push(symbol);
      if (this.#isWild && this.#chance(8)) this.#config(this.#pick(all.slice(0, index + 1)));
      if (this.#open.length > 0 && this.#chance(3)) this.#line(this.#open.pop() ?? '');
    });
    while (this.#open.length > 0) this.#line(this.#open.pop() ?? '');
    return { text: this.#text, symbols: this.#known };
  }

  #block(index: number): void {
    const kind = this.#draw(fc.integer({ min: 0, max: 9 }));
    if (kind === 0) {
      this.#line(`if ${this.#condition()}`);
      this.#open.push('endif');
    } else if (kind === 1) {
      this.#line(`menu "Menu ${index}"`);
      if (this.#chance(2)) this.#line(`\tdepends on ${this.#condition()}`);
      if (this.#chance(3)) this.#line(`\tvisible if ${this.#condition(true)}`);
      this.#open.push('endmenu');
    } else if (kind === 2) {
      this.#line(`comment "Comment ${index}"`, `\tdepends on ${this.#condition()}`);
    } else if (kind === 3) {
      this.#choice(index);
    }
  }

  #choice(index: number): void {
    const members = ['A', 'B', 'C'].map((suffix) => `C${index}${suffix}`);
    this.#line('choice', `\tprompt "Choice ${index}"${this.#maybeIf(true)}`);
    if (!this.#isWild && this.#chance(4)) this.#line('\toptional');
    if (this.#chance(3)) this.#line(`\tdepends on ${this.#condition()}`);
    if (this.#chance(2)) this.#line(`\tdefault ${this.#pick(members)}${this.#maybeIf()}`);
    for (const name of members) {
      this.#line(`config ${name}`, `\tbool "Member ${name}"${this.#maybeIf()}`);
      if (this.#chance(4)) this.#line(`\tdepends on ${this.#condition()}`);
      const target = this.#laterLogical();
      if (target !== undefined && this.#chance(4)) this.#line(`\tselect ${target}`);
    }
    this.#line('endchoice');
    this.#known.push(...members.map((name): Known => ({ name, type: 'bool' })));
  }

  #config({ name, type }: Known): void {
    this.#line(`${this.#chance(5) ? 'menuconfig' : 'config'} ${name}`);
    this.#line(this.#chance(5) ? `\t${type}` : `\t${type} "Prompt of ${name}"${this.#maybeIf(true)}`);
    if (this.#chance(2)) this.#line(`\tdepends on ${this.#condition()}`);
    for (let left = this.#draw(fc.integer({ min: 0, max: 2 })); left > 0; left -= 1) {
      this.#line(`\tdefault ${this.#defaultOf(type)}${this.#maybeIf()}`);
    }
    if (type === 'int' || type === 'hex') {
      if (this.#chance(2)) this.#line(`\trange ${this.#bound(type)} ${this.#bound(type)}${this.#maybeIf()}`);
      return;
    }
    const target = type === 'string' ? undefined : this.#laterLogical();
    if (target !== undefined && this.#chance(2)) {
      this.#line(`\t${this.#pick(['select', 'imply'])} ${target}${this.#maybeIf()}`);
    }
  }

  #bound(type: 'int' | 'hex'): string {
    const symbols = this.#isWild ? this.#all.filter((symbol) => symbol.type === type) : [];
    return symbols.length > 0 && this.#chance(2) ? this.#pick(symbols).name : this.#pick(numbers[type]);
  }

  #defaultOf(type: Type): string {
    if (type === 'bool' || type === 'tristate') return this.#condition();
    const earlier = this.#known.filter((symbol) => symbol.type === type);
    if (earlier.length > 0 && this.#chance(4)) return this.#pick(earlier).name;
    return type === 'string' ? quote(this.#pick(strings)) : this.#pick(numbers[type]);
  }

  #maybeIf(twoValued = false): string {
    return this.#chance(3) ? ` if ${this.#condition(twoValued)}` : '';
  }

  #condition(twoValued = false, depth = 0): string {
    const kind = depth > 2 ? 0 : this.#draw(fc.integer({ min: 0, max: 5 }));
    if (kind === 3) return `!(${this.#condition(twoValued, depth + 1)})`;
    if (kind < 3) return this.#operand(twoValued);
    const operator = kind === 4 ? '&&' : '||';
    return `(${this.#condition(twoValued, depth + 1)} ${operator} ${this.#condition(twoValued, depth + 1)})`;
  }

  #operand(twoValued: boolean): string {
    if (this.#known.length === 0 || this.#chance(8))
      return this.#pick(twoValued ? ['y', 'n'] : ['y', 'm', 'n', 'NOBODY']);
    const { name, type } = this.#pick(this.#known);
    if (type === 'bool' || (type === 'tristate' && !twoValued && this.#chance(2))) return name;
    if (type === 'tristate') return `${name} ${this.#pick(['=', '!='])} ${this.#pick(['y', 'm', 'n'])}`;
    if (type === 'string' && this.#isWild && this.#chance(3)) return `${name} ${this.#pick(['=', '!='])} NOBODY`;
    if (type === 'string') return `${name} ${this.#pick(['=', '!=', '<'])} ${quote(this.#pick(strings))}`;
    return `${name} ${this.#pick(['=', '!=', '<', '<=', '>', '>='])} ${this.#pick(['1', '10', '0x10'])}`;
  }

  #laterLogical(): string | undefined {
    const targets = this.#later.filter(({ type }) => type === 'bool' || type === 'tristate');
    return targets.length === 0 ? undefined : this.#pick(targets).name;
  }

  #pick<T>(values: readonly T[]): T {
    return this.#draw(fc.constantFrom(...values));
  }

  #chance(oneIn: number): boolean {
    return this.#draw(fc.integer({ min: 1, max: oneIn })) === 1;
  }

  #line(...lines: readonly string[]): void {
    this.#text += lines.map((line) => `${line}\n`).join('');
  }
}
