/**
 * TinyGo's description of a board (its targets/*.json, compileopts/target.go), made from board.ini and the options.
 * bljh brings its own because the stock RISC-V targets need parts that TinyGo's Go module does not carry.
 */
import type { PlanInput } from './plan-input.js';
import { chosenOf, isSet, numberOf } from './values.js';

const GC = {
  TINYGO_GC_CONSERVATIVE: 'conservative',
  TINYGO_GC_PRECISE: 'precise',
  TINYGO_GC_LEAKING: 'leaking',
} as const;
const GC_SYMBOLS = ['TINYGO_GC_CONSERVATIVE', 'TINYGO_GC_PRECISE', 'TINYGO_GC_LEAKING'] as const;

/** The symbols that reach the target file. */
export const TARGET_SYMBOLS = ['HARD_FLOAT', 'GOROUTINE_STACK_SIZE', ...GC_SYMBOLS] as const;

export function renderTarget(input: PlanInput, linkerScript: string): string {
  const { cpu, tinygo } = input.board;
  const hasFloat = isSet(input.values, 'HARD_FLOAT');
  const march = hasFloat ? cpu.march.replace(/^rv32ima/, 'rv32imaf') : cpu.march;
  const target = {
    'llvm-target': 'riscv32-unknown-none',
    cpu: 'generic-rv32',
    features: `+32bit,+m,+a,+c${hasFloat ? ',+f,+zicsr' : ',-f'},-d,-e,-relax`,
    // Calls stay soft-float: TinyGo's task switch saves no floating-point registers.
    'target-abi': cpu.abi,
    // TinyGo stands a bare-metal RV32 in for linux/arm: standard Go knows no 32-bit RISC-V.
    'build-tags': ['tinygo.riscv', 'tinygo.riscv32', 'baremetal', 'linux', 'arm', 'bljh', ...(tinygo?.tags ?? [])],
    goos: 'linux',
    goarch: 'arm',
    gc: GC[chosenOf(input.values, GC_SYMBOLS, 'TINYGO_GC_CONSERVATIVE')],
    scheduler: 'tasks',
    serial: 'uart',
    'default-stack-size': numberOf(input.values, 'GOROUTINE_STACK_SIZE'),
    linker: 'ld.lld',
    linkerscript: `{project}/${linkerScript}`,
    cflags: [
      `-march=${march}`,
      `-mabi=${cpu.abi}`,
      '-mno-relax',
      '-fno-exceptions',
      '-fno-unwind-tables',
      '-fno-asynchronous-unwind-tables',
      '-ffunction-sections',
      '-fdata-sections',
    ],
    // {libgcc}: the compiler's run-time library, of which a soft-float division, for example, needs a part.
    ldflags: ['--gc-sections', '-melf32lriscv', '-mllvm', '-enable-machine-outliner=never', '{libgcc}'],
    'extra-files': [
      'src/device/bljh/start.S',
      'src/device/bljh/trap.S',
      'src/device/bljh/mem.S',
      'src/internal/task/task_stack_tinygoriscv.S',
      'src/runtime/asm_riscv.S',
    ],
    gdb: ['gdb-multiarch'],
  };
  return `${JSON.stringify(target, null, 2)}\n`;
}
