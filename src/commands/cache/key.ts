import { Flags } from '@oclif/core';
import { BljhCommand } from '../../cli/base-command.js';
import { type CacheKey as Key, makeCacheKey, presentKey } from '../../cli/cache-key.js';
import type { Result } from '../../diagnostics/diagnostic.js';

export default class CacheKey extends BljhCommand<Key> {
  static override summary = "A key for the cache of a CI service, such as GitHub's actions/cache";
  static override description =
    `One word, made of what decides whether a saved cache folder is of use: the system, the compilers, this bljh, the
boards, go.mod and go.sum. It is the same before the cache is restored and after. With --json its parts, the keys to
restore from, and the folder to save.`;
  static override examples = [
    '<%= config.bin %> cache key',
    '<%= config.bin %> cache key --board bl602 --board jh7110',
    '<%= config.bin %> cache key --all --json',
  ];
  static override flags = {
    board: Flags.string({
      char: 'b',
      description: "board that is built; several are possible (default: the project's)",
      multiple: true,
      multipleNonGreedy: true,
    }),
    all: Flags.boolean({ description: 'every board that the project has a defconfig for', exclusive: ['board'] }),
  };

  protected override async execute(): Promise<Result<Key>> {
    const { flags } = await this.parseGlobals(CacheKey);
    const { project, board, all } = flags;
    return makeCacheKey({ project, board, all, packageFolder: this.packageFolder, env: process.env });
  }

  protected override present(key: Key): string {
    return presentKey(key);
  }
}
