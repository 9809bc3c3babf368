/**
 * The flash image as a step: bljh makes it itself, in no time, so it has no action and lies in no store. It has parts like the others, so that
 * `bljh why` can tell what changed in it.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { digestOf } from '../../cache/reapi/digest.js';
import { causesBetween, type StepPart } from '../../cache/step-parts.js';
import type { StepRecord } from '../../cache/step-record.js';
import type { BuildPlan } from '../../plan/build-plan.js';
import type { ValueOfKey } from '../../plan/ini-values.js';
import { elfOutputOf } from '../planned-files.js';
import { fillFacts, type ToolFacts } from '../tool-facts.js';
import { withNaming } from './describe-step.js';
import { fieldPart, originParts } from './step-arguments.js';

export const IMAGE_STEP = 'flash-image';
export const IMAGE_TITLE = 'flash image';
const IMAGE_KINDS = new Set(['flash-image', 'firmware-image']);

export function imageParts(
  plan: BuildPlan,
  projectFolder: string,
  facts: ToolFacts,
  elfHash: string,
  valueOfKey: ValueOfKey,
): readonly StepPart[] {
  const { image } = plan;
  if (image === undefined) return [];
  const fields = [
    fieldPart('layout', image.layout, image.origins),
    ...image.header.map(({ name, value, origins }) => fieldPart(name, String(value), origins)),
    ...[...image.partitions, ...image.parts].map(({ name, origins, ...rest }) =>
      fieldPart(`${'sizes' in rest ? 'partition' : 'part'} ${name}`, JSON.stringify(rest), origins),
    ),
  ];
  const files = image.parts.flatMap(({ file }): readonly StepPart[] => {
    const path = file === undefined ? '' : resolve(projectFolder, fillFacts(file, facts));
    if (file === undefined || !existsSync(path)) return [];
    return [{ kind: 'file', name: file, value: digestOf(readFileSync(path)).hash }];
  });
  const elf: StepPart = { kind: 'file', name: elfOutputOf(plan)?.path ?? '', value: elfHash };
  const pieces = [{ origins: image.origins }, ...image.header, ...image.partitions, ...image.parts];
  const origins = originParts(pieces, valueOfKey);
  return [...origins, elf, ...files.map((part) => withNaming(part, origins, projectFolder)), ...fields];
}

/** Called when the image is in place. */
export function imageRecord(
  plan: BuildPlan,
  projectFolder: string,
  parts: readonly StepPart[],
  before: StepRecord | undefined,
  reason: string,
): StepRecord {
  const key = createHash('sha256')
    .update(JSON.stringify(parts.map(({ kind, name, value }) => [kind, name, value])))
    .digest('hex');
  const outputs = plan.artifacts
    .filter(({ kind }) => IMAGE_KINDS.has(kind))
    .map(({ path }) => ({ path, digest: digestOf(readFileSync(join(projectFolder, path))), isExecutable: false }));
  const made = { id: IMAGE_STEP, title: IMAGE_TITLE, key, parts, outputs };
  if (before?.key === key) return { ...made, last: before.last, because: before.because, reason: before.reason };
  return {
    ...made,
    last: { how: 'ran' },
    because: before === undefined ? [] : causesBetween(before.parts, parts),
    reason,
  };
}
