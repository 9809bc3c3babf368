/**
 * What every command shares: the global flags, diagnostics to stderr or into the one JSON document, the exit code.
 * A command says what it does (`execute`) and how a result reads (`present`); it never writes or exits itself.
 */
import { Command, Errors, Flags, type Interfaces } from '@oclif/core';
import { EXIT } from '../diagnostics/codes.js';
import { failure, type Result } from '../diagnostics/diagnostic.js';
import { turnColourOff } from '../output/streams.js';
import { findPackageFolder } from './package-folder.js';
import { Session } from './session.js';
import { diagnoseUsage } from './usage-diagnostics.js';

export type FlagsOf<T extends typeof Command> = Interfaces.InferredFlags<
  (typeof BljhCommand)['baseFlags'] & T['flags']
>;

export abstract class BljhCommand<Value> extends Command {
  static override baseFlags = {
    json: Flags.boolean({
      description: 'one JSON document on standard output, success or failure',
      helpGroup: 'GLOBAL',
    }),
    quiet: Flags.boolean({
      char: 'q',
      description: 'say nothing but errors',
      helpGroup: 'GLOBAL',
      exclusive: ['verbose'],
    }),
    verbose: Flags.boolean({
      char: 'v',
      description: 'say more, such as each command that is run',
      helpGroup: 'GLOBAL',
    }),
    'no-color': Flags.boolean({ description: 'no colour, as with NO_COLOR set', helpGroup: 'GLOBAL' }),
    project: Flags.string({
      char: 'C',
      description: 'folder of the project (default: this one)',
      helpGroup: 'GLOBAL',
      helpValue: 'DIR',
      default: '.',
    }),
  };

  protected readonly session = new Session(this.id ?? '');

  protected get packageFolder(): string {
    return findPackageFolder();
  }

  /** The work of the command. */
  protected abstract execute(): Promise<Result<Value>>;

  /** The result as people read it; nothing for an empty text. */
  protected abstract present(value: Value): string;

  /** Whether the result only tells what was done, which --quiet keeps back; what was asked for is printed all the same. */
  protected isReport(_value: Value): boolean {
    return false;
  }

  /** What to type next, told on stderr after the result. */
  protected next(_value: Value): string {
    return '';
  }

  /** For results that carry their own exit code, such as that of a program that was run. */
  protected exitCode(_value: Value): number {
    return EXIT.ok;
  }

  override async run(): Promise<void> {
    this.session.listen();
    this.finish(await this.execute());
  }

  /** Expected failures arrive as Results; what is thrown is a wrong call (oclif's parser) or a bug. */
  override async catch(error: Error): Promise<void> {
    if (error instanceof Errors.ExitError) throw error;
    const { options } = this.session;
    // A wrong call has no parsed flags: these two count all the same.
    this.session.options = { ...options, json: options.json || this.argv.includes('--json') };
    if (this.argv.includes('--no-color')) turnColourOff();
    const usage = diagnoseUsage(error, this.ctor as typeof Command, this.config.bin, this.argv);
    if (usage === undefined) this.session.finishWithError(error);
    else this.finish(failure(usage));
  }

  /** Parses flags and args and takes the global ones. */
  protected async parseGlobals<T extends typeof Command>(command: T) {
    const parsed = await this.parse(command);
    const flags = parsed.flags as unknown as FlagsOf<typeof Command>;
    const { json, quiet, verbose, project } = flags;
    this.session.options = { json: json === true, quiet: quiet === true, verbose: verbose === true, project };
    if (flags['no-color'] === true) turnColourOff();
    return parsed as typeof parsed & { flags: FlagsOf<T> };
  }

  private finish(result: Result<Value>): void {
    this.session.finish(result, {
      present: (value) => (this.session.options.quiet && this.isReport(value) ? '' : this.present(value)),
      next: (value) => this.next(value),
      exitCode: (value) => this.exitCode(value),
    });
  }
}
