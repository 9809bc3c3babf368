/**
 * Installs Debian packages: all that an installation needs in one apt-get call, as root or through sudo. Without the
 * right or the user's word to do so, the exact command goes into the diagnostic instead.
 */
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { findExecutable } from '../process/find-executable.js';
import { runCommand, succeeded } from '../process/run-command.js';
import { diagnoseStep, type InstallStep, runStep, shellCommandOf } from './run-install-step.js';
import type { System } from './system.js';

const INSTALL_TIMEOUT_MS = 30 * 60_000;
const QUESTION_TIMEOUT_MS = 30_000;
/** Another package manager may be at work; and a mirror may stumble. */
const PATIENCE = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3'] as const;
/** What apt-get says when its lists are older than the mirror, or empty. */
const STALE_LISTS =
  /404 {2}Not Found|Unable to (?:locate package|fetch)|has no installation candidate|is not available/;

export interface AptOptions {
  readonly env: Readonly<Record<string, string>>;
  /** The user has agreed to changes outside bljh's cache. */
  readonly yes: boolean;
  readonly report: (text: string) => void;
}

/** The packages among `names` that are installed. */
export async function findInstalledPackages(
  names: readonly string[],
  env: AptOptions['env'],
): Promise<ReadonlySet<string>> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const format = '${db:Status-Abbrev}\t${Package}\n';
  const text = await ask('dpkg-query', ['-W', '-f', format, ...names], env);
  const lines = text.split('\n').map((line) => line.split('\t'));
  return new Set(lines.flatMap(([status, name]) => (status?.startsWith('ii') && name !== undefined ? [name] : [])));
}

/** The packages among `names` that apt could install, by its present lists. */
export async function findOfferedPackages(
  names: readonly string[],
  env: AptOptions['env'],
): Promise<ReadonlySet<string>> {
  const text = await ask('apt-cache', ['policy', ...names], env);
  const offered = text.matchAll(/^(\S+?)(?::\w+)?:\n(?: {2}.*\n)*? {2}Candidate: (?!\(none\))/gm);
  return new Set([...offered].map((match) => match[1] ?? ''));
}

export async function installPackages(
  names: readonly string[],
  system: System,
  options: AptOptions,
): Promise<Result<void>> {
  const run = privilegedCommand(system, options.yes);
  const byHand = commandByHand(names, system);
  if (run === undefined) return failure(diagnoseNoRight(names, byHand, system));

  const step = (args: readonly string[]): InstallStep => ({
    tool: names.join(', '),
    file: run.file,
    args: [...run.args, ...args],
    cwd: '/',
    env: { ...options.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const how = {
    timeoutMs: INSTALL_TIMEOUT_MS,
    report: options.report,
    hint: { text: 'run it by hand:', command: byHand },
  };
  const update = step(['update', '-q', ...PATIENCE]);
  const install = step(['install', '-y', '-q', '--no-install-recommends', ...PATIENCE, ...names]);

  const offered = await findOfferedPackages(names, options.env);
  const mustUpdate = names.some((name) => !offered.has(name));
  // A failing update is no verdict: one dead mirror of many fails it. The installation will tell.
  if (mustUpdate) await runStep(update, how);
  let outcome = await runStep(install, how);
  if (!succeeded(outcome) && !mustUpdate && STALE_LISTS.test(outcome.output)) {
    await runStep(update, how);
    outcome = await runStep(install, how);
  }
  return succeeded(outcome) ? success(undefined) : failure(diagnoseStep(install, outcome, how));
}

/** The command for a user to paste. */
export function commandByHand(names: readonly string[], system: System): string {
  const command = shellCommandOf({ file: 'apt-get', args: ['install', '-y', '--no-install-recommends', ...names] });
  return system.isRoot || system.sudo === undefined ? command : `sudo ${command}`;
}

/** Whether installPackages() would do it itself. */
export function mayInstall(system: System, yes: boolean): boolean {
  return privilegedCommand(system, yes) !== undefined;
}

function privilegedCommand(
  system: System,
  yes: boolean,
): { readonly file: string; readonly args: readonly string[] } | undefined {
  if (system.aptGet === undefined) return undefined;
  if (system.isRoot) return { file: system.aptGet, args: [] };
  // -n: never ask for a password, which would hang where nobody sits in front of the terminal.
  return yes && system.sudo !== undefined ? { file: system.sudo, args: ['-n', system.aptGet] } : undefined;
}

function diagnoseNoRight(names: readonly string[], command: string, system: System): Diagnostic {
  const text =
    system.sudo === undefined
      ? 'install them as root, then run bljh again:'
      : 'install them, then run bljh again (with --yes, bljh calls sudo itself):';
  return {
    severity: 'error',
    code: 'TC0003',
    message: `Debian packages are missing, and only root may install them: ${names.join(', ')}`,
    hint: { text, command },
  };
}

/** What a query tool prints; nothing when it is not there or fails: dpkg-query fails for each unknown name. */
async function ask(name: string, args: readonly string[], env: AptOptions['env']): Promise<string> {
  const file = findExecutable(name, env['PATH']);
  if (file === undefined || args.length === 0) return '';
  const outcome = await runCommand(
    { file, args, cwd: '/', env: { ...env, LC_ALL: 'C' } },
    { timeoutMs: QUESTION_TIMEOUT_MS },
  );
  return outcome.stdout;
}
