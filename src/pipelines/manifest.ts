/** manifest.json: what was built from what, for people and machines. Free of times and machine paths: same inputs, same bytes. */
import { readFileSync } from 'node:fs';
import type { RegionUse } from '../image/check-artifact.js';
import type { BuildPlan } from '../plan/build-plan.js';

/** How far a region is from something that bounds it; negative beyond a soft budget. */
export interface SizeRoom {
  readonly region: string;
  /** A symbol, or the file of the ratchet. */
  readonly limit: string;
  readonly leftBytes: number;
}

export interface Manifest {
  readonly schemaVersion: 1;
  readonly project: string;
  readonly board: string;
  readonly runtime: string;
  readonly heapLimit: { readonly kind: string; readonly bytes: number; readonly meaning: string };
  readonly regions: readonly RegionUse[];
  /** Of each budget; absent in what earlier versions wrote. */
  readonly room?: readonly SizeRoom[];
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
  /** `sha256` tells the bytes of its programs; a folder of modules has none. */
  readonly tools: readonly { readonly name: string; readonly version: string; readonly sha256?: string }[];
  readonly outputs: readonly {
    readonly kind: string;
    readonly path: string;
    readonly sizeBytes: number;
    readonly sha256: string;
  }[];
  readonly plan: BuildPlan;
}

export function readManifest(file: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest | null;
    return manifest?.schemaVersion === 1 && hasOutputs(manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** Anyone can edit it, and what is read of it is what it says was made. */
function hasOutputs({ outputs }: { readonly outputs: unknown }): boolean {
  return (
    Array.isArray(outputs) && outputs.every((output: { path?: unknown } | null) => typeof output?.path === 'string')
  );
}
