// A tree as bytes: its tables one after the other, its texts as one string, the rest as JSON in front. Reading it back is
// a copy, not a parse: a kernel's tree takes milliseconds.

import type { KconfigDiagnostic } from '../diagnostic.js';
import type { DialectName } from '../dialect.js';
import { dialects } from '../dialect.js';
import type { Table } from '../tree/column.js';
import type { Tree } from '../tree/tree.js';
import { createTree } from '../tree/tree.js';

/** What stands in front of the tables. */
interface TreeHeader<Extra> {
  readonly dialect: DialectName;
  readonly modules: number;
  readonly environment: readonly (readonly [string, string])[];
  readonly unset: readonly string[];
  /** Rows of each table, in the order of `tablesOf`. */
  readonly rows: readonly number[];
  readonly texts: number;
  /** Length of all texts together in UTF-16 units, and whether a byte holds each. */
  readonly textLength: number;
  readonly latin1: boolean;
  readonly hashOrder: number;
  readonly order: number;
  readonly isDeep: boolean;
  readonly diagnostics: readonly KconfigDiagnostic[];
  readonly syntaxDiagnostics: number;
  readonly extra: Extra;
}

const magic = 'bljh-kconfig-tree-1\n';

export interface PackedTree<Extra> {
  readonly tree: Tree;
  readonly diagnostics: readonly KconfigDiagnostic[];
  readonly syntaxDiagnostics: number;
  readonly extra: Extra;
}

/** The bytes of a tree in parts, which are to be written one after the other, with anything that can be JSON beside it. */
export function packTree<Extra>({
  tree,
  diagnostics,
  syntaxDiagnostics,
  extra,
}: PackedTree<Extra>): readonly Uint8Array[] {
  const tables = tablesOf(tree);
  const { all, ends } = tree.texts.pack();
  const latin1 = !/[^\0-\xff]/.test(all);
  const header: TreeHeader<Extra> = {
    dialect: tree.dialect.name,
    modules: tree.modules,
    environment: [...tree.environment],
    unset: [...tree.unsetEnvironment],
    rows: tables.map(({ length }) => length),
    texts: ends.length,
    textLength: all.length,
    latin1,
    hashOrder: tree.hashOrder.length,
    order: tree.order.length,
    isDeep: tree.isDeep,
    diagnostics,
    syntaxDiagnostics,
    extra,
  };
  const head = Buffer.from(`${magic}${JSON.stringify(header)}\n`);
  const padded = Buffer.concat([head, Buffer.alloc((4 - (head.length % 4)) % 4, 10)]);
  // The length of the header stands first, so that it can be found.
  const parts: Uint8Array[] = [bytesOf(Int32Array.of(padded.length)), padded];
  const add = (values: Int32Array): void => {
    parts.push(bytesOf(values));
  };
  for (const table of tables) for (const rows of table.packed()) add(rows);
  add(ends);
  add(tree.hashOrder);
  add(tree.order);
  parts.push(Buffer.from(all, latin1 ? 'latin1' : 'utf16le'));
  return parts;
}

/** The part of the file that tells whether the rest is worth reading. */
export function readTreeHeader<Extra>(
  bytes: Uint8Array,
): { readonly header: TreeHeader<Extra>; readonly end: number } | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 4 + view.getInt32(0, true);
  if (end > bytes.length || end < 8) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 4, end - 4).toString('utf8');
  if (!text.startsWith(magic)) return undefined;
  return { header: JSON.parse(text.slice(magic.length)) as TreeHeader<Extra>, end };
}

/** undefined for bytes that are no tree of this version. Offsets must be those of `bytes` in a buffer aligned to 4. */
export function unpackTree<Extra>(bytes: Uint8Array): PackedTree<Extra> | undefined {
  const found = readTreeHeader<Extra>(bytes);
  if (found === undefined) return undefined;
  const { header, end } = found;
  let at = end;
  const take = (length: number): Int32Array<ArrayBuffer> => {
    const values = new Int32Array(bytes.buffer as ArrayBuffer, bytes.byteOffset + at, length);
    at += length * 4;
    return values;
  };
  const tree = createTree(dialects[header.dialect]);
  const tables = tablesOf(tree);
  const cells = tables.reduce((sum, { columns }, index) => sum + columns.length * (header.rows[index] ?? 0), 0);
  const numbers = cells + header.texts + header.hashOrder + header.order;
  const textBytes = header.latin1 ? header.textLength : header.textLength * 2;
  if (bytes.length !== end + numbers * 4 + textBytes) return undefined;
  for (const [index, table] of tables.entries()) table.load(header.rows[index] ?? 0, take);
  const ends = take(header.texts);
  tree.hashOrder = take(header.hashOrder);
  tree.order = take(header.order);
  tree.isDeep = header.isDeep;
  const all = Buffer.from(bytes.buffer, bytes.byteOffset + at, textBytes).toString(
    header.latin1 ? 'latin1' : 'utf16le',
  );
  tree.texts.load(all, ends);
  for (const [name, value] of header.environment) tree.environment.set(name, value);
  for (const name of header.unset) tree.unsetEnvironment.add(name);
  tree.modules = header.modules;
  const { diagnostics, syntaxDiagnostics, extra } = header;
  return { tree, diagnostics, syntaxDiagnostics, extra };
}

function tablesOf({ expressions, properties, menus, files, symbols }: Tree): readonly Table[] {
  return [expressions, properties, menus, files, symbols];
}

function bytesOf(values: Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
