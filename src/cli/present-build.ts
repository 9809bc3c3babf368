/** Builds and plans as people read them. */

import { describeBudget, describePart, describeRatchet } from '../explain/pieces.js';
import type { BuildReport } from '../pipelines/build-board.js';
import { describeOutputs, formatBytes } from '../pipelines/describe-outputs.js';
import type { Argument, BuildPlan, Variable } from '../plan/build-plan.js';
import { describeOrigin } from '../plan/origin.js';

type IsrHandler = NonNullable<BuildPlan['interrupts']>['handlers'][number];

export function presentBuild(builds: readonly BuildReport[], verbose: boolean): string {
  return builds.map((build) => describeBuild(build, verbose)).join('\n');
}

function describeBuild(report: BuildReport, verbose: boolean): string {
  const { board, upToDate, reason, durationMs, manifest } = report;
  const head = upToDate
    ? `${board}: up to date`
    : `${board}: ${howMade(report)} in ${(durationMs / 1000).toFixed(1)} s (${reason})`;
  const tools = verbose ? manifest.tools.map(({ name, version }) => `\n  tool: ${name} ${version}`).join('') : '';
  return `${head}\n${describeOutputs(manifest)}${tools}`;
}

/** Told by the step that took longest: one that ran, or one that was fetched. */
function howMade({ steps }: BuildReport): string {
  if (steps.some(({ outcome }) => outcome.how === 'ran')) return 'built';
  const [from] = steps.flatMap(({ outcome }) => (outcome.how === 'fetched' ? [outcome.from] : []));
  return from === undefined ? 'made anew without a build step' : `taken from the ${from}`;
}

export function presentPlan(plan: BuildPlan): string {
  const lines = [
    `${plan.project} for ${plan.board}: ${plan.runtime === 'go' ? 'standard Go' : 'TinyGo'}, ${plan.artifact}`,
  ];
  const section = (title: string, rows: readonly (readonly [string, string])[]) => {
    if (rows.length === 0) return;
    lines.push('', title, ...rows.map(([text, origin]) => `  ${text}\n      ${origin}`));
  };
  const withOrigin = ({ text, origins }: Pick<Argument, 'text' | 'origins'>): [string, string] => [
    text,
    describeAll(origins),
  ];
  for (const step of plan.steps) {
    if (step.cwd !== undefined)
      lines.push('', `${step.tool} runs in ${step.cwd}, a copy of the sources with their handlers bound`);
    section(`${step.tool} arguments`, step.args.map(withOrigin));
    section(
      `${step.tool} environment`,
      step.env.map(({ name, text, origins }) => withOrigin({ text: `${name}=${text}`, origins })),
    );
  }
  section(
    'constants (package bljh/config)',
    plan.constants.map(({ name, type, value, origins }) => [`${name} ${type} = ${value}`, describeAll(origins)]),
  );
  section(
    'linker symbols',
    plan.linkerSymbols.map(({ name, text, origins }) => [`${name} = ${text}`, describeAll(origins)]),
  );
  section(
    'interrupt handlers',
    (plan.interrupts?.handlers ?? []).map((handler) => [describeHandler(handler), describeAll(handler.origins)]),
  );
  section(
    'memory',
    plan.memory.map(({ name, origin, length, origins }) => [
      `${name} at 0x${origin.toString(16)}, ${formatBytes(length)}`,
      describeAll(origins),
    ]),
  );
  const amount = plan.heapLimit.bytes === 0 ? '' : `${formatBytes(plan.heapLimit.bytes)}, `;
  section('heap limit', [
    [`${plan.heapLimit.kind}: ${amount}${plan.heapLimit.meaning}`, describeAll(plan.heapLimit.origins)],
  ]);
  section('size budgets', [
    ...plan.budgets.map((budget): [string, string] => [describeBudget(budget), describeAll(budget.origins)]),
    ...(plan.ratchet === undefined
      ? []
      : [[describeRatchet(plan.ratchet.path), describeAll(plan.ratchet.origins)] as const]),
  ]);
  const { image } = plan;
  if (image !== undefined) {
    section('flash image', [
      [`layout ${image.layout}`, describeAll(image.origins)],
      ...image.parts.map((part): [string, string] => [describePart(part), describeAll(part.origins)]),
    ]);
    // The others are blflash's defaults: explain and --json have them.
    section(
      'boot header',
      image.header
        .filter(({ origins }) => origins.some(({ kind }) => kind !== 'bljh'))
        .map(({ name, value, origins }) => [`${name} = ${value}`, describeAll(origins)]),
    );
  }
  section(
    'generated files',
    plan.files.map(({ path, origins }) => [path, describeAll(origins)]),
  );
  section(
    'artifacts',
    plan.artifacts.map(({ path, kind, origins }) => [`${path} (${kind})`, describeAll(origins)]),
  );
  return lines.join('\n');
}

function describeHandler({ name, irq, number, function: called }: IsrHandler): string {
  const interrupt = number === undefined ? `${irq}, which this board does not have` : `interrupt ${number}`;
  return `${called}, called ${name}: ${interrupt}`;
}

function describeAll(origins: Variable['origins']): string {
  return [...new Set(origins.map((origin) => describeOrigin(origin)))].join('\n      ');
}
