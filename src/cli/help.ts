/** Help with the examples first: most people look for a line that they can copy. */
import { CommandHelp, Help } from '@oclif/core';

class ExamplesFirst extends CommandHelp {
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

export default class BljhHelp extends Help {
  protected override CommandHelpClass = ExamplesFirst;

  /** One list of all commands, whatever their depth: there are few. */
  override formatRoot(): string {
    return `${super.formatRoot()}\n\nFIRST STEPS\n  $ bljh new blinky --template led_blink && cd blinky\n  $ bljh build --board virt64\n  $ bljh run --board virt64`;
  }
}
