/** Commands that are offered, for somebody who is not in the project: with the -C that the call had. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { quoteForShell } from '../process/quote-for-shell.js';

/** Of the commands of bljh those that work on a project. */
const OF_PROJECT = /^bljh (?=(?:build|clean|configure|explain|flash|monitor|ports|run|size)\b)/;

export function withProject(command: string, project: string | undefined): string {
  if (project === undefined || project === '.') return command;
  return command.replace(OF_PROJECT, () => `bljh -C ${quoteForShell(project)} `);
}

export function hintWithProject(diagnostic: Diagnostic, project: string | undefined): Diagnostic {
  const { hint, fit } = diagnostic;
  const options = fit?.options.map((option) => ({ ...option, command: withProject(option.command, project) }));
  return {
    ...diagnostic,
    ...(fit !== undefined && options !== undefined && { fit: { ...fit, options } }),
    ...(hint?.command !== undefined && { hint: { ...hint, command: withProject(hint.command, project) } }),
  };
}
