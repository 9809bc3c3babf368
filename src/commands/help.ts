import { Args, Command, loadHelpClass } from '@oclif/core';

/** `bljh help CMD` is `bljh CMD --help`; it is no BljhCommand, because help is no result. */
export default class Help extends Command {
  static override summary = 'Show the help of bljh or of one command';
  static override examples = ['<%= config.bin %> help', '<%= config.bin %> help build'];
  static override strict = false;
  static override args = { command: Args.string({ description: 'command to explain' }) };

  override async run(): Promise<void> {
    const words = this.argv.filter((word) => !word.startsWith('-'));
    const HelpClass = await loadHelpClass(this.config);
    await new HelpClass(this.config).showHelp(words);
  }
}
