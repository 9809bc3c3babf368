import { Flags } from '@oclif/core';
import { BljhCommand } from '../../cli/base-command.js';
import { isWhole, presentVerified, type VerifyOutcome, verifyCache } from '../../cli/cache-verify.js';
import { EXIT } from '../../diagnostics/codes.js';
import type { Result } from '../../diagnostics/diagnostic.js';

export default class CacheVerify extends BljhCommand<VerifyOutcome> {
  static override summary = 'Read every result that is kept, and name what is damaged';
  static override description =
    `Compares each file with its hash and each result with its check value: exit code 6, and each damaged one with its
reason. Builds do the same with what they use, so that nothing damaged is ever built with; this finds it before.`;
  static override examples = ['<%= config.bin %> cache verify', '<%= config.bin %> cache verify --repair'];
  static override flags = {
    repair: Flags.boolean({ description: 'remove what is damaged; it is made again when it is needed' }),
  };

  protected override async execute(): Promise<Result<VerifyOutcome>> {
    const { flags } = await this.parseGlobals(CacheVerify);
    return verifyCache(process.env, flags.repair === true);
  }

  protected override present(outcome: VerifyOutcome): string {
    return presentVerified(outcome);
  }

  protected override exitCode(outcome: VerifyOutcome): number {
    return isWhole(outcome) ? EXIT.ok : EXIT.imageInvalid;
  }
}
