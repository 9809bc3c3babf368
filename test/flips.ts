/**
 * Flipping an input of a build: what `bljh build --dry-run` says before, which steps run, what `bljh why` says afterwards, and that the way
 * back comes from the store. Fake and real tools are treated alike.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { jsonOf, type Outcome } from './rig.js';

export interface Flip {
  readonly name: string;
  /** Returns the way back. */
  readonly apply: (folder: string) => () => void;
  /** `KIND NAME` of each cause that is to be named, and of no other; by step where they differ. */
  readonly causes: readonly string[];
  /** Those that run; default: the first step of the board, and what is made of it. */
  readonly steps?: readonly string[];
}

interface Change {
  readonly kind: string;
  readonly name: string;
}

interface Story {
  readonly id: string;
  readonly last?: { readonly how: string; readonly from?: string };
  readonly outcome?: { readonly how: string };
  readonly because: readonly Change[];
}

export interface FlipRig {
  readonly folder: string;
  readonly board: string;
  readonly bljh: (...args: string[]) => Promise<Outcome>;
}

const named = (changes: readonly Change[]) => changes.map(({ kind, name }) => `${kind} ${name}`).sort();

/** What would be done: steps that would run, with their causes. */
export async function foreseen({ bljh, board }: FlipRig) {
  const { result } = jsonOf(await bljh('build', '--board', board, '--dry-run', '--json'));
  const { forecasts = [] } = (result ?? {}) as {
    forecasts?: readonly { upToDate: boolean; reason: string; steps: readonly Story[] }[];
  };
  const [forecast] = forecasts;
  const steps = forecast?.steps ?? [];
  return {
    upToDate: forecast?.upToDate,
    reason: forecast?.reason ?? '',
    runs: steps.filter(({ outcome }) => outcome?.how === 'ran').map(({ id }) => id),
    outcomes: Object.fromEntries(steps.map(({ id, outcome }) => [id, outcome?.how])),
    causes: Object.fromEntries(steps.map(({ id, because }) => [id, named(because)])),
  };
}

/** What was done when each step was last made. */
export async function told({ bljh, board }: FlipRig) {
  const { result } = jsonOf(await bljh('why', '--board', board, '--json'));
  const { boards = [] } = (result ?? {}) as { boards?: readonly { steps: readonly Story[]; since: string }[] };
  const [story] = boards;
  return {
    since: story?.since ?? '',
    how: Object.fromEntries((story?.steps ?? []).map(({ id, last }) => [id, last?.how])),
    causes: Object.fromEntries((story?.steps ?? []).map(({ id, because }) => [id, named(because)])),
  };
}

export async function built({ bljh, board }: FlipRig) {
  const outcome = await bljh('build', '--board', board, '--json');
  expect(outcome.code, outcome.stdout + outcome.stderr).toBe(0);
  const { builds = [] } = (jsonOf(outcome).result ?? {}) as {
    builds?: readonly { upToDate: boolean; steps: readonly Story[] }[];
  };
  const [build] = builds;
  return {
    upToDate: build?.upToDate,
    how: Object.fromEntries((build?.steps ?? []).map(({ id, outcome: { how } = { how: '' } }) => [id, how])),
  };
}

/** The way there and back; the store is on, and has what was built before. */
export async function checkFlip(rig: FlipRig, flip: Flip, steps: readonly string[]): Promise<void> {
  const expected = flip.steps ?? steps;
  const causes = [...flip.causes].sort();
  const back = flip.apply(rig.folder);
  const [tool = ''] = expected;
  const before = await foreseen(rig);
  expect(before, flip.name).toMatchObject({ upToDate: false, runs: expected, causes: { [tool]: causes } });
  await built(rig);
  const after = await told(rig);
  expect(after, flip.name).toMatchObject({ since: '', how: { [tool]: 'ran' }, causes: { [tool]: causes } });
  back();
  const again = await built(rig);
  for (const id of expected.filter((each) => each !== 'flash-image')) expect(again.how[id], flip.name).toBe('fetched');
}

export function writes(path: string, content: string | Uint8Array, causes: readonly string[], name = path): Flip {
  return {
    name,
    causes,
    apply: (folder) => {
      const file = join(folder, path);
      const old = readOrNothing(file);
      writeFileSync(file, content);
      return () => (old === undefined ? rmSync(file) : writeFileSync(file, old));
    },
  };
}

/** Another text in the place of one. */
export function edits(
  path: string,
  from: string | RegExp,
  to: string | ((found: string) => string),
  causes: readonly string[],
  name = path,
): Flip {
  return {
    name,
    causes,
    apply: (folder) => {
      const file = join(folder, path);
      const old = readFileSync(file, 'utf8');
      const now = typeof to === 'string' ? old.replace(from, to) : old.replace(from, to);
      if (now === old) throw new Error(`${path} has nothing like ${String(from)}`);
      writeFileSync(file, now);
      return () => writeFileSync(file, old);
    },
  };
}

export const appends = (path: string, text = '\n// other\n', causes = [`file ${path}`]): Flip =>
  edits(path, /$/, text, causes);

/** Lines of .config, each in place of what it says of the symbol now. */
export function sets(board: string, settings: Readonly<Record<string, string>>, causes?: readonly string[]): Flip {
  const names = Object.keys(settings);
  return {
    name: names.join(', '),
    causes: causes ?? names.map((name) => `symbol ${name}`),
    apply: (folder) => {
      const file = join(folder, 'build', board, '.config');
      const old = readFileSync(file, 'utf8');
      const lines = old.split('\n').filter((line) => !names.some((name) => lineIsOf(line, name)));
      const own = Object.entries(settings).map(([name, value]) =>
        value === 'n' ? `# CONFIG_${name} is not set` : `CONFIG_${name}=${value}`,
      );
      writeFileSync(file, `${[...lines, ...own].join('\n')}\n`);
      return () => writeFileSync(file, old);
    },
  };
}

const lineIsOf = (line: string, name: string) =>
  line.startsWith(`CONFIG_${name}=`) || line === `# CONFIG_${name} is not set`;

function readOrNothing(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
