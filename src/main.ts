/** The command framework: loaded for everything that the quick path (src/quick.ts) does not answer itself. */
import { execute } from '@oclif/core';
import { moveGlobalFlags } from './cli/global-flags.js';

export async function main(packageFolder: string): Promise<void> {
  await execute({ dir: packageFolder, args: [...moveGlobalFlags(process.argv.slice(2))] });
}
