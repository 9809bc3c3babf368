// Where the entries and properties of a tree stand in its files, and the text of those. A remembered tree has not read them: a file is
// read when somebody asks for a place in it.

import type { FileSystem } from '../text/file-system.js';
import type { Location } from '../text/source.js';
import { SourceFile } from '../text/source.js';
import type { SymbolId } from '../tree/expression-pool.js';
import { NONE } from '../tree/expression-pool.js';
import type { MenuId, PropertyId } from '../tree/menu-table.js';
import { rootMenu } from '../tree/menu-table.js';
import type { Tree } from '../tree/tree.js';
import { definitionsOf } from '../tree/tree.js';

/** Entries and blocks that are read for one mention. */
const maxEntries = 200;
/** A regular expression cannot be as long as a file. */
const maxName = 1000;

export class Places {
  readonly #tree: Tree;
  readonly #fileSystem: FileSystem;
  readonly #sources = new Map<number, SourceFile>();

  constructor(tree: Tree, fileSystem: FileSystem, sources: readonly SourceFile[]) {
    this.#tree = tree;
    this.#fileSystem = fileSystem;
    for (const [index, source] of sources.entries()) this.#sources.set(index, source);
  }

  ofMenu(menu: MenuId): Location {
    const { menus } = this.#tree;
    return this.#locate(menus.file.get(menu), menus.line.get(menu), menus.offset.get(menu));
  }

  ofProperty(property: PropertyId): Location {
    const { properties } = this.#tree;
    return this.#locate(properties.file.get(property), properties.line.get(property), properties.offset.get(property));
  }

  /**
   * Where an entry, or a block around it, mentions a name: the line of a `depends on` or `if`. Found by reading the lines
   * again, because a tree remembers what conditions say and not where.
   */
  ofMention(symbol: SymbolId, name: string): Location | undefined {
    const { menus } = this.#tree;
    let left = name.length > maxName ? 0 : maxEntries;
    for (const definition of definitionsOf(this.#tree, symbol)) {
      for (let menu = definition; menu !== NONE && menu !== rootMenu; menu = menus.parent.get(menu)) {
        left -= 1;
        if (left < 0) return undefined;
        const found = this.#findInEntry(menu, name);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #findInEntry(menu: MenuId, name: string): Location | undefined {
    const source = this.source(this.#tree.menus.file.get(menu));
    if (source === undefined) return undefined;
    const start = this.#tree.menus.offset.get(menu);
    const text = source.text.slice(start);
    const next = /\n[ \t]*(?:config|menuconfig|choice|menu|comment|if|source|end\w+)\b/.exec(text);
    const entry = next === null ? text : text.slice(0, next.index);
    const word = new RegExp(`(?<![A-Za-z0-9_-])${name.replace(/[^A-Za-z0-9_]/g, '\\$&')}(?![A-Za-z0-9_-])`);
    for (let from = 0; from < entry.length; ) {
      const feed = entry.indexOf('\n', from);
      const end = feed === -1 ? entry.length : feed;
      const line = entry.slice(from, end);
      const at = isCondition(line) ? word.exec(line) : null;
      if (at !== null) return source.locate(start + from + at.index);
      from = end + 1;
    }
    return undefined;
  }

  source(file: number): SourceFile | undefined {
    const known = this.#sources.get(file);
    if (known !== undefined || file >= this.#tree.files.length) return known;
    const path = this.#tree.texts.get(this.#tree.files.path.get(file));
    const text = this.#fileSystem.readText(path);
    if (text === undefined) return undefined;
    const source = new SourceFile(path, text, this.#tree.texts.get(this.#tree.files.name.get(file)));
    this.#sources.set(file, source);
    return source;
  }

  #locate(file: number, line: number, offset: number): Location {
    const source = this.source(file);
    if (source !== undefined) return source.locate(offset);
    const path = file < this.#tree.files.length ? this.#tree.texts.get(this.#tree.files.path.get(file)) : '';
    return { file: path, line, col: 1 };
  }
}

function isCondition(line: string): boolean {
  return /^(?:depends on|visible if)\b/.test(line.trimStart()) || /\bif\b/.test(line);
}
