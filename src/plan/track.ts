/** What both tracks (standard Go, TinyGo) are given, and what each adds to the plan. */
import type { BuildPaths } from '../project/project.js';
import type { Argument, BuildPlan, GeneratedFile, HeapLimit, Step, Variable } from './build-plan.js';

export interface TrackInput {
  readonly paths: BuildPaths;
  readonly tags: readonly Argument[];
  readonly variables: readonly Variable[];
  readonly heapLimit: HeapLimit;
  /** The regions of a bare-metal board. */
  readonly memory: BuildPlan['memory'];
  /** What the runtime of the board's chip is told by linker symbols. */
  readonly chipSymbols: readonly Variable[];
  /** Files that every track needs: package bljh/config, go.mod, go.sum. */
  readonly files: readonly GeneratedFile[];
}

export interface TrackPlan {
  readonly files: GeneratedFile[];
  readonly tools: string[];
  readonly toolOrigins: BuildPlan['toolOrigins'];
  readonly steps: Step[];
  readonly artifacts: BuildPlan['artifacts'];
  readonly image?: BuildPlan['image'];
  readonly memory: BuildPlan['memory'];
  readonly linkerSymbols: Variable[];
}
