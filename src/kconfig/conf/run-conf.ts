// `conf` from its command line to its exit code: a drop-in for scripts/kconfig/conf of Linux. Everything it sees and does
// goes through the environment it is given.

import type { KconfigDiagnostic } from '../diagnostic.js';
import type { Dialect } from '../dialect.js';
import { dialects } from '../dialect.js';
import type { Shell } from '../macros/macro-place.js';
import type { ParsedTree, TreeOptions } from '../parse-tree.js';
import { parseTree } from '../parse-tree.js';
import { sniffDialect } from '../sniff/sniff.js';
import type { ParserOptions } from '../syntax/parser-options.js';
import type { FileSystem } from '../text/file-system.js';
import { parseSigned } from '../tree/number-text.js';
import { MOD, NO, YES } from '../tristate.js';
import { Configuration } from '../values/configuration.js';
import { Dialogue, EndOfInput } from './ask.js';
import { describeUnmet } from './describe-symbol.js';
import { GlibcRandom } from './glibc-random.js';
import type { Answer, Luck } from './new-values.js';
import { answerAll, readChances, rewriteTristates } from './new-values.js';
import type { ConfOptions, Mode } from './options.js';
import { readOptions, usage } from './options.js';
import { writeBuildFiles, writeConfig, writeMinimal } from './output-files.js';
import { readConfig, readValues, userStore } from './read-config.js';
import type { ConfEnvironment, Session } from './session.js';

export interface ConfRun extends ConfEnvironment {
  /** The name `conf` was started by, for its own messages. */
  readonly program: string;
  readonly args: readonly string[];
  readonly fileSystem: FileSystem;
  readonly shell: Shell;
  /** The language of the tree; without it the environment or the tree decides. */
  readonly dialect?: Dialect | undefined;
  /** The tree of `treeRequest`, if it was read before. */
  readonly parsed?: ParsedTree | undefined;
  /** For a seed of randconfig that nobody gave. */
  readonly now: () => number;
}

/** How `conf` reads a tree: with the error messages of Linux's. */
export type ConfTreeOptions = TreeOptions & Pick<ParserOptions, 'recovery'>;

const allConfigs: Partial<Record<Mode, string>> = {
  allnoconfig: 'allno.config',
  allyesconfig: 'allyes.config',
  allmodconfig: 'allmod.config',
  alldefconfig: 'alldef.config',
  randconfig: 'allrandom.config',
};

const answers: Partial<Record<Mode, Answer>> = {
  allnoconfig: 'no',
  allyesconfig: 'yes',
  allmodconfig: 'mod',
  alldefconfig: 'default',
  defconfig: 'default',
  randconfig: 'random',
};

/** Runs `conf`; its exit code. */
export function runConf(run: ConfRun): number {
  const options = readOptions(run.program, run.args);
  const random = obeyOptions(run, options);
  if (options.help) {
    run.stdout.write(usage(run.program));
    return 1;
  }
  if (options.file === undefined) {
    run.stderr.write(`${run.program}: Kconfig file missing\n`);
    run.stdout.write(usage(run.program));
    return 1;
  }
  const parsed = run.parsed ?? parseTree(treeOptions(run, options.file));
  if (!tellDiagnostics(run, parsed)) return 1;
  const configuration = new Configuration(parsed.tree);
  const session: Session = {
    ...run,
    configuration,
    prefix: run.env['CONFIG_'] ?? 'CONFIG_',
    silent: options.silent,
    mode: options.mode,
    warnings: 0,
  };
  let unmet = 0;
  configuration.onUnmet = (symbol) => {
    unmet += 1;
    run.stderr.write(describeUnmet(configuration, symbol));
  };
  if (!readInput(session, options.argument)) return 1;
  const strict = run.env['KCONFIG_WERROR'] !== undefined;
  if (strict && session.warnings > 0) return 1;
  const keepsFile = options.mode === 'syncconfig' && Boolean(run.env['KCONFIG_NOSILENTUPDATE']);
  if (keepsFile && configuration.changed) {
    run.stderr.write('\n*** The configuration requires explicit update.\n\n');
    return 1;
  }
  if (!answer(session, random)) return 1;
  if (strict && unmet > 0) return 1;
  return writeOutput(session, options.argument, keepsFile);
}

/** What options do at once: complaints are printed, randconfig tells its seed. */
function obeyOptions(run: ConfRun, { events }: ConfOptions): GlibcRandom | undefined {
  let random: GlibcRandom | undefined;
  for (const event of events) {
    if ('complaint' in event) run.stderr.write(event.complaint);
    else if (event.mode === 'randconfig') random = seedRandom(run);
  }
  return random;
}

function seedRandom({ env, now, stdout }: ConfRun): GlibcRandom {
  const given = env['KCONFIG_SEED'] ?? '';
  const { value, exact } = parseSigned(given, 0);
  const seed = given !== '' && exact ? Number(BigInt.asUintN(32, BigInt(value))) : now() >>> 0;
  stdout.write(`KCONFIG_SEED=0x${seed.toString(16).toUpperCase()}\n`);
  return new GlibcRandom(seed);
}

/** Whether a run reads its input from the first question on, whatever the configuration says. */
export function asksEverything(run: ConfRun): boolean {
  return readOptions(run.program, run.args).mode === 'oldaskconfig';
}

/** The tree a run will read; undefined if it reads none. For whoever wants to read it before. */
export function treeRequest(run: ConfRun): ConfTreeOptions | undefined {
  const { file, help } = readOptions(run.program, run.args);
  return help || file === undefined ? undefined : treeOptions(run, file);
}

