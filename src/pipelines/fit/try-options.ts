/**
 * Options turned one by one, each built and measured, within a bounded time: what one would save is known of none before. Which ones
 * there are, the Kconfig files say; those that change nothing of the program are left out.
 */
import { availableParallelism } from 'node:os';
import { commandFor } from '../../configuration/call.js';
import type { Configuration } from '../../configuration/configure.js';
import { setting } from '../../fixes/change.js';
import { type FoundChange, settle } from '../../fixes/settle.js';
import type { Trials } from '../../fixes/trials.js';
import { type Turn, turnsOf } from '../../fixes/turns.js';
import type { ConfigSetting } from '../../kconfig/index.js';
import type { BuildPlan } from '../../plan/build-plan.js';
import { leastHeapLimit } from '../../plan/heap-limit.js';
import { RAM_SIZES } from '../../plan/linker-script.js';
import { interruption } from '../../process/interruption.js';
import type { Planner } from '../prepare-build.js';
import { type Bench, measure, needsOf } from './measure.js';
import { isSize, largestByLinker, largestByTwo, linkerCostOf, raiseLow } from './numbers.js';
import { capacitiesOf, type Needs, rankOptions, type Tried } from './rank-options.js';
import { inOrder, type Untried } from './trial-order.js';

export interface OptionTrials {
  readonly trials: Trials;
  readonly configuration: Configuration;
  /** The plan as it stands. */
  readonly plan: BuildPlan;
  readonly planner: Planner;
  /** For the builds, relative to the project. */
  readonly folder: string;
  readonly bench: Bench;
  readonly needs: Needs;
  readonly capacities: Needs;
  /** The regions that overflow. */
  readonly overflowing: readonly string[];
  /** On the clock of performance.now(). */
  readonly deadlineMs: number;
  readonly onProgress: (what: string, number: number, of: number) => void;
}

export interface TriedOptions {
  readonly tried: readonly Tried[];
  /** How many were built, and how many there was no time for. */
  readonly count: number;
  readonly untried: number;
}

interface Candidate extends Untried {
  readonly turns: readonly Turn[];
  readonly change: FoundChange;
  /** A number whose worth two builds tell. */
  readonly isMeasuredTwice?: boolean;
}

const WORKERS = Math.min(2, availableParallelism());

export async function tryOptions(request: OptionTrials): Promise<TriedOptions> {
  const run = new TrialRun(request);
  await run.all(candidatesOf(request));
  await run.all(run.together());
  return { tried: run.tried, count: run.count, untried: run.untried };
}

class TrialRun {
  readonly tried: Tried[] = [];
  count = 0;
  untried = 0;
  readonly #request: OptionTrials;
  readonly #turned = new Map<Tried, Turn>();
  #begun = 0;
  #total = 0;

  constructor(request: OptionTrials) {
    this.#request = request;
  }

