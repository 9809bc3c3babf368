/** Which tools a build or run needs. Pure. */
import type { ToolId } from './tool.js';

export interface ToolPurpose {
  readonly runtime: 'go' | 'tinygo';
  readonly cgo: boolean;
  readonly emulator?: 'qemu-riscv64' | 'qemu-system-riscv32' | 'unicorn';
}

export function toolsFor({ runtime, cgo, emulator }: ToolPurpose): readonly ToolId[] {
  // TinyGo reads packages with the go command, which wants the modules' go.mod files whatever is compiled.
  const common: readonly ToolId[] = ['go', 'go-modules'];
  const own: readonly ToolId[] =
    runtime === 'tinygo' ? ['tinygo', 'clang', 'lld', 'riscv64-unknown-elf-gcc'] : cgo ? ['riscv64-linux-gnu-gcc'] : [];
  return [...common, ...own, ...(emulator === undefined ? [] : [emulator])];
}