function treeOptions(run: ConfRun, file: string): ConfTreeOptions {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(run.env)) if (value !== undefined) environment[name] = value;
  const { fileSystem, cwd } = run;
  const inFolder = (path: string): string => (path.startsWith('/') ? path : `${cwd}/${path}`);
  const inFileSystem: FileSystem = {
    readText: (path) => fileSystem.readText(inFolder(path)),
    list: (path) => fileSystem.list?.(inFolder(path)),
    ...(fileSystem.exists && { exists: (path) => fileSystem.exists?.(inFolder(path)) ?? true }),
  };
  const srctree = run.env['srctree'];
  const sniffed = (): Dialect => dialects[sniffDialect({ file, fileSystem: inFileSystem, srctree, environment }).name];
  const dialect = run.dialect ?? sniffed();
  return {
    file,
    dialect,
    fileSystem: inFileSystem,
    recovery: dialect.losesEntries ? 'statement' : 'entry',
    srctree,
    environment,
    shell: run.shell,
  };
}

/** Prints what was noticed; whether `conf` goes on. */
function tellDiagnostics(run: ConfRun, { diagnostics, syntaxDiagnostics }: ParsedTree): boolean {
  let errors = 0;
  for (const [index, diagnostic] of diagnostics.entries()) {
    if (index === syntaxDiagnostics && errors > 0) return false;
    tell(run, diagnostic);
    if (diagnostic.conf?.stops) return false;
    if (diagnostic.severity === 'error' && !diagnostic.conf?.goesOn) errors += 1;
  }
  return errors === 0;
}

/** In the words of Linux's tools; what they do not notice is an error in ours. */
function tell(run: ConfRun, { conf, severity, at, message }: KconfigDiagnostic): void {
  if (conf !== undefined) (conf.stream === 'stdout' ? run.stdout : run.stderr).write(conf.text);
  else if (severity === 'error') run.stderr.write(`${at === undefined ? '' : `${at.file}:${at.line}: `}${message}\n`);
}

/** Reads the configuration a mode begins with; whether it could. */
function readInput(session: Session, argument: string | undefined): boolean {
  const { mode, env, stderr, configuration } = session;
  if (mode === 'defconfig') {
    if (readConfig(session, argument)) return true;
    stderr.write(`***\n*** Can't find default configuration "${argument ?? '(null)'}"!\n***\n`);
    return false;
  }
  const fallback = allConfigs[mode];
  if (fallback === undefined) {
    readConfig(session, undefined);
    return true;
  }
  const named = env['KCONFIG_ALLCONFIG'];
  if (named === undefined) return true;
  const store = userStore(configuration);
  if (named !== '' && named !== '1') {
    if (readValues(session, named, store)) return true;
    stderr.write(`*** Can't read seed configuration "${named}"!\n`);
    return false;
  }
  if (readValues(session, fallback, store) || readValues(session, 'all.config', store)) return true;
  stderr.write(`*** KCONFIG_ALLCONFIG set, but no "${fallback}" or "all.config" file found\n`);
  return false;
}

/** Gives the answers of the mode; whether it could. */
function answer(session: Session, random: GlibcRandom | undefined): boolean {
  const { mode, configuration, stderr, env } = session;
  const kind = answers[mode];
  if (kind !== undefined) {
    const chances = kind === 'random' ? readChances(env['KCONFIG_PROBABILITY']) : undefined;
    if (kind === 'random' && chances === undefined) {
      stderr.write('KCONFIG_PROBABILITY: Numerical result out of range\n');
      return false;
    }
    const luck: Luck | undefined = random && chances && { random, chances };
    answerAll(configuration, kind, luck);
    return true;
  }
  switch (mode) {
    case 'yes2modconfig':
      rewriteTristates(configuration, YES, MOD);
      break;
    case 'mod2yesconfig':
      rewriteTristates(configuration, MOD, YES);
      break;
    case 'mod2noconfig':
      rewriteTristates(configuration, MOD, NO);
      break;
    case 'oldaskconfig':
    case 'oldconfig':
    case 'syncconfig':
    case 'listnewconfig':
    case 'helpnewconfig':
      return askQuestions(session);
    default:
      return true;
  }
  return true;
}

function askQuestions(session: Session): boolean {
  const dialogue = new Dialogue(session);
  try {
    if (session.mode === 'oldaskconfig') {
      dialogue.askAll();
      session.mode = 'oldconfig';
    }
    dialogue.askNew();
    return true;
  } catch (error) {
    if (!(error instanceof EndOfInput)) throw error;
    session.stderr.write(`\nerror: no value for new symbol '${error.symbol}' at end of input\n`);
    return false;
  }
}

function writeOutput(session: Session, argument: string | undefined, keepsFile: boolean): number {
  const { mode, stderr } = session;
  if (mode === 'listnewconfig' || mode === 'helpnewconfig') return 0;
  if (mode === 'savedefconfig') {
    if (writeMinimal(session, argument ?? '')) return 0;
    stderr.write(`n*** Error while saving defconfig to: ${argument ?? ''}\n\n`);
    return 1;
  }
  if (!keepsFile && !writeConfig(session)) {
    stderr.write('\n*** Error during writing of the configuration.\n\n');
    return 1;
  }
  const isSync = mode === 'syncconfig';
  if (!writeBuildFiles(session, isSync) && isSync) {
    stderr.write('\n*** Error during sync of the configuration.\n\n');
    return 1;
  }
  return 0;
}
