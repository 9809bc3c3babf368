// From statements to drafts: gathers the properties of each symbol over all its entries and builds the raw menu tree.
// Conditions are still those of the line alone (and of `visible if` around it); `finalize` adds the rest.

import type {
  ConfigStatement,
  EntryOption,
  ModulesOption,
  PromptOption,
  RangeOption,
  SelectOption,
  Statement,
  Text,
} from './ast.js';
import type { DiagnosticCode, DiagnosticExtra, Report } from './diagnostic.js';
import { createDiagnostic } from './diagnostic.js';
import type { ChoiceDraft, Entry, PropertyDraft, SymbolDraft } from './entry.js';
import { createChoice, createSymbol, setType } from './entry.js';
import { allOf } from './expression.js';
import type { Span } from './source.js';
import { locationOf, SourceFile } from './source.js';

export interface Declarations {
  readonly root: Entry;
  readonly symbols: ReadonlyMap<string, SymbolDraft>;
  readonly choices: readonly ChoiceDraft[];
  readonly modules?: SymbolDraft | undefined;
}

export function declareStatements(statements: readonly Statement[], report: Report): Declarations {
  return new Declarer(report).run(statements);
}

class Declarer {
  readonly #report: Report;
  readonly #symbols = new Map<string, SymbolDraft>();
  readonly #choices: ChoiceDraft[] = [];
  readonly #namedChoices = new Map<string, ChoiceDraft>();
  #modules: SymbolDraft | undefined;

  constructor(report: Report) {
    this.#report = report;
  }

  run(statements: readonly Statement[]): Declarations {
    const at = statements[0]?.at ?? { file: new SourceFile('', ''), start: 0, end: 0 };
    const root: Entry = { kind: 'root', at, properties: [], selects: [] };
    // C's default title; setting it here keeps the writers free of the question.
    root.prompt = { text: 'Main menu', at: locationOf(at) };
    this.#addAll(root, statements);
    return { root, symbols: this.#symbols, choices: this.#choices, modules: this.#modules };
  }

  #addAll(parent: Entry, statements: readonly Statement[]): void {
    let last = parent.first;
    while (last?.next !== undefined) last = last.next;
    const append = (statement: Statement): void => {
      if (statement.kind === 'source') {
        for (const child of statement.children) append(child);
        return;
      }
      const entry = this.#add(parent, statement);
      if (entry === undefined) return;
      if (last === undefined) parent.first = entry;
      else last.next = entry;
      last = entry;
    };
    for (const statement of statements) append(statement);
  }

