/**
 * Interrupt handlers before the compiler runs: what the marks say, what in the handlers would allocate or wait, and the
 * staged copy of the sources in which the handlers are bound. Only builds with something like a mark come here.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Diagnostic, failure, hasErrors, type Result, success } from '../diagnostics/diagnostic.js';
import { suggestOrList } from '../diagnostics/suggest.js';
import type { BuildPlan, Step } from '../plan/build-plan.js';
import { BINDING_FILE, type BoundHandler, renderBinding } from '../plan/isr-binding.js';
import { formatHashed, parseHashed } from '../process/hashed-text.js';
import { quoteForShell } from '../process/quote-for-shell.js';
import { runCommand, succeeded } from '../process/run-command.js';
import { writeOwnFile } from '../process/write-file.js';
import type { BuildPaths } from '../project/project.js';
import { prepareIsrChecker } from '../toolchains/go/isr-checker.js';
import type { ToolContext } from '../toolchains/tool.js';
import { SourceLines } from './source-lines.js';
import { stageSources } from './stage-sources.js';
import { baseEnvironment, fillFacts, type ToolFacts, type Tools } from './tool-facts.js';

const CHECK_TIMEOUT_MS = 5 * 60_000;

export interface HandlerCheck {
  readonly plan: BuildPlan;
  /** Those that the plan was made with. */
  readonly paths: BuildPaths;
  readonly projectFolder: string;
  readonly tools: Tools;
  readonly facts: ToolFacts;
  readonly toolContext: ToolContext;
  /** Those of the sources, relative to the project. */
  readonly packageFolders: readonly string[];
  readonly onProgress: (text: string) => void;
  readonly onCommand: (line: string) => void;
  /** Where the answer is remembered, and a hash of all that it depends on. */
  readonly memory?: { readonly file: string; readonly key: string };
}

export interface CheckedHandlers {
  readonly handlers: readonly BoundHandler[];
  /** Lines with //bljh:alloc-ok and no finding yet: the finished program may have one. */
  readonly excuses: readonly Excuse[];
  readonly accepted: readonly Excuse[];
  /** False when the go command could not even list the packages: then the compiler fails, too. */
  readonly listed: boolean;
}

