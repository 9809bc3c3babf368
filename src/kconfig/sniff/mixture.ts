// A tree with words of two dialects, as a diagnostic: one of the two is going to be an error.

import type { KconfigDiagnostic } from '../diagnostic.js';
import { diagnosticCodes } from '../diagnostic.js';
import type { FileSystem } from '../text/file-system.js';
import { excerptOf } from '../text/source.js';
import type { SniffedDialect } from './sniff.js';

export function describeMixture(
  { name, mixed }: SniffedDialect,
  fileSystem: FileSystem,
): KconfigDiagnostic | undefined {
  if (mixed === undefined) return undefined;
  const [newer, older] = mixed;
  const line = fileSystem.readText(newer.at.file)?.split('\n')[newer.at.line - 1];
  return {
    severity: diagnosticCodes.KC0218[0],
    code: 'KC0218',
    message: `'${newer.word}' and '${older.word}' are of different Kconfig dialects; the tree is read as ${name}`,
    at: newer.at,
    ...(line !== undefined && excerptOf(line, newer.at.col)),
    related: [{ message: `'${older.word}' stands here`, at: older.at }],
    hint: { text: 'change one of them, or name the dialect' },
  };
}
