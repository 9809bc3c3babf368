/** The entry of the cache that a tool would have if bljh installed it now: its identity, whether it is there yet or not. */
import { blflashEntryName } from './blflash/vendor-files.js';
import { GO_VERSION, hostGoPlatform, pinnedToolchainOf } from './go/toolchain-module.js';
import { tinygoEntryName } from './tinygo/cached-tinygo.js';
import type { ToolContext, ToolId } from './tool.js';
import { pinnedUnicorn } from './unicorn/pinned-unicorn.js';

/** Undefined for a tool that bljh does not keep. `goVersion`: of the Go on PATH, if it is used. */
export function pinnedEntryOf(id: ToolId, context: ToolContext, goVersion: string = GO_VERSION): string | undefined {
  switch (id) {
    case 'go':
      return pinnedToolchainOf(hostGoPlatform(process))?.entry;
    case 'tinygo':
      return tinygoEntryName(context, goVersion);
    case 'unicorn':
      return pinnedUnicorn(context)?.entry;
    case 'blflash':
      return blflashEntryName();
    default:
      return undefined;
  }
}
