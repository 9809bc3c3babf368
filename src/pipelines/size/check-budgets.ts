/** Holds the sizes of a program against its budgets and the ratchet: too large is an error with what grew, and how much room is left is told. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import type { Growth } from '../../diagnostics/growth.js';
import type { Budget, BuildPlan, Origin } from '../../plan/build-plan.js';
import { ratchetFileOf } from '../../plan/size-budgets.js';
import { buildPathsOf } from '../../project/project.js';
import { compareRegions } from '../../size/compare-reports.js';
import { parseReport, type SizeRegion, type SizeReport } from '../../size/size-report.js';
import { readManifest, type SizeRoom } from '../manifest.js';
import { measureProgram, programOutputOf } from './measure-program.js';

/** Errors that say that a program was made, and may not be put in place. */
export const TOO_LARGE_CODES: readonly string[] = ['SZ0001', 'SZ0003', 'SZ0004'];

export interface BudgetCheck {
  readonly diagnostics: readonly Diagnostic[];
  readonly room: readonly SizeRoom[];
}

/** `program`: what is checked, relative to the project, in place already or not. */
export function checkBudgets(plan: BuildPlan, projectFolder: string, program: string): BudgetCheck {
  const { budgets, ratchet, board, memory } = plan;
  if (budgets.length === 0 && ratchet === undefined) return { diagnostics: [], room: [] };
  const measured = measureProgram({ file: join(projectFolder, program), name: program, memory });
  if (!measured.ok) return { diagnostics: measured.diagnostics, room: [] };
  const { regions } = measured.value;
  const saved = ratchet === undefined ? undefined : readSaved(ratchet, board, projectFolder);
  const base = baseFor(plan, projectFolder, program);
  const over = budgets.flatMap((budget) => {
    const region = regions.find(({ name }) => name === budget.region);
    return region === undefined ? [] : judge(budget, region, plan, base);
  });
  const room = budgets.flatMap(({ region, name, bytes }): SizeRoom[] => {
    const used = regions.find((each) => each.name === region)?.usedBytes;
    return used === undefined ? [] : [{ region, limit: name, leftBytes: bytes - used }];
  });
  if (ratchet === undefined || saved === undefined) return { diagnostics: over, room };
  if (!saved.ok) return { diagnostics: [...over, ...saved.diagnostics], room };
  const limits = saved.value;
  return {
    diagnostics: [...over, ...regions.flatMap((region) => judgeRatchet(region, limits, ratchet, plan))],
    room: [
      ...room,
      ...regions.map(({ name, usedBytes }) => ({
        region: name,
        limit: ratchet.path,
        leftBytes: limitOf(limits, name) - usedBytes,
      })),
    ],
  };
}

interface NamedBase {
  readonly report: SizeReport;
  readonly name: string;
}

/** What a program that is too large is compared with: the last good build, or what was saved, if there is one of them. */
function baseFor({ board }: BuildPlan, projectFolder: string, program: string): NamedBase | undefined {
  const last = readManifest(join(projectFolder, buildPathsOf(board).manifest))?.plan;
  const path = last === undefined ? undefined : programOutputOf(last)?.path;
  // What is in place already cannot be what it grew from.
  if (last !== undefined && path !== undefined && path !== program && existsSync(join(projectFolder, path))) {
    const measured = measureProgram({ file: join(projectFolder, path), name: path, memory: last.memory });
    if (measured.ok) return { report: measured.value, name: 'the last good build' };
  }
  const name = ratchetFileOf(board);
  const saved = existsSync(join(projectFolder, name))
    ? parseReport(readFileSync(join(projectFolder, name), 'utf8'))
    : '';
  return typeof saved === 'string' ? undefined : { report: saved, name };
}

function judge(
  budget: Budget,
  region: SizeRegion,
  plan: BuildPlan,
  base: NamedBase | undefined,
): readonly Diagnostic[] {
  const excess = region.usedBytes - budget.bytes;
  if (excess <= 0) return [];
  const { board, budgets } = plan;
  const hard = budgets.find(({ region: name, kind }) => name === budget.region && kind === 'hard');
  const message = `${board}: ${budget.region} has ${region.usedBytes} bytes, ${excess} more than ${budget.name}=${budget.bytes}`;
  if (budget.kind === 'soft') {
    const left = hard === undefined ? undefined : hard.bytes - region.usedBytes;
    // The hard one says it.
    if (left !== undefined && left < 0) return [];
    const room = left === undefined ? '' : `; ${left} are left to ${hard?.name}`;
    return [{ severity: 'warning', code: 'SZ0002', message: `${message}${room}`, ...placeOf(budget.origins) }];
  }
  return [
    {
      severity: 'error',
      code: 'SZ0001',
      message,
      ...placeOf(budget.origins),
      growth: growthOf(
        region,
        base?.report.regions.find(({ name }) => name === region.name),
        base?.name,
      ),
      hint: {
        text: `make it smaller, or raise ${budget.name}; all of what was too large:`,
        command: `bljh size --board ${board} --by symbol`,
      },
    },
  ];
}

function growthOf(region: SizeRegion, before: SizeRegion | undefined, since: string | undefined): Growth {
  const isGrown = before !== undefined && before.usedBytes < region.usedBytes;
  if (!isGrown || since === undefined) return compareRegions(region.name, undefined, region);
  return { ...compareRegions(region.name, before, region), since };
}

type Ratchet = NonNullable<BuildPlan['ratchet']>;

function readSaved({ path, origins }: Ratchet, board: string, projectFolder: string): Result<SizeReport> {
  const wrong = (message: string) =>
    failure({
      severity: 'error',
      code: 'SZ0004',
      message,
      ...placeOf(origins),
      hint: { text: 'write it, look at its difference and commit it', command: saveCommand(board) },
    });
  const file = join(projectFolder, path);
  if (!existsSync(file)) return wrong(`SIZE_RATCHET=y holds the program against ${path}, which is not there`);
  const report = parseReport(readFileSync(file, 'utf8'));
  if (typeof report === 'string') return wrong(`${path} cannot be used for SIZE_RATCHET: ${report}`);
  if (report.board !== undefined && report.board !== board)
    return wrong(`${path} has the sizes of board ${report.board}, not of ${board}`);
  return success(report);
}

function judgeRatchet(
  region: SizeRegion,
  saved: SizeReport,
  { path, origins }: Ratchet,
  { board }: BuildPlan,
): readonly Diagnostic[] {
  const limit = limitOf(saved, region.name);
  if (region.usedBytes <= limit) return [];
  const before = saved.regions.find(({ name }) => name === region.name);
  return [
    {
      severity: 'error',
      code: 'SZ0003',
      message: `${board}: ${region.name} has ${region.usedBytes} bytes, ${region.usedBytes - limit} more than ${path} has`,
      ...placeOf(origins),
      growth: { ...compareRegions(region.name, before, region), since: path },
      hint: {
        text: 'make it smaller; if it is meant to grow, save and commit its new sizes',
        command: saveCommand(board),
      },
    },
  ];
}

/** A region that is not in it had nothing. */
function limitOf({ regions }: SizeReport, name: string): number {
  return regions.find((region) => region.name === name)?.usedBytes ?? 0;
}

function saveCommand(board: string): string {
  return `bljh size --board ${board} --save`;
}

function placeOf(origins: readonly Origin[]): Pick<Diagnostic, 'at'> {
  const [origin] = origins;
  return origin?.kind === 'symbol' && origin.at !== undefined ? { at: origin.at } : {};
}
