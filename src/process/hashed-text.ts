/** Text that carries its own hash in the first line, so that a damaged file is never believed. One line of text: JSON, say. Pure. */
import { createHash } from 'node:crypto';

export function formatHashed(text: string): string {
  return `${hashOf(text)}\n${text}\n`;
}

/** Undefined where the content is not what formatHashed() made. */
export function parseHashed(content: string): string | undefined {
  const [hash, text = ''] = content.split('\n', 2);
  return hash === hashOf(text) ? text : undefined;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
