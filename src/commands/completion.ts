import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Args } from '@oclif/core';
import { BljhCommand } from '../cli/base-command.js';
import { type Result, success } from '../diagnostics/diagnostic.js';

interface Script {
  readonly shell: string;
  readonly text: string;
}

export default class Completion extends BljhCommand<Script> {
  static override summary = 'Print the completion script of a shell';
  static override description = 'Completes commands, flags, boards, templates, tools and what bljh explain knows.';
  static override examples = [
    { description: 'In ~/.bashrc:', command: 'eval "$(<%= config.bin %> completion bash)"' },
    { description: 'In ~/.zshrc:', command: 'eval "$(<%= config.bin %> completion zsh)"' },
    { description: 'In config.fish:', command: '<%= config.bin %> completion fish | source' },
  ];
  static override args = {
    shell: Args.string({ description: 'the shell', required: true, options: ['bash', 'zsh', 'fish', 'powershell'] }),
  };

  protected override async execute(): Promise<Result<Script>> {
    const { args } = await this.parseGlobals(Completion);
    return success({
      shell: args.shell,
      text: readFileSync(join(this.packageFolder, 'templates', 'completion', args.shell), 'utf8'),
    });
  }

  protected override present({ text }: Script): string {
    return text;
  }
}
