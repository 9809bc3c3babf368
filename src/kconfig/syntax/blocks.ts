// The menus, ifs and choices that are open: each must end with its own word, in its own file.

import type { KconfigDiagnostic } from '../diagnostic.js';
import type { SourceFile } from '../text/source.js';
import type { TreeBuilder } from '../tree/builder.js';
import type { MenuId } from '../tree/menu-table.js';
import type { Inclusions } from './inclusions.js';
import type { Reporter } from './reporter.js';

export type BlockKind = 'menu' | 'if' | 'choice';

interface Block {
  readonly kind: BlockKind;
  readonly menu: MenuId;
}

/** Linux's parser says "memory exhausted": its stack has 10,000 places (YYMAXDEPTH of bison), and a block needs two. */
const maxNesting = 4900;

export class Blocks {
  readonly #open: Block[] = [];
  readonly #builder: TreeBuilder;
  readonly #reporter: Reporter;
  readonly #inclusions: Inclusions;
  readonly #sources: readonly SourceFile[];

  constructor(builder: TreeBuilder, reporter: Reporter, inclusions: Inclusions, sources: readonly SourceFile[]) {
    this.#builder = builder;
    this.#reporter = reporter;
    this.#inclusions = inclusions;
    this.#sources = sources;
  }

  get areTooDeep(): boolean {
    return this.#open.length > maxNesting;
  }

  get areOpen(): boolean {
    return this.#open.length > 0;
  }

  get includeChoice(): boolean {
    return this.#open.some(({ kind }) => kind === 'choice');
  }

  /** Options of the block may follow: the builder is told when they have been read. */
  push(kind: BlockKind, menu: MenuId): void {
    this.#open.push({ kind, menu });
  }

  /** The innermost block was none after all. */
  pop(): void {
    this.#open.pop();
  }

  /** The same for people: an end of another file's block is none, and an end of an outer block ends the inner ones. */
  closeNearest(kind: BlockKind): void {
    const { place } = this.#builder;
    const fileOf = ({ menu }: Block): number => this.#builder.placeOfMenu(menu).file;
    const index = this.#open.findLastIndex((block) => block.kind === kind && fileOf(block) === place.file);
    if (index === -1) {
      this.#reporter.report('KC0205', `no ${kind} of this file is open here`, place, 'silent');
      return;
    }
    for (const block of this.#open.splice(index).toReversed()) {
      this.#builder.closeBlock();
      if (block.kind === kind && fileOf(block) === place.file) return;
      this.#reporter.report(
        'KC0204',
        `the ${block.kind} is not closed`,
        this.#builder.placeOfMenu(block.menu),
        'silent',
      );
    }
  }

  /** Ends the innermost block with the word for `kind`, which stands in `file`; which kind of block it was. */
  close(kind: BlockKind, file: number): BlockKind | undefined {
    const block = this.#open.pop();
    if (block === undefined) return undefined;
    if (block.kind !== kind) this.#reportOtherKind(kind, block);
    else if (this.#builder.placeOfMenu(this.#builder.menu).file !== file) this.#reportOtherFile(block);
    else this.#builder.closeBlock();
    return block.kind;
  }

  /** At the end of the files; innermost first. `conf` says `before` in front. */
  reportOpen(before: string): void {
    for (const [index, { kind, menu }] of this.#open.toReversed().entries()) {
      const place = this.#builder.placeOfMenu(menu);
      const text = `${this.#reporter.fileName(place.file)}:${place.line}: missing end statement for this entry\n`;
      const conf = { text: index === 0 ? before + text : text, stream: 'stderr' } as const;
      this.#reporter.report('KC0204', `the ${kind} is not closed`, place, 'silent', { conf });
    }
  }

  #reportOtherKind(kind: BlockKind, block: Block): void {
    const message = `unexpected '${kind}' within ${block.kind} block`;
    const related = this.#related(`the ${block.kind} begins here`, block.menu);
    const conf = { text: `${this.#where()} ${message}\n`, stream: 'stderr' } as const;
    this.#reporter.report('KC0205', message, this.#builder.place, 'silent', { conf, related });
  }

  #reportOtherFile({ kind, menu }: Block): void {
    const { place } = this.#builder;
    const opened = this.#builder.placeOfMenu(this.#builder.menu);
    const text =
      `${this.#where()} '${kind}' in different file than '${kind}'\n` +
      `${this.#reporter.fileName(opened.file)}:${opened.line}: location of the '${kind}'\n`;
    const related = this.#related(`the ${kind} begins here`, menu);
    const conf = { text, stream: 'stderr' } as const;
    this.#reporter.report('KC0204', `the ${kind} was not closed in its file`, place, 'silent', { conf, related });
  }

  #where(): string {
    return `${this.#reporter.fileName(this.#inclusions.namedFile)}:${this.#builder.place.line}:`;
  }

  #related(message: string, menu: MenuId): NonNullable<KconfigDiagnostic['related']> {
    const place = this.#builder.placeOfMenu(menu);
    const source = this.#sources[place.file];
    return source === undefined ? [] : [{ message, at: source.locate(place.offset) }];
  }
}