  #add(parent: Entry, statement: Exclude<Statement, { kind: 'source' }>): Entry | undefined {
    const { at } = statement;
    switch (statement.kind) {
      case 'assignment':
        return undefined;
      case 'mainmenu': {
        const root = parent;
        if (root.kind === 'root') root.prompt = { text: statement.title.text, at: locationOf(at) };
        return undefined;
      }
      case 'config':
      case 'menuconfig':
        return this.#addConfig(parent, statement);
      case 'if': {
        const entry: Entry = { kind: 'if', at, parent, dependency: statement.condition, properties: [], selects: [] };
        this.#addAll(entry, statement.children);
        return entry;
      }
      case 'comment':
      case 'menu': {
        const entry: Entry = { kind: statement.kind, at, parent, properties: [], selects: [] };
        this.#addTitle(entry, statement.title);
        for (const option of statement.options) this.#addCommonOption(entry, option);
        if (statement.kind === 'menu') this.#addAll(entry, statement.children);
        return entry;
      }
      case 'choice': {
        const choice = this.#choiceOf(statement.name);
        const entry: Entry = { kind: 'choice', at, parent, choice, properties: [], selects: [] };
        choice.definitions.push(locationOf(at));
        for (const option of statement.options) this.#addOption(entry, choice, option);
        this.#addAll(entry, statement.children);
        return entry;
      }
    }
  }

  #addConfig(parent: Entry, statement: ConfigStatement): Entry {
    const name = statement.name.text;
    const symbol = this.#symbols.get(name) ?? createSymbol(name);
    this.#symbols.set(name, symbol);
    symbol.definitions.push(locationOf(statement.at));
    const entry: Entry = { kind: statement.kind, at: statement.at, parent, symbol, properties: [], selects: [] };
    for (const option of statement.options) this.#addOption(entry, symbol, option);
    return entry;
  }

  #choiceOf(name: Text | undefined): ChoiceDraft {
    const known = name && this.#namedChoices.get(name.text);
    if (known !== undefined) return known;
    const choice = createChoice(name?.text);
    this.#choices.push(choice);
    if (name !== undefined) this.#namedChoices.set(name.text, choice);
    return choice;
  }

  #addTitle(entry: Entry, title: Text): void {
    const prompt = { text: title.text.trimStart(), condition: undefined, at: locationOf(title.at) };
    entry.prompt = prompt;
    entry.properties.push(prompt);
  }

  #addCommonOption(entry: Entry, option: EntryOption): void {
    if (option.kind === 'depends') entry.dependency = allOf(entry.dependency, option.condition);
    if (option.kind === 'visible') entry.visibility = allOf(entry.visibility, option.condition);
  }

  #addOption(entry: Entry, target: SymbolDraft | ChoiceDraft, option: EntryOption): void {
    const { at } = option;
    const property = <T>(fields: T): T & PropertyDraft & { readonly at: ReturnType<typeof locationOf> } => {
      const made = { ...fields, condition: option.condition, at: locationOf(at) };
      entry.properties.push(made);
      return made;
    };
    switch (option.kind) {
      case 'depends':
      case 'visible':
        this.#addCommonOption(entry, option);
        break;
      case 'type':
        if (!setType(target, option.type)) {
          const name = target.name ?? 'choice';
          this.#warn('KC0302', `ignoring type redefinition of '${name}' from '${target.type}' to '${option.type}'`, at);
        }
        break;
      case 'prompt':
        this.#addPrompt(entry, target, option, property);
        break;
      case 'default':
        target.defaults.push(property({ value: option.value }));
        break;
      case 'help':
        entry.help = option.text;
        if ('ranges' in target) target.help = option.text;
        break;
      case 'optional':
        if ('members' in target) target.optional = true;
        break;
      default:
        if ('ranges' in target) this.#addSymbolOption(entry, target, option, property);
    }
  }

  #addSymbolOption(
    entry: Entry,
    symbol: SymbolDraft,
    option: SelectOption | RangeOption | ModulesOption,
    property: <T>(fields: T) => T & PropertyDraft & { readonly at: ReturnType<typeof locationOf> },
  ): void {
    switch (option.kind) {
      case 'range':
        symbol.ranges.push(property({ low: option.low, high: option.high }));
        break;
      case 'modules':
        if (this.#modules !== undefined && this.#modules !== symbol) {
          this.#warn('KC0302', `'modules' is already an option of '${this.#modules.name}'`, option.at);
        }
        this.#modules ??= symbol;
        symbol.isModules = this.#modules === symbol;
        break;
      default: {
        const select = property({ target: option.target.text });
        (option.kind === 'select' ? symbol.selects : symbol.implies).push(select);
        entry.selects.push({ kind: option.kind, target: option.target, property: select });
      }
    }
  }

  #addPrompt(
    entry: Entry,
    target: SymbolDraft | ChoiceDraft,
    option: PromptOption,
    property: <T>(fields: T) => T & PropertyDraft & { readonly at: ReturnType<typeof locationOf> },
  ): void {
    if (entry.prompt !== undefined) this.#warn('KC0303', 'prompt redefined', option.at);
    const prompt = property({ text: option.text.text.trimStart() });
    // `visible if` of every menu around limits the prompt alone, and only prompts of symbols and choices.
    for (let menu = entry.parent; menu !== undefined; menu = menu.parent) {
      prompt.condition = allOf(prompt.condition, menu.visibility);
    }
    entry.prompt = prompt;
    target.prompts.push(prompt);
  }

  #warn(code: DiagnosticCode, message: string, at: Span, extra?: DiagnosticExtra): void {
    this.#report(createDiagnostic(code, message, at, extra));
  }
}
