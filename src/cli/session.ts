/**
 * One call of bljh as its user sees it: what is told while it runs, the result, the diagnostics, the exit code. Every
 * command ends here, whether it came through the command framework or by the quick path.
 */
import { writeSync } from 'node:fs';
import { EXIT, exitCodeOf } from '../diagnostics/codes.js';
import { type Diagnostic, failure, type Result } from '../diagnostics/diagnostic.js';
import { renderDiagnostic } from '../diagnostics/render.js';
import { assumeWidth, isAnimated, restoreTerminal, styleFor, writeMessage, writeResult } from '../output/streams.js';
import { exitCodeOfSignal, interruptedBy, listenForInterruption, onLastResort } from '../process/interruption.js';
import { hintWithProject } from './with-project.js';

const JSON_SCHEMA_VERSION = 1;

export interface SessionOptions {
  /** One JSON document on stdout instead of text. */
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** The folder of the project as it was typed. */
  readonly project?: string;
}

/** How a result reads and what it means for the caller. */
export interface Presentation<Value> {
  readonly present: (value: Value) => string;
  /** What to type next, told on stderr. */
  readonly next?: (value: Value) => string;
  /** For results that carry their own exit code, such as that of a program that was run. */
  readonly exitCode?: (value: Value) => number;
}

export class Session {
  readonly command: string;
  options: SessionOptions = { json: false, quiet: false, verbose: false };

  constructor(command: string) {
    this.command = command;
  }

  /** From here on, Ctrl-C ends what runs and bljh itself. */
  listen(): void {
    assumeWidth();
    listenForInterruption((signal) => {
      // At once: a live progress display holds back what goes through process.stderr.
      if (process.stderr.isTTY) writeSync(2, `\n${signal === 'SIGINT' ? 'interrupted' : signal}: ending what runs\n`);
    });
    onLastResort(restoreTerminal);
  }

  /** Something that a user should know now, on stderr. */
  tell(text: string): void {
    if (!this.options.quiet) writeMessage(text);
  }

  get progress(): 'live' | 'lines' | 'none' {
    if (this.options.quiet || this.options.json) return 'none';
    return isAnimated(process.stderr) ? 'live' : 'lines';
  }

  finish<Value>(made: Result<Value>, presentation: Presentation<Value>): void {
    const { project } = this.options;
    const diagnostics = made.diagnostics.map((diagnostic) => hintWithProject(diagnostic, project));
    const result: Result<Value> = { ...made, diagnostics };
    const ownCode = result.ok ? (presentation.exitCode?.(result.value) ?? EXIT.ok) : exitCodeOf(result.diagnostics);
    const signal = interruptedBy();
    process.exitCode = signal === undefined ? ownCode : exitCodeOfSignal(signal);
    if (this.options.json) {
      this.writeJson(result, process.exitCode);
      return;
    }
    this.showDiagnostics(result.diagnostics);
    if (!result.ok) return;
    const text = presentation.present(result.value);
    if (text !== '') writeResult(text);
    const next = presentation.next?.(result.value) ?? '';
    if (next !== '') this.tell(`next: ${next}`);
  }

  /** What was thrown and is no wrong call: the system refused something (no permission, no space), or a bug of bljh. */
  finishWithError(error: NodeJS.ErrnoException): void {
    if (error.syscall !== undefined && error.code !== undefined) {
      const message = `the system refused ${error.syscall}${error.path === undefined ? '' : ` of ${error.path}`}: ${error.code}`;
      const text = 'check that the folder exists, that it is yours to write, and that its disk has space';
      this.finish(failure({ severity: 'error', code: 'PJ0005', message, hint: { text } }), { present: () => '' });
      return;
    }
    const { DEBUG } = process.env;
    const diagnostic: Diagnostic = {
      severity: 'error',
      code: 'XX0001',
      message: `this is a bug in bljh: ${error.message}`,
      ...(DEBUG === undefined || DEBUG === '' ? {} : { toolOutput: error.stack ?? '' }),
      hint: {
        text: 'please report it with the command you typed and the output of the same command with DEBUG=bljh',
      },
    };
    this.finish(failure(diagnostic), { present: () => '' });
  }

  private writeJson(result: Result<unknown>, exitCode: number): void {
    const document = {
      schemaVersion: JSON_SCHEMA_VERSION,
      command: this.command,
      ok: result.ok && exitCode === EXIT.ok,
      exitCode,
      ...(result.ok ? { result: result.value } : {}),
      diagnostics: result.diagnostics,
    };
    writeResult(JSON.stringify(document, null, 2));
  }

  private showDiagnostics(diagnostics: readonly Diagnostic[]): void {
    const paint = styleFor(process.stderr);
    for (const diagnostic of diagnostics) {
      if (this.options.quiet && diagnostic.severity !== 'error') continue;
      writeMessage(renderDiagnostic(diagnostic, process.cwd(), paint));
    }
  }
}
