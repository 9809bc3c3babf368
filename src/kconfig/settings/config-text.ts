// Reads the text of .config and defconfig files (conf_read_simple of scripts/kconfig/confdata.c, Linux 6.1).
// Stricter than C where C would lose text without a word: such lines are errors with their line. Knows nothing of values.

import { expectText } from '../caller-mistakes.js';
import { quote, unquote } from '../config-file/config-lines.js';
import type { DiagnosticCode, KconfigDiagnostic } from '../diagnostic.js';
import { createDiagnostic } from '../diagnostic.js';
import type { KconfigModel, SymbolTypeName } from '../model/model.js';
import { TreeModel } from '../model/tree-model.js';
import { printable } from '../text/printable.js';
import { SourceFile } from '../text/source.js';
import { SymbolType } from '../tree/symbol-table.js';
import type { ConfigSetting } from './settings.js';
import { isExactValue } from './settings.js';

/** What a configuration file says. */
export interface ConfigFile {
  /** In the order of the file; of a symbol that is set twice both. */
  readonly settings: readonly ConfigSetting[];
  /** KC04..: lines that say nothing or something impossible. */
  readonly diagnostics: readonly KconfigDiagnostic[];
}

/** How names are written in the file. */
export interface ReadConfigOptions {
  /** In front of every name; `CONFIG_` if missing. */
  readonly prefix?: string;
}

/**
 * The settings of the text of a configuration file, in order; `path` is for messages. Lines are `CONFIG_NAME=value` or
 * `# CONFIG_NAME is not set` (value 'n'); strings are unquoted. With a model, values that do not have the form of their
 * type are errors and left out. What is wrong in the text is a diagnostic, never thrown.
 */
export function readConfigFile(
  path: string,
  text: string,
  model?: KconfigModel,
  { prefix = 'CONFIG_' }: ReadConfigOptions = {},
): ConfigFile {
  expectText(path, 'the path of a configuration');
  expectText(text, 'the text of a configuration (decodeText makes it of bytes)');
  return new ConfigReader(path, text, model, prefix).read();
}

/** Values up to this length are repeated in messages. */
const maxShown = 200;

/** How many conflict markers are named. */
const maxMarkers = 12;

class ConfigReader {
  readonly #file: SourceFile;
  readonly #model: KconfigModel | undefined;
  readonly #escapes: boolean;
  readonly #emptyNo: boolean;
  readonly #settings: ConfigSetting[] = [];
  readonly #diagnostics: KconfigDiagnostic[] = [];
  readonly #lines = new Map<string, number>();
  /** Where the lines of conflict markers begin. */
  readonly #markers: number[] = [];
  readonly #unset: RegExp;
  readonly #assignment: RegExp;

  constructor(path: string, text: string, model: KconfigModel | undefined, prefix: string) {
    this.#file = new SourceFile(path, text);
    this.#model = model;
    const dialect = model instanceof TreeModel ? model.tree.dialect : undefined;
    this.#escapes = dialect?.escapes !== false;
    this.#emptyNo = dialect?.emptyNo === true;
    const literal = prefix.replace(/\W/g, '\\$&');
    this.#unset = new RegExp(`^# ${literal}([^ =]+) is not set`);
    this.#assignment = new RegExp(`^${literal}([^=\\s]+)=(.*)$`, 's');
  }

