// Finds the commands of a tree before it is parsed, so that they can run meanwhile: reads what is needed to know macros and
// files, and nothing else. A command is told only if the parser will come to it.

import { shapeOutput } from '../macros/builtin-functions.js';
import { Preprocessor } from '../macros/preprocessor.js';
import type { TreeOptions } from '../parse-tree.js';
import type { ScannerEvents } from '../syntax/scanner.js';
import { Scanner } from '../syntax/scanner.js';
import { Sources } from '../syntax/sources.js';
import type { SourceFile } from '../text/source.js';
import { createTree } from '../tree/tree.js';

type Known = (command: string) => string | undefined;

/** Stands for an answer that is not there yet, in texts that are made of it. */
const mark = (index: number): string => `\uE000${index}\uE000`;
const marks = /\uE000([0-9]+)\uE000/g;
/** Files inside each other; the stack is finite. */
const maxNesting = 500;

const noEvents: ScannerEvents = { unsupported: () => {}, openString: () => {}, openEnd: () => {} };

/** Tells every command whose answer `known` does not give; those that are made of missing answers are in the result. */
export function findCommands(options: TreeOptions, known: Known, found: (command: string) => void): LateCommands {
  const late = new LateCommands();
  const shell = (command: string): string => {
    const answer = known(command);
    if (answer !== undefined) return answer;
    if (!command.includes('\uE000')) found(command);
    return late.add(command);
  };
  if (options.dialect.macros) new CommandSearch({ ...options, shell }).read(options.file);
  return late;
}

export class LateCommands {
  /** By number; with marks where they are made of other answers. */
  readonly #commands: string[] = [];
  readonly #numbers = new Map<string, number>();
  #waiting: string[] = [];

  /** What stands for the answer to a command. */
  add(command: string): string {
    const known = this.#numbers.get(command);
    if (known !== undefined) return mark(known);
    const number = this.#commands.push(command) - 1;
    this.#numbers.set(command, number);
    if (command.includes('\uE000')) this.#waiting.push(command);
    return mark(number);
  }

  /** The commands, each once, that are complete with the answers there are now. */
  takeReady(known: Known): readonly string[] {
    const ready: string[] = [];
    this.#waiting = this.#waiting.filter((command) => {
      const complete = this.#complete(command, known);
      if (complete !== undefined) ready.push(complete);
      return complete === undefined;
    });
    return ready;
  }

  #complete(command: string, known: Known): string | undefined {
    let isComplete = true;
    const text = command.replace(marks, (_, number: string) => {
      const other = this.#complete(this.#commands[Number(number)] ?? '', known);
      const answer = other === undefined ? undefined : known(other);
      if (answer === undefined) isComplete = false;
      return shapeOutput(answer ?? '');
    });
    return isComplete ? text : undefined;
  }
}

class CommandSearch {
  readonly #options: TreeOptions;
  readonly #sources: Sources;
  readonly #macros: Preprocessor;
  /** Files inside each other, the innermost last. */
  readonly #open: Scanner[] = [];

  constructor(options: TreeOptions) {
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
    this.#macros = new Preprocessor({ environment: options.environment, shell: options.shell, place });
  }

  read(name: string): void {
    const source = name.includes('\uE000') ? undefined : this.#sources.open(name);
    if (source === undefined || this.#open.length >= maxNesting || !mayMatter(source.file.text)) return;
    if (this.#open.some(({ file }) => file === source.file)) return;
    const { choices, wordCharacters } = this.#options.dialect;
    // What the last line without line feed assigns counts for nothing in the top file of newer trees, as in the parser.
    const endsLastLine = this.#open.length > 0 || choices !== 'members';
    const scanner = new Scanner(source.file, this.#macros, noEvents, undefined, endsLastLine, wordCharacters);
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
      if (operator !== undefined && scanner.kind === 'line') this.#macros.assign(word, operator, value);
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
    if (path === undefined || scanner.kind !== 'line') return;
    const names = dialect.wildcards ? this.#sources.expand(word, path, file) : [path];
    for (const name of names) this.read(name);
  }
}

/** Most files of a kernel source no other and know no macros; they need not be read as tokens. */
function mayMatter(text: string): boolean {
  return text.includes('source') || text.includes('$') || /^[ \t]*[A-Za-z0-9_-]+[ \t]*[:+]?=/m.test(text);
}
