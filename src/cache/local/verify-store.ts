/** Reads everything in the store and tells what is not as it was put there. Builds may go on beside it: what vanishes meanwhile is no damage. */
import { rm } from 'node:fs/promises';
import { decodeResult } from '../reapi/result.js';
import { readEntry } from './entry-file.js';
import { ForeignFile, hasBytesOf, openStored, readStored } from './files.js';
import type { Layout } from './layout.js';
import { type StoredFile, type Stray, scanStore } from './scan-store.js';

const MAX_ENTRY_BYTES = 16 << 20;

export interface DamagedFile {
  readonly path: string;
  readonly reason: string;
}

export interface Verified {
  readonly entries: number;
  readonly blobs: number;
  readonly bytes: number;
  readonly damaged: readonly DamagedFile[];
  /** Results of which a blob is gone: no damage, as room may have been made, but of no use. */
  readonly incompleteEntries: number;
  /** Of a later version of bljh. */
  readonly laterEntries: number;
  readonly strays: readonly Stray[];
  /** Of what was to be removed. */
  readonly notRemoved: readonly DamagedFile[];
}

type Judgement =
  | { readonly kind: 'good' | 'later' | 'incomplete' | 'gone' }
  | { readonly kind: 'damaged'; readonly reason: string };

export async function verifyStore(layout: Layout, { repair }: { readonly repair: boolean }): Promise<Verified> {
  const { files, strays } = await scanStore(layout);
  const blobs = new Map(files.flatMap((file) => (file.kind === 'cas' ? [[file.hash, file.bytes] as const] : [])));
  const judged: { readonly file: StoredFile; readonly judgement: Judgement }[] = [];
  for (const file of files)
    judged.push({ file, judgement: await judge(file.kind === 'ac' ? judgeEntry(file, blobs) : judgeBlob(file)) });
  const damaged = judged.flatMap(({ file, judgement }) =>
    judgement.kind === 'damaged' ? [{ path: file.path, reason: judgement.reason }] : [],
  );
  const incomplete = judged.filter(({ judgement }) => judgement.kind === 'incomplete').map(({ file }) => file.path);
  const removals = repair ? [...damaged.map(({ path }) => path), ...incomplete] : [];
  const notRemoved: DamagedFile[] = [];
  for (const path of removals) {
    try {
      await rm(path, { force: true });
    } catch (error) {
      notRemoved.push({ path, reason: (error as NodeJS.ErrnoException).code ?? '' }); // rm fails with a system error and nothing else
    }
  }
  return {
    entries: files.filter(({ kind }) => kind === 'ac').length,
    blobs: blobs.size,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    damaged,
    incompleteEntries: incomplete.length,
    laterEntries: judged.filter(({ judgement }) => judgement.kind === 'later').length,
    strays,
    notRemoved,
  };
}

/** What the system says about one file is that file's fault. */
async function judge(judgement: Promise<Judgement>): Promise<Judgement> {
  try {
    return await judgement;
  } catch (error) {
    if (error instanceof ForeignFile) return { kind: 'damaged', reason: error.message };
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    return { kind: 'damaged', reason: `it cannot be read (${code})` };
  }
}

async function judgeEntry({ path, hash }: StoredFile, blobs: ReadonlyMap<string, number>): Promise<Judgement> {
  const bytes = await readStored(path, MAX_ENTRY_BYTES);
  if (bytes === undefined) return { kind: 'gone' };
  const entry = readEntry(hash, bytes);
  if (entry.kind === 'damaged') return entry;
  if (entry.kind === 'future') return { kind: 'later' };
  const result = decodeResult(entry.message);
  if (result === undefined) return { kind: 'damaged', reason: 'its message cannot be read' };
  return { kind: result.outputs.every(({ digest }) => blobs.has(digest.hash)) ? 'good' : 'incomplete' };
}

async function judgeBlob({ path, hash, bytes }: StoredFile): Promise<Judgement> {
  const stored = await openStored(path);
  if (stored === undefined) return { kind: 'gone' };
  try {
    if (await hasBytesOf({ hash, sizeBytes: bytes }, stored.file)) return { kind: 'good' };
    return { kind: 'damaged', reason: 'its bytes are not those of its hash' };
  } finally {
    await stored.file.close();
  }
}
