/** `bljh monitor` behind its flags: the port and the program that are meant, then the monitor, then how it ended. */
import { findAgain } from '../device/ports/find-again.js';
import { exitCodeOf } from '../diagnostics/codes.js';
import { type Diagnostic, failure, hasErrors, type Result, success } from '../diagnostics/diagnostic.js';
import type { Captured } from '../monitor/capture.js';
import { type InputKind, type LineEnd, openFace } from '../monitor/face.js';
import { lineFormatOf } from '../monitor/line-format.js';
import { LogFile } from '../monitor/log-file.js';
import { type MonitorOutcome, runMonitor } from '../monitor/run-monitor.js';
import type { TimeStampKind } from '../monitor/time-stamps.js';
import { exitCodeOfSignal, interruptedBy } from '../process/interruption.js';
import { type NotedAddress, ProgramNotes } from './address-notes.js';
import { findMonitoredProgram } from './monitored-program.js';
import { type ChosenPort, choosePort, type PortWish, rememberPort } from './port-choice.js';
import type { Session } from './session.js';
import { toolContextOf } from './tool-context.js';

export interface MonitorFlags {
  readonly session: Session;
  readonly packageFolder: string;
  /** The folder of the project as it was typed. */
  readonly project: string;
  readonly port: string | undefined;
  readonly baud: number | undefined;
  readonly board: string | undefined;
  readonly elf: string | undefined;
  readonly decode: boolean;
  readonly until: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly filter: readonly string[];
  readonly exclude: readonly string[];
  readonly hex: boolean;
  readonly timestamps: TimeStampKind | undefined;
  readonly log: string | undefined;
  readonly input: InputKind | undefined;
  readonly eol: LineEnd | undefined;
  readonly reconnect: boolean;
  readonly wait: boolean;
  readonly reset: boolean;
}

export interface MonitorReport extends MonitorOutcome, Partial<Captured> {
  readonly baudRate: number;
  readonly durationMs: number;
  readonly addresses: readonly NotedAddress[];
  readonly exitCode: number;
}

export async function executeMonitor(flags: MonitorFlags): Promise<Result<MonitorReport>> {
  const patterns = compilePatterns(flags);
  if (!patterns.ok) return patterns;
  const { until, filter, exclude } = patterns.value;
  const found = findMonitoredProgram(flags);
  if (!found.ok) return found;
  const { projectFolder, program } = found.value;
  const toolContext = toolContextOf(flags.packageFolder);
  const notes =
    program === undefined || !flags.decode ? undefined : new ProgramNotes({ ...program, projectFolder, toolContext });
  if (flags.elf !== undefined && notes !== undefined) {
    const wrong = await notes.check();
    if (hasErrors(wrong)) return failure(...wrong);
  }
  const { session } = flags;
  const { json, quiet } = session.options;
  const startMs = Date.now();
  const baudRate = flags.baud ?? found.value.baudRate;
  const isWanted = (line: string): boolean =>
    until?.test(line) === true ||
    ((filter.length === 0 || filter.some((each) => each.test(line))) && !exclude.some((each) => each.test(line)));
  const hasFilter = filter.length > 0 || exclude.length > 0;
  const { hex, timestamps } = flags;
  let log: LogFile | undefined;
  if (flags.log !== undefined) {
    const opened = openLog(flags.log, timestamps, startMs, (text) => face.output.tell(text));
    if (!opened.ok) return opened;
    log = opened.value;
  }
  const { stdin, stdout, stderr } = process;
  const input = flags.input ?? (json && stdin.isTTY === true ? 'none' : 'line');
  const face = openFace({ input, eol: flags.eol, isCaptured: json, stdin, stdout, stderr });
  const port = new MonitoredPort(flags, projectFolder);
  const ran = await runMonitor({
    baudRate,
    findPath: async () => await port.find(),
    reconnect: flags.reconnect,
    wait: flags.wait,
    reset: flags.reset,
    until,
    timeoutMs: flags.timeoutMs,
    format: lineFormatOf({ hex, timestamps, startMs, isWanted: hasFilter ? isWanted : undefined }),
    face,
    log,
    notes,
    tell: (text) => {
      if (!quiet) face.output.tell(text);
    },
  });
  if (!ran.ok) return ran;
  const problems = [...endProblems(flags, ran.value), ...logProblems(log)];
  const signal = interruptedBy();
  const report: MonitorReport = {
    ...ran.value,
    ...face.captured?.report,
    baudRate,
    durationMs: Date.now() - startMs,
    addresses: notes?.noted ?? [],
    exitCode: signal === undefined ? exitCodeOf(problems) : exitCodeOfSignal(signal),
  };
  return success(report, [...found.diagnostics, ...ran.diagnostics, ...problems, ...port.remember()]);
}

