/** What the answer about interrupt handlers is remembered under. */
import { createHash } from 'node:crypto';
import type { BuildPlan } from '../plan/build-plan.js';
import type { Equipment } from './equip.js';
import type { InputStamps } from './record-build.js';

export function handlersKey(
  plan: BuildPlan,
  buildId: string,
  inputs: InputStamps,
  { identities, facts }: Equipment,
): string {
  const files = inputs.files.filter(({ path }) => inputs.ofSteps.has(path)).map(({ path, sha256 }) => [path, sha256]);
  const planned = plan.files.map(({ path, content }) => [path, content]);
  const args = plan.steps.map(({ args: words, env }) => [...words, ...env].map(({ text }) => text));
  const { known, range } = plan.interrupts ?? {};
  const all = [buildId, files, planned, args, identities, facts.tinygorootHash, known, range];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
