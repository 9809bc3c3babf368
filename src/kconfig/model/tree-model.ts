// Makes the objects of `model.ts` out of a tree, each at its first use.

import type { FileSystem } from '../text/file-system.js';
import { readHelp } from '../text/help-text.js';
import type { Location, SourceFile } from '../text/source.js';
import type { ExpressionId, SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import type { MenuId, PropertyId, PropertyKindCode } from '../tree/menu-table.js';
import { PropertyKind, rootMenu } from '../tree/menu-table.js';
import { SymbolFlag, symbolNo, symbolYes } from '../tree/symbol-table.js';
import type { Tree } from '../tree/tree.js';
import { childrenOf, definitionsOf, membersOf, promptText, propertiesOf } from '../tree/tree.js';
import { menuTitles } from './menu-titles.js';
import type {
  Expression,
  KChoice,
  KconfigModel,
  KSymbol,
  MenuNode,
  MenuNodeKind,
  MenuTitle,
  SymbolDefault,
  SymbolPrompt,
  SymbolTypeName,
} from './model.js';
import { ModelExpressions } from './model-expressions.js';
import { Places } from './places.js';
import { SymbolsByName } from './symbols-by-name.js';

const typeNames: readonly SymbolTypeName[] = ['unknown', 'bool', 'tristate', 'int', 'hex', 'string'];

export class TreeModel implements KconfigModel {
  readonly tree: Tree;
  readonly symbols: ReadonlyMap<string, KSymbol> = new SymbolsByName(this);
  readonly #places: Places;
  readonly #expressions: ModelExpressions;
  readonly #symbols = new Map<SymbolId, KSymbol>();
  readonly #choices = new Map<SymbolId, KChoice>();
  readonly #nodes = new Map<MenuId, MenuNode>();
  readonly #menus = new WeakMap<MenuNode, MenuId>();

  constructor(tree: Tree, fileSystem: FileSystem, sources: readonly SourceFile[] = []) {
    this.tree = tree;
    this.#places = new Places(tree, fileSystem, sources);
    this.#expressions = new ModelExpressions(tree, (choice) => this.choiceOf(choice));
  }

  get mainmenu(): string {
    return promptText(this.tree, rootMenu) ?? '';
  }

  get choices(): readonly KChoice[] {
    const found: KChoice[] = [];
    const { symbols } = this.tree;
    for (let symbol = symbolYes + 1; symbol < symbols.length; symbol += 1) {
      if (symbols.has(symbol, SymbolFlag.choice)) found.push(this.choiceOf(symbol));
    }
    return found;
  }

  get root(): MenuNode {
    return this.nodeOf(rootMenu);
  }

  get titles(): readonly MenuTitle[] {
    return menuTitles(this.tree, (menu) => this.nodeOf(menu));
  }

  get files(): readonly string[] {
    const { files, texts } = this.tree;
    return Array.from({ length: files.length }, (_, file) => texts.get(files.path.get(file)));
  }

  get environment(): ReadonlyMap<string, string> {
    const read = new Map(this.tree.environment);
    for (const name of this.tree.unsetEnvironment) if (!read.has(name)) read.set(name, '');
    return read;
  }

  get modules(): KSymbol | undefined {
    return this.tree.modules === symbolNo ? undefined : this.symbolOf(this.tree.modules);
  }

  /** Symbols with an entry, choices not among them. */
  *definedSymbols(): Generator<SymbolId> {
    const { symbols } = this.tree;
    for (let symbol = symbolYes + 1; symbol < symbols.length; symbol += 1) {
      if (symbols.firstDefinition.get(symbol) !== NONE && !symbols.has(symbol, SymbolFlag.choice)) yield symbol;
    }
  }

  symbolOf(symbol: SymbolId): KSymbol {
    const known = this.#symbols.get(symbol);
    if (known !== undefined) return known;
    const made = this.#makeSymbol(symbol);
    this.#symbols.set(symbol, made);
    return made;
  }

  choiceOf(choice: SymbolId): KChoice {
    const known = this.#choices.get(choice);
    if (known !== undefined) return known;
    const made = this.#makeChoice(choice);
    this.#choices.set(choice, made);
    return made;
  }

  nodeOf(menu: MenuId): MenuNode {
    const known = this.#nodes.get(menu);
    if (known !== undefined) return known;
    const made = this.#makeNode(menu);
    this.#nodes.set(menu, made);
    this.#menus.set(made, menu);
    return made;
  }

  /** The entry behind an object of `nodeOf`. */
  menuOf(node: MenuNode): MenuId {
    const menu = this.#menus.get(node);
    if (menu === undefined) throw new TypeError('the entry is not one of this model');
    return menu;
  }

  /** An expression as an object; undefined for none, which means `y`. */
  expressionOf(expression: ExpressionId): Expression | undefined {
    return this.#expressions.of(expression);
  }

  placeOfMenu(menu: MenuId): Location {
    return this.#places.ofMenu(menu);
  }

  placeOfProperty(property: PropertyId): Location {
    return this.#places.ofProperty(property);
  }

  /** Where an entry, or a block around it, mentions a name: the line of a `depends on` or `if`. */
  mentionOf(symbol: SymbolId, name: string): Location | undefined {
    return this.#places.ofMention(symbol, name);
  }

  #makeSymbol(symbol: SymbolId): KSymbol {
    const model = this;
    const { tree } = this;
    const { symbols, properties, expressions } = tree;
    const choice = symbols.choice.get(symbol);
    const of = (kind: PropertyKindCode): PropertyId[] =>
      [...propertiesOf(tree, symbol)].filter((property) => properties.kind.get(property) === kind);
    const targets = (kind: PropertyKindCode): KSymbol['selects'] =>
      of(kind).map((property) => ({
        target: symbols.nameOf(expressions.left.get(properties.expression.get(property))),
        ...model.#conditional(property),
      }));
    const definitions = once(() => this.#definitions(symbol));
    const prompts = once(() => this.#prompts(symbol));
    const defaults = once(() => this.#defaults(symbol));
    const ranges = once(() =>
      of(PropertyKind.range).map((property) => {
        const bounds = properties.expression.get(property);
        return {
          low: model.#expressions.nameOf(expressions.left.get(bounds)),
          high: model.#expressions.nameOf(expressions.right.get(bounds)),
          ...model.#conditional(property),
        };
      }),
    );
    const selects = once(() => targets(PropertyKind.select));
    const implies = once(() => targets(PropertyKind.imply));
    return {
      name: symbols.nameOf(symbol),
      type: typeNames[symbols.type.get(symbol)] ?? 'unknown',
      get definitions() {
        return definitions();
      },
      get prompts() {
        return prompts();
      },
      get defaults() {
        return defaults();
      },
      get ranges() {
        return ranges();
      },
      get selects() {
        return selects();
      },
      get implies() {
        return implies();
      },
      isModules: tree.modules === symbol,
      isEnvironment: symbols.has(symbol, SymbolFlag.environment),
      get selectedBy() {
        return model.expressionOf(symbols.reverseDependency.get(symbol));
      },
      get impliedBy() {
        return model.expressionOf(symbols.implied.get(symbol));
      },
      get dependency() {
        return model.expressionOf(symbols.directDependency.get(symbol));
      },
      get help() {
        return model.#helpOfSymbol(symbol);
      },
      get choice() {
        return choice === NONE ? undefined : model.choiceOf(choice);
      },
    };
  }

  #makeChoice(choice: SymbolId): KChoice {
    const model = this;
    const { tree } = this;
    const { symbols } = tree;
    const name = symbols.nameOf(choice);
    // At their first use: what a mistaken default looks at may be the choice itself.
    const prompts = once(() => this.#prompts(choice));
    const definitions = once(() => this.#definitions(choice));
    const defaults = once(() => this.#defaults(choice));
    return {
      ...(name !== '' && { name }),
      type: typeNames[symbols.type.get(choice)] ?? 'unknown',
      optional: tree.dialect.choices === 'symbols' && symbols.has(choice, SymbolFlag.optional),
      get prompts() {
        return prompts();
      },
      get defaults() {
        return defaults();
      },
      get definitions() {
        return definitions();
      },
      get members() {
        return [...membersOf(tree, choice)].map((member) => model.symbolOf(member));
      },
      get help() {
        return model.#helpOfSymbol(choice);
      },
    };
  }

  #makeNode(menu: MenuId): MenuNode {
    const model = this;
    const { tree } = this;
    const { menus } = tree;
    const symbol = menus.symbol.get(menu);
    const prompt = menus.prompt.get(menu);
    const isChoice = symbol !== NONE && tree.symbols.has(symbol, SymbolFlag.choice);
    return {
      kind: this.#kindOf(menu, symbol, prompt, isChoice),
      ...(prompt !== NONE && { prompt: this.#prompt(prompt) }),
      get at() {
        return model.placeOfMenu(menu);
      },
      get symbol() {
        return symbol === NONE || isChoice ? undefined : model.symbolOf(symbol);
      },
      get choice() {
        return isChoice ? model.choiceOf(symbol) : undefined;
      },
      get dependency() {
        return model.expressionOf(menus.dependency.get(menu));
      },
      get visibility() {
        return model.expressionOf(menus.visibility.get(menu));
      },
      get help() {
        return model.#helpOfMenu(menu);
      },
      get children() {
        // What an `if` held stands after it since the tree is finished.
        return [...childrenOf(tree, menu)]
          .filter((child) => !model.#isEmptyIf(child))
          .map((child) => model.nodeOf(child));
      },
      get parent() {
        const parent = menus.parent.get(menu);
        return parent === NONE ? undefined : model.nodeOf(parent);
      },
    };
  }

  #kindOf(menu: MenuId, symbol: SymbolId, prompt: PropertyId, isChoice: boolean): MenuNodeKind {
    if (menu === rootMenu) return 'root';
    if (isChoice) return 'choice';
    const kind = prompt === NONE ? PropertyKind.none : this.tree.properties.kind.get(prompt);
    if (symbol !== NONE) return kind === PropertyKind.menu ? 'menuconfig' : 'config';
    if (kind === PropertyKind.none) return 'if';
    return kind === PropertyKind.comment ? 'comment' : 'menu';
  }

  #isEmptyIf(menu: MenuId): boolean {
    return this.tree.menus.symbol.get(menu) === NONE && this.tree.menus.prompt.get(menu) === NONE;
  }

  #definitions(symbol: SymbolId): readonly Location[] {
    return [...definitionsOf(this.tree, symbol)].map((menu) => this.placeOfMenu(menu));
  }

  #defaults(symbol: SymbolId): readonly SymbolDefault[] {
    const { properties } = this.tree;
    return [...propertiesOf(this.tree, symbol)]
      .filter((property) => properties.kind.get(property) === PropertyKind.default)
      .map((property) => ({
        value: this.#expressions.part(properties.expression.get(property)),
        ...this.#conditional(property),
      }));
  }

  #prompts(symbol: SymbolId): readonly SymbolPrompt[] {
    const { properties } = this.tree;
    return [...propertiesOf(this.tree, symbol)]
      .filter((property) => properties.text.get(property) !== NONE)
      .map((property) => this.#prompt(property));
  }

  #prompt(property: PropertyId): SymbolPrompt {
    const model = this;
    return {
      text: this.tree.texts.get(this.tree.properties.text.get(property)),
      get condition() {
        return model.expressionOf(model.tree.properties.condition.get(property));
      },
      // Places need the file, which a remembered tree has not read.
      get at() {
        return model.placeOfProperty(property);
      },
    };
  }

  #conditional(property: PropertyId): { readonly condition: Expression | undefined; readonly at: Location } {
    return {
      condition: this.expressionOf(this.tree.properties.condition.get(property)),
      at: this.placeOfProperty(property),
    };
  }

  #helpOfSymbol(symbol: SymbolId): string | undefined {
    for (const menu of definitionsOf(this.tree, symbol)) {
      const help = this.#helpOfMenu(menu);
      if (help !== undefined) return help;
    }
    return undefined;
  }

  #helpOfMenu(menu: MenuId): string | undefined {
    const offset = this.tree.menus.help.get(menu);
    const source = offset === -1 ? undefined : this.#places.source(this.tree.menus.helpFile.get(menu));
    return source && readHelp(source.text, offset).trimEnd();
  }
}

/** Made when it is asked for: whoever looks through a kernel's symbols wants names and prompts only. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
