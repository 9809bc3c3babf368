/** The form of manifest.json, for those who read it from outside (docs/manifest.md); a test holds it against real manifests of all boards. */
import * as z from 'zod';
import { buildPlanSchema } from '../plan/build-plan.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const manifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  project: z.string(),
  board: z.string(),
  runtime: z.enum(['go', 'tinygo']),
  heapLimit: z.strictObject({ kind: z.string(), bytes: z.number().int().nonnegative(), meaning: z.string() }),
  regions: z.array(
    z.strictObject({
      name: z.string(),
      usedBytes: z.number().int().nonnegative(),
      lengthBytes: z.number().int().positive(),
      heapBytes: z.number().int().nonnegative().optional(),
    }),
  ),
  room: z.array(z.strictObject({ region: z.string(), limit: z.string(), leftBytes: z.number().int() })).optional(),
  inputs: z.array(z.strictObject({ path: z.string().min(1), sha256 })).min(1),
  tools: z
    .array(
      z.strictObject({
        name: z.string(),
        version: z.string(),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional(),
      }),
    )
    .min(1),
  outputs: z
    .array(
      z.strictObject({
        kind: z.string(),
        path: z.string().startsWith('build/'),
        sizeBytes: z.number().int().nonnegative(),
        sha256,
      }),
    )
    .min(1),
  plan: buildPlanSchema,
});