  async all(candidates: readonly Candidate[]): Promise<void> {
    const queue = inOrder(candidates, this.#request.capacities, this.#request.overflowing).values();
    this.#total += candidates.length;
    const work = async (): Promise<void> => {
      for (const next of queue) {
        const needs = await this.#measure(next);
        if (needs === undefined) continue;
        if (next.isMeasuredTwice !== true) this.#keep(next, needs);
        else if (this.#isSize(next, needs)) {
          this.#keep(next, needs);
          await this.#refine(next, needs);
        }
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
  }

  /** Where no single one is enough for a region: those that save most of it, all at once. */
  together(): readonly Candidate[] {
    const { needs, capacities, overflowing } = this.#request;
    return overflowing.flatMap((region) => {
      const ranked = rankOptions(region, needs, capacities, this.tried);
      if (ranked.length < 2 || ranked.some(({ fits }) => fits)) return [];
      const turns = ranked.flatMap(({ command }) => {
        const own = this.tried.find(({ option }) => option.command === command);
        const turn = own && this.#turned.get(own);
        return turn === undefined ? [] : [turn];
      });
      return candidateFor(turns, this.#request) ?? [];
    });
  }

  async #measure(candidate: Candidate): Promise<Needs | undefined> {
    const { planner, configuration, trials, folder, bench, deadlineMs, onProgress } = this.#request;
    const left = deadlineMs - performance.now();
    if (left <= 0 || interruption.aborted) {
      this.untried += 1;
      return undefined;
    }
    this.#begun += 1;
    onProgress(candidate.change.set.map(textOf).join(' '), this.#begun, this.#total);
    const resolution = trials.tryOut(candidate.change);
    const own = `${folder}/${this.#begun}`;
    const planned = planner({ ...configuration, resolution, files: [] }, own);
    if (!planned.ok) return undefined;
    const measured = await measure(planned.value.plan, own, bench, left);
    const isCutShort = measured.diagnostics.some(({ code }) => code === 'PR0002' || code === 'PR0003');
    if (isCutShort) this.untried += 1;
    else this.count += 1;
    // A program that cannot be built that way is no option.
    if (!measured.ok) return undefined;
    return needsOf(measured.value);
  }

  #keep(candidate: Candidate, needs: Needs): void {
    const { plan, configuration } = this.#request;
    const about = aboutOf(candidate, configuration.model);
    const tried = { needs, capacities: candidate.capacities, about, option: optionOf(candidate, plan.board) };
    this.tried.push(tried);
    const [turn, ...others] = candidate.turns;
    if (turn !== undefined && others.length === 0) this.#turned.set(tried, turn);
  }

  #isSize({ turns: [turn] }: Candidate, low: Needs): boolean {
    const { needs, overflowing } = this.#request;
    return overflowing.some((region) => turn && isSize(turn, (needs.get(region) ?? 0) - (low.get(region) ?? 0)));
  }

  /** At its lowest it was tried: with the largest value that should fit again. */
  async #refine({ turns: [turn] }: Candidate, low: Needs): Promise<void> {
    const { needs, capacities, overflowing } = this.#request;
    if (turn === undefined) return;
    const values = overflowing.flatMap((region) => {
      const need = { now: needs.get(region) ?? 0, low: low.get(region) ?? 0 };
      return largestByTwo(turn, need, capacities.get(region) ?? 0) ?? [];
    });
    const value = Math.min(...values);
    if (values.length === 0 || value <= (turn.range?.low ?? 0)) return;
    const candidate = candidateFor([{ ...turn, value: String(value) }], this.#request);
    this.#total += 1;
    const exact = candidate && (await this.#measure(candidate));
    if (candidate !== undefined && exact !== undefined) this.#keep(candidate, exact);
  }
}

function candidatesOf(request: OptionTrials): readonly Candidate[] {
  const { configuration, trials, plan, needs, capacities, overflowing } = request;
  const ground = { model: configuration.model, resolution: trials.resolution };
  const ramExcess = (needs.get('RAM') ?? 0) - (capacities.get('RAM') ?? 0);
  const turns = turnsOf(ground, configuration.projectSymbols).flatMap((turn) =>
    turn.name === 'HEAP_LIMIT' ? raiseLow(turn, leastHeapLimit(trials.resolution.values)) : turn,
  );
  return turns.flatMap((turn): readonly Candidate[] => {
    const cost = linkerCostOf(turn, plan);
    // Symbols of the linker script are about RAM.
    if (cost !== undefined && !overflowing.includes('RAM')) return [];
    const best = cost === undefined ? undefined : largestByLinker(turn, cost, ramExcess);
    const values = best === undefined ? [turn.value] : [String(best), turn.value];
    for (const value of values) {
      const candidate = candidateFor([{ ...turn, value }], request);
      if (candidate === undefined) continue;
      return [{ ...candidate, isMeasuredTwice: cost === undefined && turn.range !== undefined }];
    }
    return [];
  });
}

/** undefined for what cannot be, cannot be built with, or changes nothing of the program. */
function candidateFor(
  turns: readonly Turn[],
  { trials, configuration, planner, plan }: OptionTrials,
): Candidate | undefined {
  const assignments = turns.map(({ name, value }) => ({ name, value }));
  const change = settle(trials, setting(...assignments), assignments[0], {});
  if (change === undefined) return undefined;
  const resolution = trials.tryOut(change);
  if (assignments.some(({ name, value }) => resolution.values.get(name)?.value !== value)) return undefined;
  const planned = planner({ ...configuration, resolution, files: [] });
  if (!planned.ok) return undefined;
  const own = planned.value.plan;
  if (wordsFor(own) === wordsFor(plan)) return undefined;
  return {
    turns,
    change,
    capacities: capacitiesOf(own),
    isSlow: compilerSettingsOf(own) !== compilerSettingsOf(plan),
  };
}

/** What the tools are given, as far as sizes can depend on it: of the linker script only what has one. */
function wordsFor({ files, steps, memory, linkerSymbols }: BuildPlan): string {
  return JSON.stringify([
    files.filter(({ path }) => !path.endsWith('/board.ld')).map(({ path, content }) => [path, content]),
    memory.map(({ name, origin, length }) => [name, origin, length]),
    linkerSymbols.filter(({ name }) => RAM_SIZES.includes(name)).map(({ text }) => text),
    steps.map(({ args, env }) => [args, env].map((texts) => texts.map(({ text }) => text))),
  ]);
}

/** What TinyGo compiles every package with. */
function compilerSettingsOf({ files, steps }: BuildPlan): string {
  const target = files.find(({ path }) => path.endsWith('/target.json'))?.content;
  return JSON.stringify([target, steps.map(({ args }) => args.map(({ text }) => text).filter(isCompilerFlag))]);
}

function isCompilerFlag(text: string): boolean {
  return text.startsWith('-') && !text.startsWith('-tags=') && !text.startsWith('-ldflags=');
}

/** A choice goes by its first member: it need not have a name. */
function aboutOf({ turns }: Pick<Candidate, 'turns'>, { symbols }: Configuration['model']): string {
  return turns.map(({ name }) => symbols.get(name)?.choice?.members[0]?.name ?? name).join(' ');
}

function optionOf({ turns, change }: Candidate, board: string): Tried['option'] {
  const { set, unset, costs } = change;
  return {
    set: set.map(textOf),
    unset,
    prompts: turns.map(({ prompt }) => prompt),
    givesUp: costs.map(textOf),
    command: commandFor(board, set, unset),
  };
}

function textOf({ name, value }: Pick<ConfigSetting, 'name' | 'value'>): string {
  return `${name}=${value}`;
}
