/** `bljh cache verify`: reads every file of the store. */
import { type Verified, verifyStore } from '../cache/local/verify-store.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { type Result, success } from '../diagnostics/diagnostic.js';
import { formatBytes } from '../pipelines/describe-outputs.js';
import { openCacheFolders } from './cache-folders.js';
import { count } from './cache-info.js';

export interface VerifyOutcome extends Verified {
  readonly folder: string;
  readonly repaired: boolean;
}

export async function verifyCache(env: NodeJS.ProcessEnv, repair: boolean): Promise<Result<VerifyOutcome>> {
  const opened = openCacheFolders(env);
  if (!opened.ok) return opened;
  const { store } = opened.value;
  const verified = await verifyStore(store, { repair });
  const outcome = { ...verified, folder: store.root, repaired: repair };
  return success(outcome, isWhole(outcome) ? [] : [diagnose(outcome)]);
}

/** Nothing is damaged now. */
export function isWhole({ repaired, damaged, notRemoved }: VerifyOutcome): boolean {
  return repaired ? notRemoved.length === 0 : damaged.length === 0;
}

function diagnose({ folder, repaired, damaged, notRemoved, entries, blobs }: VerifyOutcome): Diagnostic {
  const bad = repaired ? notRemoved.length : damaged.length;
  const what = `${bad} of ${count(entries + blobs, 'file')} in ${folder} ${bad === 1 ? 'is' : 'are'} damaged`;
  return {
    severity: 'error',
    code: 'CA0002',
    message: repaired ? `${what} and cannot be removed` : what,
    hint: repaired
      ? { text: 'look after the rights of that folder; no build is given what is damaged' }
      : { text: 'remove them; what they held is made again when it is needed', command: 'bljh cache verify --repair' },
  };
}

export function presentVerified(outcome: VerifyOutcome): string {
  const { folder, repaired, damaged, notRemoved, strays, incompleteEntries, laterEntries, entries, blobs, bytes } =
    outcome;
  const stuck = new Map(notRemoved.map(({ path, reason }) => [path, reason]));
  const fate = (path: string) =>
    !repaired ? '' : stuck.has(path) ? `; not removed (${stuck.get(path)})` : '; removed';
  const useless = repaired ? 'removed' : 'of no use until the step runs again';
  return [
    ...damaged.map(({ path, reason }) => `${path}: ${reason}${fate(path)}`),
    ...strays.map(({ path, reason }) => `${path}: ${reason}; left alone`),
    ...(incompleteEntries === 0 ? [] : [`${count(incompleteEntries, 'result')} without all of its files: ${useless}`]),
    ...(laterEntries === 0 ? [] : [`${count(laterEntries, 'result')} of a later version of bljh: left alone`]),
    `${folder}: ${count(entries, 'result')}, ${count(blobs, 'file')}, ${formatBytes(bytes)} read, ${damaged.length} damaged`,
  ].join('\n');
}