/** The port is chosen once; from then on it is the same one, wherever it is. */
class MonitoredPort {
  readonly #wish: PortWish;
  #chosen: ChosenPort | undefined;

  constructor({ session, port }: MonitorFlags, projectFolder: string | undefined) {
    this.#wish = { session, port, projectFolder, env: process.env };
  }

  async find(): Promise<Result<string>> {
    // A port that was named before it was plugged in has got its identity since.
    const isKnown = this.#chosen !== undefined && (this.#chosen.usb !== undefined || this.#chosen.by !== 'flag');
    if (this.#chosen !== undefined && isKnown) {
      const path = findAgain(this.#chosen);
      // Another board may have its name now.
      return path === undefined ? failure(isAway(this.#chosen.path)) : success(path);
    }
    const made = await choosePort(this.#wish);
    if (!made.ok) return made;
    this.#chosen = made.value;
    return success(made.value.path, made.diagnostics);
  }

  remember(): readonly Diagnostic[] {
    return this.#chosen === undefined ? [] : rememberPort(this.#chosen, this.#wish);
  }
}

function isAway(path: string): Diagnostic {
  return { severity: 'error', code: 'DV0001', message: `${path}: the board that was there is not connected` };
}

interface Patterns {
  readonly until: RegExp | undefined;
  readonly filter: readonly RegExp[];
  readonly exclude: readonly RegExp[];
}

function compilePatterns({ until, filter, exclude }: MonitorFlags): Result<Patterns> {
  const wrong: Diagnostic[] = [];
  const compile = (flag: string, text: string): RegExp => {
    try {
      return new RegExp(text, 'u');
    } catch (error) {
      const message = `--${flag}: ${(error as Error).message}`;
      const hint = {
        text: 'it is a regular expression of JavaScript; a \\ before a special character takes it as it is',
      };
      wrong.push({ severity: 'error', code: 'CL0003', message, hint });
      return /(?:)/;
    }
  };
  const patterns = {
    until: until === undefined ? undefined : compile('until', until),
    filter: filter.map((text) => compile('filter', text)),
    exclude: exclude.map((text) => compile('exclude', text)),
  };
  return wrong.length === 0 ? success(patterns) : failure(...wrong);
}

function openLog(
  name: string,
  timestamps: TimeStampKind | undefined,
  startMs: number,
  tell: (text: string) => void,
): Result<LogFile> {
  try {
    const onFailure = (reason: string): void =>
      tell(`${name} cannot be written (${reason}): the monitor goes on without a log`);
    return success(new LogFile(name, lineFormatOf({ timestamps, startMs }), onFailure));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const hint = { text: 'name a file in a folder that is there and that you may write' };
    return failure({ severity: 'error', code: 'PJ0005', message: `cannot write ${name}: ${code}`, hint });
  }
}

/** Ends that were not what was asked for. */
function endProblems(flags: MonitorFlags, { end, port, isConnected }: MonitorOutcome): readonly Diagnostic[] {
  const seconds = (flags.timeoutMs ?? 0) / 1000;
  if (end === 'timeout' && port === undefined) {
    const message = `${flags.port ?? 'no port'} did not come in ${seconds} s`;
    const hint = { text: 'look at the cable, and whether the board has power' };
    return [{ severity: 'error', code: 'MN0002', message, hint }];
  }
  if (end === 'timeout' && flags.until !== undefined) {
    const message = `no line matched ${flags.until} in ${seconds} s${isConnected ? '' : `, and ${port} is not there`}`;
    const hint = { text: 'look at what was received; a wrong --baud shows as nonsense' };
    return [{ severity: 'error', code: 'MN0001', message, hint }];
  }
  if (end !== 'gone') return [];
  const hint = { text: 'plug it in again; without --no-reconnect the monitor waits for it' };
  return [{ severity: 'error', code: 'DV0008', message: `${port} has gone`, hint }];
}

function logProblems(log: LogFile | undefined): readonly Diagnostic[] {
  if (log?.failure === undefined) return [];
  const message = `${log.name} is not complete: ${log.failure}`;
  const hint = { text: 'give its disk some space, or log to another one' };
  return [{ severity: 'error', code: 'MN0003', message, hint }];
}
