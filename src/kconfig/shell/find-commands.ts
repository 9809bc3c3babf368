// Finds the commands of a tree before it is parsed, so that they can run meanwhile: reads what is needed to know macros and
// files, and nothing else. A command is told only if the parser will come to it.

import { Preprocessor } from '../macros/preprocessor.js';
import type { TreeOptions } from '../parse-tree.js';
import type { ScannerEvents } from '../syntax/scanner.js';
import { Scanner } from '../syntax/scanner.js';
import { Sources } from '../syntax/sources.js';
import type { SourceFile } from '../text/source.js';
import { createTree } from '../tree/tree.js';

/** Stands for an answer that is not there yet, in texts that are made of it. */
const unknown = '\uE000';
/** Files inside each other; the stack is finite. */
const maxNesting = 500;

const noEvents: ScannerEvents = { unsupported: () => {}, openString: () => {}, openEnd: () => {} };

/** `known` gives an answer that is there; `found` is told every other command that is not made of a missing answer. */
export function findCommands(
  options: TreeOptions,
  known: (command: string) => string | undefined,
  found: (command: string) => void,
): void {
  if (options.dialect.macros) new CommandSearch(options, known, found).read(options.file);
}

class CommandSearch {
  readonly #options: TreeOptions;
  readonly #sources: Sources;
  readonly #macros: Preprocessor;
  /** Files inside each other, the innermost last. */
  readonly #open: Scanner[] = [];

  constructor(options: TreeOptions, known: (command: string) => string | undefined, found: (command: string) => void) {
    this.#options = options;
    this.#sources = new Sources(createTree(options.dialect), options.fileSystem, options.srctree);
    const open = this.#open;
    const place = {
      get fileName(): string {
        return open.at(-1)?.file.name ?? '';
      },
      get line(): number {
        return open.at(-1)?.line ?? 0;
      },
      report: (): void => {},
    };
    const shell = (command: string): string => {
      if (command.includes(unknown)) return unknown;
      const answer = known(command);
      if (answer === undefined) found(command);
      return answer ?? unknown;
    };
    this.#macros = new Preprocessor({ environment: options.environment, shell, place });
  }

  read(name: string): void {
    const source = name.includes(unknown) ? undefined : this.#sources.open(name);
    if (source === undefined || this.#open.length >= maxNesting || !mayMatter(source.file.text)) return;
    if (this.#open.some(({ file }) => file === source.file)) return;
    const scanner = new Scanner(source.file, this.#macros, noEvents, undefined, true);
    this.#open.push(scanner);
    while (scanner.next() !== 'end') if (scanner.kind !== 'line') this.#readStatement(scanner, source.file);
    this.#open.pop();
  }

  #readStatement(scanner: Scanner, file: SourceFile): void {
    const { dialect } = this.#options;
    const word = scanner.kind === 'word' ? scanner.value : '';
    const isKeyword = word !== '' && !scanner.expanded && dialect.keywords.has(word);
    if (!isKeyword) {
      scanner.next();
      const operator = word === '' ? undefined : scanner.assignmentOperator();
      const value = operator === undefined ? '' : scanner.readAssignedValue();
      scanner.skipLine();
      if (operator !== undefined) this.#macros.assign(word, operator, value);
      return;
    }
    if (word === 'help' || word === '---help---') {
      scanner.skipLine();
      scanner.skipHelp();
      return;
    }
    scanner.next();
    const path = /^[og]?r?source$/.test(word) && scanner.at('string') ? scanner.value : undefined;
    scanner.skipLine();
    if (path === undefined) return;
    const names = dialect.sourceVariants ? this.#sources.expand(path, file, word.includes('rsource')) : [path];
    for (const name of names) this.read(name);
  }
}

/** Most files of a kernel source no other and know no macros; they need not be read as tokens. */
function mayMatter(text: string): boolean {
  return text.includes('source') || text.includes('$') || /^[ \t]*[A-Za-z0-9_-]+[ \t]*[:+]?=/m.test(text);
}
