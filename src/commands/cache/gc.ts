import { Flags } from '@oclif/core';
import { BljhCommand } from '../../cli/base-command.js';
import { collectGarbage, type GcOutcome, presentGarbage } from '../../cli/cache-gc.js';
import type { Result } from '../../diagnostics/diagnostic.js';

export default class CacheGc extends BljhCommand<GcOutcome> {
  static override summary = 'Make room: remove what was of no use for longest';
  static override description =
    `Removes results of steps, the longest unused first, until the store is within its limit; what killed processes
left; and tools that this bljh does not use, and caches of sandboxes, that nobody used for 30 days (--older-than says
otherwise). Builds may run meanwhile: what a running process uses stays, and a result that goes is made again. Builds make room by themselves.`;
  static override examples = [
    '<%= config.bin %> cache gc',
    '<%= config.bin %> cache gc --max-size 2G --older-than 8w',
    '<%= config.bin %> cache gc --max-size 0 --dry-run',
  ];
  static override flags = {
    'max-size': Flags.string({
      description: 'how much may stay of the results: 500M, 2G; 0: nothing (default: BLJH_CACHE_SIZE, or 5G)',
      helpValue: 'SIZE',
    }),
    'older-than': Flags.string({
      description: 'remove results, tools and caches of sandboxes that were of no use for longer: 12h, 30d, 8w',
      helpValue: 'SPAN',
    }),
    'dry-run': Flags.boolean({ char: 'n', description: 'say what would be removed, remove nothing' }),
  };

  protected override async execute(): Promise<Result<GcOutcome>> {
    const { flags } = await this.parseGlobals(CacheGc);
    return collectGarbage({
      packageFolder: this.packageFolder,
      env: process.env,
      maxSize: flags['max-size'],
      olderThan: flags['older-than'],
      dryRun: flags['dry-run'] === true,
      tell: (text) => this.session.tell(text),
    });
  }

  protected override isReport(): boolean {
    return true;
  }

  protected override present(outcome: GcOutcome): string {
    return presentGarbage(outcome);
  }
}
