/** The vendor's flash loader: it comes with blflash's crate, and only the one that is pinned is sent to a chip. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { diagnoseVendorFiles } from '../../toolchains/blflash/vendor-files.js';
import { findTool } from '../../toolchains/find-tool.js';
import type { FoundTool, ToolContext } from '../../toolchains/tool.js';

/** For boards with a crystal of 40 MHz: the only one that the crate has. */
const LOADER = 'image/eflash_loader_40m.bin';

export interface LoaderImage {
  readonly blflash: FoundTool;
  /** The folder of the vendor's files. */
  readonly data: string;
  /** Boot header, segment header, data. */
  readonly bytes: Uint8Array;
}

export async function readLoaderImage(context: ToolContext): Promise<Result<LoaderImage>> {
  const blflash = await findTool('blflash', context);
  if (!blflash.ok) return blflash;
  const data = blflash.value.facts['data'] ?? '';
  const wrong = diagnoseVendorFiles(data, context);
  if (wrong === undefined) return success({ blflash: blflash.value, data, bytes: readFileSync(join(data, LOADER)) });
  const message = `blflash at ${blflash.value.path} ${wrong}`;
  const hint = {
    text: 'remove that file and its folder, then get it again',
    command: 'bljh toolchain install blflash',
  };
  return failure({ severity: 'error', code: 'TC0004', message, hint });
}
