/** The plainest calls of `bljh build` and `bljh configure`, read before the command framework is loaded: every other flag is the framework's to understand. */
import { type BuildFlags, MAX_JOBS } from './build-flags.js';

export type PlainCall = BuildFlags & { readonly quiet: boolean };

const SWITCHES: Readonly<Record<string, 'quiet' | 'force' | 'all'>> = {
  '-q': 'quiet',
  '--quiet': 'quiet',
  '-f': 'force',
  '--force': 'force',
  '--all': 'all',
};
const VALUES: Readonly<Record<string, 'board' | 'project' | 'jobs'>> = {
  '-b': 'board',
  '--board': 'board',
  '-C': 'project',
  '--project': 'project',
  '-j': 'jobs',
  '--jobs': 'jobs',
};

export function readPlainCall(args: readonly string[]): PlainCall | undefined {
  const board: string[] = [];
  const switches = { quiet: false, force: false, all: false };
  let project = '.';
  let jobs: number | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    const own = Object.hasOwn(SWITCHES, word) ? SWITCHES[word] : undefined;
    if (own !== undefined) {
      switches[own] = true;
      continue;
    }
    const [, flag = '', attached] = /^(-j(?=\d)|-[a-zA-Z]|--[a-z-]+)(?:=|(?<=^-j)|$)(.+)?$/s.exec(word) ?? [];
    const kind = Object.hasOwn(VALUES, flag) ? VALUES[flag] : undefined;
    if (attached === undefined) index += 1;
    const value = attached ?? args[index];
    if (kind === undefined || value === undefined || value.startsWith('-')) return undefined;
    if (kind === 'project') project = value;
    else if (kind === 'board') board.push(value);
    else if (/^[1-9]\d{0,3}$/.test(value) && Number(value) <= MAX_JOBS) jobs = Number(value);
    else return undefined;
  }
  // What excludes each other the framework tells.
  if (switches.all && board.length > 0) return undefined;
  return { project, board, ...switches, jobs, plan: false, dryRun: false };
}
