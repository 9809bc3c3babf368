/** Help with the examples first: most people look for a line that they can copy. With --json, one JSON document. */
import { type Command, CommandHelp, Errors, Help, type Interfaces } from '@oclif/core';
import { success } from '../diagnostics/diagnostic.js';
import { Session } from './session.js';
import { reportUnknownCommand } from './unknown-command.js';

class ExamplesFirst extends CommandHelp {
  constructor(command: Command.Loadable, config: Interfaces.Config, opts: Interfaces.HelpOptions) {
    const { description } = command;
    super(
      {
        ...command,
        flags: nameValues(command.flags),
        ...(description !== undefined && { description: joinLines(description) }),
      },
      config,
      opts,
    );
  }

  /** Of two flags that exclude a third one, oclif shows that one with the first alone, and nothing with the other. */
  protected override usage(): string {
    const negatable = Object.values(this.command.flags).flatMap((flag) =>
      flag.type === 'boolean' && flag.allowNo === true ? [flag.name] : [],
    );
    // Nor does it show that a flag can be turned off.
    return negatable.reduce(
      (usage, name) => usage.replaceAll(`[--${name}]`, `[--[no-]${name}]`),
      super.usage().replaceAll(' | ]', ']'),
    );
  }

  protected override sections() {
    const sections = super.sections();
    const isExamples = (section: { header: string }) => section.header === 'EXAMPLES';
    const isUsage = (section: { header: string }) => section.header === (this.opts.usageHeader ?? 'USAGE');
    return [
      ...sections.filter(isUsage),
      ...sections.filter(isExamples),
      ...sections.filter((section) => !isUsage(section) && !isExamples(section)),
    ];
  }
}

/** `--board=BOARD` where oclif would say `--board=<value>`. */
function nameValues(flags: Command.Loadable['flags']): Command.Loadable['flags'] {
  const named = Object.entries(flags).map(([name, flag]) => [
    name,
    flag.type === 'option' ? { ...flag, helpValue: flag.helpValue ?? name.toUpperCase() } : flag,
  ]);
  return Object.fromEntries(named) as Command.Loadable['flags'];
}

/** The lines of a paragraph as one, for it is wrapped to the terminal's width; indented lines stay as they are. */
function joinLines(text: string): string {
  return text.replaceAll(/(?<=\S)\n(?=\S)/g, ' ');
}

export default class BljhHelp extends Help {
  protected override CommandHelpClass = ExamplesFirst;
  readonly #lines: string[] = [];
  // oclif passes on the words of a topic without the flags behind them.
  readonly #argv = process.argv.slice(2);

  override async showHelp(argv: string[]): Promise<void> {
    const words = wordsOf(argv);
    try {
      await super.showHelp(words);
    } catch (error) {
      // oclif's help throws for a command that does not exist.
      if (!(error instanceof Errors.CLIError)) throw error;
      reportUnknownCommand(words, this.#argv, this.config);
      return;
    }
    if (!this.#isJson) return;
    const session = new Session(['help', ...words].join(' '));
    session.options = { ...session.options, json: true };
    session.finish(success({ text: `${this.#lines.join('\n').trimEnd()}\n` }), { present: () => '' });
  }

  /** One list of all commands, whatever their depth: there are few. */
  override formatRoot(): string {
    return `${super.formatRoot()}\n\nFIRST STEPS\n  $ bljh new blinky --template led_blink && cd blinky\n  $ bljh build --board virt64\n  $ bljh run --board virt64`;
  }

  protected override log(...args: string[]): void {
    if (this.#isJson) this.#lines.push(args.join(' '));
    else super.log(...args);
  }

  get #isJson(): boolean {
    return this.#argv.includes('--json');
  }
}

/** What names a command: all before the first flag. */
function wordsOf(argv: readonly string[]): string[] {
  const end = argv.findIndex((word) => word.startsWith('-'));
  return argv.slice(0, end === -1 ? argv.length : end);
}
