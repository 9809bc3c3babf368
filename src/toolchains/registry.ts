/** Every tool that bljh drives, in the order that `bljh doctor` lists them. */
import { blflash } from './blflash/index.js';
import { bmaptool } from './bmaptool/index.js';
import { bubblewrap } from './bubblewrap/index.js';
import { clang } from './clang/index.js';
import { go } from './go/index.js';
import { goModules } from './go-modules/index.js';
import { lld } from './lld/index.js';
import { make } from './make/index.js';
import { qemuRiscv64 } from './qemu-riscv64/index.js';
import { qemuSystemRiscv32 } from './qemu-system-riscv32/index.js';
import { riscv64LinuxGnuGcc } from './riscv64-linux-gnu-gcc/index.js';
import { riscv64UnknownElfGcc } from './riscv64-unknown-elf-gcc/index.js';
import { tinygo } from './tinygo/index.js';
import type { Tool, ToolId } from './tool.js';
import { unicorn } from './unicorn/index.js';

export const TOOLS: Readonly<Record<ToolId, Tool>> = {
  go,
  'go-modules': goModules,
  tinygo,
  clang,
  lld,
  'riscv64-linux-gnu-gcc': riscv64LinuxGnuGcc,
  'riscv64-unknown-elf-gcc': riscv64UnknownElfGcc,
  'qemu-riscv64': qemuRiscv64,
  'qemu-system-riscv32': qemuSystemRiscv32,
  blflash,
  unicorn,
  bmaptool,
  bubblewrap,
  make,
};
