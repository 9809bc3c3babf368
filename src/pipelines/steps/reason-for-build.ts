/**
 * Why a board is built, in a few words. The state of the last build knows the first file that changed, which may be one that reaches no step;
 * where steps run because of others, the first of those is told. Pure.
 */
import type { PartChange } from '../../cache/step-parts.js';

export function reasonForBuild(first: string, causes: readonly PartChange[]): string {
  const files = causes.filter(({ kind }) => kind === 'file');
  const [cause] = files;
  if (cause === undefined || !first.endsWith(' changed')) return first;
  if (files.some(({ name }) => first === `${name} changed`)) return first;
  if (cause.before === undefined) return `${cause.name}: new`;
  return cause.after === undefined ? `${cause.name}: gone` : `${cause.name} changed`;
}
