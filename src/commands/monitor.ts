import { Flags } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { executeMonitor, type MonitorReport } from '../cli/monitor-call.js';
import { allowEmptyValue } from '../cli/optional-value.js';
import type { Result } from '../diagnostics/diagnostic.js';
import { INPUTS, type InputKind, LINE_ENDS, type LineEnd } from '../monitor/face.js';
import { TIME_STAMPS, type TimeStampKind } from '../monitor/time-stamps.js';

/** setTimeout's own limit. */
const MOST_SECONDS = 2_147_483;

export default class Monitor extends BljhCommand<MonitorReport> {
  static override summary = 'Show what a board says on its serial port, and speak to it';
  static override description =
    `Off a terminal, standard output gets exactly the bytes that came. A port that goes is waited for and opened again. Below a line
with addresses of the program that was built last comes where they are in the sources, on standard error.
On a terminal, Ctrl-] leaves; Ctrl-T, then r, resets the board; Ctrl-T, then a control key, sends it. Ctrl-C leaves with exit code 130;
with --input raw it is sent to the board. Without a terminal, standard input is sent as it is, and its end ends nothing.
Exit codes: 0 when the awaited line came, when the time of --timeout is over without --until, and after Ctrl-]; 9 when the awaited line
did not come in time, or with --wait the port; 7 when the port cannot be opened, or has gone with --no-reconnect; 3 when --log could not be written.`;
  static override examples = [
    '<%= config.bin %> monitor --port /dev/ttyUSB0',
    {
      description: 'In a script: wait for a line, 30 s at most, and keep everything:',
      command: "<%= config.bin %> monitor -p /dev/ttyUSB0 --until '^ready' --timeout 30 --log boot.log",
    },
    "<%= config.bin %> monitor -p /dev/ttyUSB0 --timestamps=relative --exclude '^debug'",
    'echo version | <%= config.bin %> monitor -p /dev/ttyUSB0 --until OK --timeout 5',
  ];
  static override usage = 'monitor [-p PORT] [--baud N] [--until REGEX] [--timeout SECONDS] [FLAG...]';
  static override flags = {
    port: Flags.string({ char: 'p', description: 'serial port of the board', helpValue: 'PORT' }),
    baud: Flags.integer({
      description: "bits a second (default: the console's of the last build, else 115200)",
      helpValue: 'N',
      min: 1,
    }),
    board: Flags.string({ char: 'b', description: 'board whose last build is meant' }),
    elf: Flags.string({ description: 'the program that runs, for its addresses', helpValue: 'FILE' }),
    decode: Flags.boolean({ description: 'tell addresses of the program as lines', default: true, allowNo: true }),
    until: Flags.string({ description: 'end when a line matches', helpValue: 'REGEX' }),
    timeout: Flags.integer({
      description: 'seconds after which to end',
      helpValue: 'SECONDS',
      min: 1,
      max: MOST_SECONDS,
    }),
    filter: Flags.string({
      description: 'show only lines that match one of these',
      helpValue: 'REGEX',
      multiple: true,
      multipleNonGreedy: true,
    }),
    exclude: Flags.string({
      description: 'show no line that matches',
      helpValue: 'REGEX',
      multiple: true,
      multipleNonGreedy: true,
    }),
    hex: Flags.boolean({ description: 'show bytes as hexadecimal numbers', exclusive: ['filter', 'exclude'] }),
    timestamps: Flags.string({
      description: 'put the time before each line; the time of day, if no kind is given',
      helpValue: TIME_STAMPS.join('|'),
      options: [...TIME_STAMPS],
    }),
    log: Flags.string({ description: 'append what was received to this file', helpValue: 'FILE' }),
    input: Flags.option({
      description: 'on a terminal, send whole lines that can be edited, each key at once, or nothing',
      options: INPUTS,
      helpValue: INPUTS.join('|'),
    })(),
    eol: Flags.string({
      description: 'what ends a line that is sent (default: lf)',
      options: Object.keys(LINE_ENDS),
      helpValue: Object.keys(LINE_ENDS).join('|'),
    }),
    reconnect: Flags.boolean({ description: 'wait for a port that has gone', default: true, allowNo: true }),
    wait: Flags.boolean({ description: 'wait for a port that is not there yet' }),
    reset: Flags.boolean({ description: 'reset the board first, by RTS and DTR' }),
  };

  protected override async execute(): Promise<Result<MonitorReport>> {
    this.argv = allowEmptyValue(this.argv, '--timestamps', 'absolute');
    const { flags } = await this.parseGlobals(Monitor);
    return await executeMonitor({
      session: this.session,
      packageFolder: this.packageFolder,
      project: flags.project,
      port: flags.port,
      baud: flags.baud,
      board: flags.board,
      elf: flags.elf,
      decode: flags.decode,
      until: flags.until,
      timeoutMs: flags.timeout === undefined ? undefined : flags.timeout * 1000,
      filter: flags.filter ?? [],
      exclude: flags.exclude ?? [],
      hex: flags.hex,
      timestamps: flags.timestamps as TimeStampKind | undefined,
      log: flags.log,
      input: flags.input as InputKind | undefined,
      eol: flags.eol as LineEnd | undefined,
      reconnect: flags.reconnect,
      wait: flags.wait,
      reset: flags.reset,
    });
  }

  /** What the device said was shown when it came. */
  protected override present(): string {
    return '';
  }

  protected override exitCode({ exitCode }: MonitorReport): number {
    return exitCode;
  }
}
