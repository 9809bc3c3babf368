import { BljhCommand } from '../../cli/base-command.js';
import { describeCache, type CacheInfo as Info, presentCache } from '../../cli/cache-info.js';
import type { Result } from '../../diagnostics/diagnostic.js';

export default class CacheInfo extends BljhCommand<Info> {
  static override summary = 'What is kept, where, and how much of it';
  static override description =
    `Results of build steps and tools lie in bljh's cache folder. Of the results: how many, how large, the limit
(BLJH_CACHE_SIZE), and when they were last of use. Of the tools: each with its size, and whether this bljh uses it.`;
  static override examples = ['<%= config.bin %> cache info', '<%= config.bin %> cache info --json'];

  protected override async execute(): Promise<Result<Info>> {
    await this.parseGlobals(CacheInfo);
    return describeCache(this.packageFolder, process.env);
  }

  protected override present(info: Info): string {
    return presentCache(info);
  }
}