  read(): ConfigFile {
    const { text } = this.#file;
    let start = text.startsWith('\uFEFF') ? 1 : 0;
    if (start === 1) this.#report('KC0403', 'byte order mark ignored', 0);
    const carriageReturn = text.indexOf('\r\n');
    if (carriageReturn !== -1) this.#report('KC0403', 'the lines end with CRLF; read as if with LF', carriageReturn);
    while (start < text.length) {
      const lineFeed = text.indexOf('\n', start);
      const end = lineFeed === -1 ? text.length : lineFeed;
      this.#readLine(text.slice(start, end).replace(/\r$/, ''), start);
      start = end + 1;
    }
    if (this.#markers.length > 0) this.#reportConflict();
    return { settings: this.#settings, diagnostics: this.#diagnostics };
  }

  /** One error for all markers; that both sides set the same symbols follows from them. */
  #reportConflict(): void {
    const own = this.#diagnostics.filter(({ code }) => code !== 'KC0404');
    this.#diagnostics.length = 0;
    this.#diagnostics.push(...own);
    const [first = 0, ...others] = this.#markers;
    const lines = this.#markers.map((start) => this.#file.locate(start).line);
    const shown = lines.length > maxMarkers ? [...lines.slice(0, maxMarkers), '...'] : lines;
    const where = others.length === 0 ? `on line ${lines[0]}` : `on lines ${shown.join(', ')}`;
    const related = others.slice(0, maxMarkers).map((start) => ({ message: 'and here', at: this.#file.locate(start) }));
    this.#report('KC0402', `merge conflict markers ${where}: a merge was not finished`, first, {
      ...(related.length > 0 && { related }),
      hint: { text: 'keep one side of each conflict, and remove the lines with markers' },
    });
  }

  #readLine(line: string, start: number): void {
    if (line === '') return;
    if (line.startsWith('#')) {
      const name = this.#unset.exec(line)?.[1];
      if (name !== undefined) this.#addUnset(name, start);
      return;
    }
    if (/^(<{7}|={7}|>{7}|\|{7})( |$)/.test(line)) {
      this.#markers.push(start);
      return;
    }
    const assignment = this.#assignment.exec(line);
    if (assignment === null) {
      this.#report('KC0401', `unexpected data: ${printable(line).slice(0, 80)}`, start);
      return;
    }
    const [, name = '', raw = ''] = assignment;
    this.#addAssignment(name, raw, start, start + line.length - raw.length);
  }

  #addUnset(name: string, start: number): void {
    const type = this.#typeOf(name);
    if (type !== undefined && type !== 'bool' && type !== 'tristate' && type !== 'unknown') {
      this.#report('KC0407', `"is not set" has no effect on ${name}, which is of type ${type}`, start);
      return;
    }
    this.#add(name, 'n', start);
  }

  #addAssignment(name: string, raw: string, start: number, valueStart: number): void {
    const type = this.#typeOf(name);
    const quoted = raw.startsWith('"');
    if (quoted && (type === undefined || type === 'string' || type === 'unknown')) {
      const value = unquote(raw, this.#escapes);
      if (value === undefined) this.#report('KC0406', `the string of ${name} is not closed`, valueStart);
      else this.#add(name, value, start);
      return;
    }
    if (type === 'string') {
      const written = raw.length > maxShown ? '"..."' : this.#escapes ? quote(raw) : `"${raw}"`;
      const hint = { hint: { text: `write CONFIG_${name}=${written}` } };
      this.#report('KC0405', `the string of ${name} must be in quotes`, valueStart, hint);
      return;
    }
    if (raw === '' && this.#emptyNo && (type === 'bool' || type === 'tristate')) {
      this.#add(name, 'n', start);
      return;
    }
    // An empty number is what the C tool writes for one without a value; a symbol without a type is judged later.
    const judged = type !== undefined && type !== 'unknown' && raw !== '';
    if (judged && !isExactValue(SymbolType[type], raw)) {
      this.#report('KC0405', `symbol value '${raw}' invalid for ${name}, which is of type ${type}`, valueStart);
      return;
    }
    this.#add(name, raw, start);
  }

  #add(name: string, value: string, start: number): void {
    const at = this.#file.locate(start);
    const earlier = this.#lines.get(name);
    if (earlier !== undefined) {
      this.#report('KC0404', `${name} is set again (first on line ${earlier}); this line wins`, start);
    } else {
      this.#lines.set(name, at.line);
    }
    this.#settings.push({ name, value, at, by: this.#file.path });
  }

  #typeOf(name: string): SymbolTypeName | undefined {
    return this.#model?.symbols.get(name)?.type;
  }

  #report(code: DiagnosticCode, message: string, start: number, extra = {}): void {
    this.#diagnostics.push(createDiagnostic(code, message, { file: this.#file, start, end: start }, extra));
  }
}