export interface Excuse {
  readonly reason: string;
  /** Relative to the project. */
  readonly at: Place;
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

/** What templates/tinygo/isr writes. */
interface Answer {
  readonly listed: boolean;
  readonly complete: boolean;
  readonly handlers: readonly BoundHandler[];
  readonly findings: readonly {
    readonly code: string;
    readonly level: 'error' | 'warning';
    readonly message: string;
    readonly hint: string;
    readonly at: Place;
    readonly related: readonly { readonly message: string; readonly at: Place }[] | null;
    readonly word: string;
  }[];
  readonly accepted: readonly Excuse[];
  readonly excuses: readonly Excuse[];
  readonly embedded: readonly string[];
}

/** Undefined: the program has no mark, and the copy of an earlier one is gone. */
export async function checkHandlers(check: HandlerCheck): Promise<Result<CheckedHandlers | undefined>> {
  const { plan, projectFolder } = check;
  const { interrupts } = plan;
  const stageFolder = join(projectFolder, check.paths.stage);
  const step = plan.steps.find(({ cwd }) => cwd !== undefined);
  if (interrupts === undefined || step === undefined || interrupts.range === undefined) {
    rmSync(stageFolder, { recursive: true, force: true });
    const none = interrupts?.marks.map((at) => noInterrupts(plan, { ...at, file: join(projectFolder, at.file) })) ?? [];
    return none.length === 0 ? success(undefined) : failure(...none);
  }
  const answer = await askOrRecall(check, interrupts, step);
  if (!answer.ok) return answer;
  const diagnostics = diagnosticsOf(answer.value, interrupts, projectFolder);
  if (hasErrors(diagnostics)) return failure(...diagnostics);
  const { handlers, embedded, accepted, excuses, listed } = answer.value;
  const { packageFolders } = check;
  stageSources({ projectFolder, stageFolder, embedded, packageFolders, ...contentOf(check, handlers) });
  return success({ handlers, accepted, excuses, listed }, diagnostics);
}

function contentOf({ plan, paths: { stage } }: HandlerCheck, handlers: readonly BoundHandler[]) {
  const kept = plan.files.filter(({ path }) => path.startsWith(`${stage}/`)).map(({ path }) => relative(stage, path));
  const folders = [...new Set(handlers.map(({ dir }) => dir))];
  const added = folders.map((folder): [string, string] => {
    const own = handlers.filter(({ dir }) => dir === folder);
    return [join(folder, BINDING_FILE), renderBinding(own[0]?.packageName ?? '', own)];
  });
  return { kept, added: new Map(added) };
}

async function askOrRecall(
  check: HandlerCheck,
  interrupts: NonNullable<BuildPlan['interrupts']>,
  step: Step,
): Promise<Result<Answer>> {
  const { memory } = check;
  const remembered = memory && recall(memory);
  if (remembered !== undefined) return success(remembered);
  const answer = await ask(check, interrupts, step);
  // A list that failed may succeed the next time.
  if (memory !== undefined && answer.ok && answer.value.listed)
    writeOwnFile(memory.file, formatHashed(JSON.stringify({ key: memory.key, answer: answer.value })));
  return answer;
}

function recall({ file, key }: NonNullable<HandlerCheck['memory']>): Answer | undefined {
  try {
    const text = parseHashed(readFileSync(file, 'utf8'));
    if (text === undefined) return undefined;
    const memory = JSON.parse(text) as { readonly key: string; readonly answer: Answer };
    return memory.key === key ? memory.answer : undefined;
  } catch {
    return undefined;
  }
}

async function ask(
  check: HandlerCheck,
  { known, range, markedFiles }: NonNullable<BuildPlan['interrupts']>,
  step: Step,
): Promise<Result<Answer>> {
  const { plan, projectFolder, tools, facts } = check;
  const [go, tinygo] = [tools.get('go'), tools.get('tinygo')];
  if (go === undefined || tinygo === undefined) throw new Error('a TinyGo build without Go or TinyGo');
  const checker = await prepareIsrChecker(go, check.toolContext, () =>
    check.onProgress('building what looks into interrupt handlers (once)'),
  );
  if (!checker.ok) return checker;
  check.onProgress('looking into interrupt handlers');
  const { paths } = check;
  const out = join(projectFolder, paths.folder, '.work', 'isr.json');
  mkdirSync(dirname(out), { recursive: true });
  rmSync(out, { force: true });
  const own = Object.fromEntries(step.env.map(({ name, text }) => [name, fillFacts(text, facts)]));
  const command = {
    file: checker.value,
    args: [
      ...['-root', projectFolder, '-out', out],
      ...['-interrupts', known.map(({ name, number }) => `${name}=${number}`).join(',')],
      ...['-first', String(range?.first), '-last', String(range?.last)],
      ...['-marked', markedFiles.join('\n')],
      ...['--', tinygo.path, 'list', `-target=${paths.generated}/target.json`],
      ...step.args.filter(({ text }) => text.startsWith('-tags=')).map(({ text }) => text),
      ...['-json', '-deps', step.args.at(-1)?.text ?? '.'],
    ],
    cwd: projectFolder,
    // Here the user's own tree is read, so its go.mod is the one that is told with -modfile.
    env: {
      ...baseEnvironment(tools, process.env),
      ...own,
      GOFLAGS: `-mod=readonly -modfile=${paths.generated}/go.mod`,
    },
  };
  check.onCommand([command.file, ...command.args].map(quoteForShell).join(' '));
  const outcome = await runCommand(command, { timeoutMs: CHECK_TIMEOUT_MS });
  if (succeeded(outcome)) return success(JSON.parse(readFileSync(out, 'utf8')) as Answer);
  if (outcome.end.kind === 'interrupted')
    return failure({ severity: 'error', code: 'PR0003', message: `${plan.board}: interrupted` });
  return failure({
    severity: 'error',
    code: outcome.end.kind === 'timed-out' ? 'PR0002' : 'PR0001',
    message: `${plan.board}: the interrupt handlers could not be looked into`,
    toolOutput: outcome.output,
    hint: { text: 'see what bljh ran', command: `bljh build --board ${plan.board} --verbose` },
  });
}

function diagnosticsOf(
  answer: Answer,
  interrupts: NonNullable<BuildPlan['interrupts']>,
  projectFolder: string,
): Diagnostic[] {
  const names = interrupts.known.map(({ name }) => name);
  const lines = new SourceLines(projectFolder);
  const found = answer.findings.map(({ code, level, message, hint, at, related, word }): Diagnostic => {
    const text = code === 'IS0003' ? suggestOrList(word, names, 'interrupts of this board') : hint;
    return {
      severity: level,
      code,
      message,
      ...lines.show(at),
      ...(related !== null && related.length > 0
        ? { related: related.map((each) => ({ message: each.message, at: lines.show(each.at).at })) }
        : {}),
      ...(text === '' ? {} : { hint: { text } }),
    };
  });
  return [...found, ...answer.accepted.map((excuse) => diagnoseExcuse(excuse, lines))];
}

export function diagnoseExcuse({ reason, at }: Excuse, lines: SourceLines): Diagnostic {
  return { severity: 'info', code: 'IS0010', message: `not held against the handler: ${reason}`, ...lines.show(at) };
}

function noInterrupts(plan: BuildPlan, at: Place): Diagnostic {
  const reason =
    plan.runtime === 'go'
      ? 'a Linux board handles no interrupts: its kernel does'
      : 'its board.ini has no irqs in [tinygo] and no [interrupts]';
  return {
    severity: 'error',
    code: 'IS0009',
    message: `//go:isr has no effect on board ${plan.board}: ${reason}`,
    at,
    hint: { text: 'put the handler into a file that begins with //go:build baremetal' },
  };
}
