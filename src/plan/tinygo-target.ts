/**
 * TinyGo's description of a board (its targets/*.json, compileopts/target.go), made from board.ini and the options.
 * bljh brings its own because the stock RISC-V targets need parts that TinyGo's Go module does not carry.
 */
import { isAbsolute } from 'node:path';
import type { GeneratedFile, Origin, Part, Variable } from './build-plan.js';
import { linkerSymbolArguments } from './linker-script.js';
import { bljhOrigin, originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import { chosenOf, isSet, numberOf } from './values.js';

const GC = {
  TINYGO_GC_CONSERVATIVE: 'conservative',
  TINYGO_GC_PRECISE: 'precise',
  TINYGO_GC_LEAKING: 'leaking',
  TINYGO_GC_NONE: 'none',
} as const;
const CONSOLES = { CONSOLE_UART0: 'uart', CONSOLE_UART1: 'uart', CONSOLE_NONE: 'none' } as const;
const SCHEDULERS = { TINYGO_SCHEDULER_TASKS: 'tasks', TINYGO_SCHEDULER_NONE: 'none' } as const;

const TAGS = { CONSOLE_UART1: 'bljh.uart1', WIFI_RAM: 'bljh.wifi_ram' } as const;

const CORE_TAGS = ['tinygo.riscv', 'tinygo.riscv32', 'baremetal'] as const;
const STAND_IN_TAGS = ['linux', 'arm'] as const;

/** Those of every such target: tags that it names, and tags that TinyGo adds (compileopts/config.go). */
const COMMON_TAGS = [
  ...CORE_TAGS,
  ...STAND_IN_TAGS,
  'bljh',
  'tinygo',
  'purego',
  'osusergo',
  'math_big_pure_go',
  'tinygo.unicore',
  'cgo',
] as const;

/** All tags of such a target but the chip's own. */
export function bareMetalTags(input: PlanInput): readonly string[] {
  const fields = new Map(fieldsOf(input, { generated: '', symbols: [] }).map(({ key, value }) => [key, value]));
  const options = optionTags(input).map(({ text }) => text);
  return [
    ...COMMON_TAGS,
    ...options,
    ...['gc', 'scheduler', 'serial'].map((key) => `${key}.${String(fields.get(key))}`),
  ];
}

/** A key of the file: one value, or a list of values that come from different places. */
interface Field {
  readonly key: string;
  readonly value: string | number | readonly Part[];
  readonly origins: readonly Origin[];
}

export interface LinkerInput {
  /** Where bljh's own script is generated. */
  readonly generated: string;
  readonly symbols: readonly Variable[];
}

export function planTarget(input: PlanInput, path: string, linker: LinkerInput): GeneratedFile {
  const fields = fieldsOf(input, linker);
  const target = Object.fromEntries(
    fields.map(({ key, value }) => [key, typeof value === 'object' ? value.map(({ text }) => text) : value]),
  );
  const origins = originsOf(input);
  return {
    path,
    content: `${JSON.stringify(target, null, 2)}\n`,
    origins: [
      origins.board('cpu.march'),
      origins.board('cpu.abi'),
      origins.board('tinygo.tags'),
      origins.symbol('HARD_FLOAT'),
      origins.symbol('GOROUTINE_STACK_SIZE'),
      ...[...keysOf(GC), ...keysOf(SCHEDULERS), ...keysOf(CONSOLES)].map(origins.symbol),
    ],
    parts: fields.flatMap(({ key, value, origins: from }) =>
      typeof value === 'object' ? [...value] : [{ text: `${key}=${value}`, origins: [...from] }],
    ),
  };
}

function linkerScriptOf({ ownLinkerScript, ...input }: PlanInput, { generated }: LinkerInput): Field {
  const key = 'linkerscript';
  if (ownLinkerScript === undefined) {
    const origins = [bljhOrigin("the board's memory regions, from board.ini and the options")];
    return { key, value: `{project}/${generated}`, origins };
  }
  const { path } = ownLinkerScript;
  return {
    key,
    value: isAbsolute(path) ? path : `{project}/${path}`,
    origins: [originsOf(input).symbol('LINKER_SCRIPT')],
  };
}

/** Options that choose between Go files of the runtime. */
function optionTags(input: PlanInput): readonly Part[] {
  const { symbol } = originsOf(input);
  return Object.entries(TAGS)
    .filter(([name]) => isSet(input.values, name))
    .map(([name, text]) => ({ text, origins: [symbol(name)] }));
}

function keysOf<Name extends string>(record: Readonly<Record<Name, string>>): readonly Name[] {
  return Object.keys(record) as Name[];
}

function fieldsOf(input: PlanInput, linker: LinkerInput): readonly Field[] {
  const { cpu, tinygo } = input.board;
  const { board, symbol } = originsOf(input);
  const hasFloat = isSet(input.values, 'HARD_FLOAT');
  const march = hasFloat ? cpu.march.replace(/^rv32ima/, 'rv32imaf') : cpu.march;
  const gc = chosenOf(input.values, keysOf(GC), 'TINYGO_GC_CONSERVATIVE');
  const console = chosenOf(input.values, keysOf(CONSOLES), 'CONSOLE_UART0');
  const scheduler = chosenOf(input.values, keysOf(SCHEDULERS), 'TINYGO_SCHEDULER_TASKS');
  const own = (key: string, value: string, reason: string): Field => ({ key, value, origins: [bljhOrigin(reason)] });
  const list = (key: string, reason: string, texts: readonly string[]): Field => ({
    key,
    value: texts.map((text) => ({ text, origins: [bljhOrigin(reason)] })),
    origins: [],
  });
  const bareMetal = "TinyGo's name for a bare-metal RV32 core";
  // TinyGo stands a bare-metal RV32 in for linux/arm: standard Go knows no 32-bit RISC-V.
  const standIn = 'TinyGo stands a bare-metal RV32 in for linux/arm: standard Go knows no 32-bit RISC-V';
  return [
    own('llvm-target', 'riscv32-unknown-none', bareMetal),
    own('cpu', 'generic-rv32', bareMetal),
    {
      key: 'features',
      value: `+32bit,+m,+a,+c${hasFloat ? ',+f,+zicsr' : ',-f'},-d,-e,+relax`,
      origins: [board('cpu.march'), symbol('HARD_FLOAT')],
    },
    // Calls stay soft-float: TinyGo's task switch saves no floating-point registers.
    { key: 'target-abi', value: cpu.abi, origins: [board('cpu.abi')] },
    {
      key: 'build-tags',
      value: [
        ...CORE_TAGS.map((text) => ({
          text,
          origins: [bljhOrigin("TinyGo's tags of a bare-metal RISC-V core")],
        })),
        ...STAND_IN_TAGS.map((text) => ({ text, origins: [bljhOrigin(standIn)] })),
        { text: 'bljh', origins: [bljhOrigin("bljh's own runtime for these boards")] },
        ...(tinygo?.tags ?? []).map((text) => ({ text, origins: [board('tinygo.tags')] })),
        ...optionTags(input),
      ],
      origins: [],
    },
    own('goos', 'linux', standIn),
    own('goarch', 'arm', standIn),
    { key: 'gc', value: GC[gc], origins: [symbol(gc)] },
    { key: 'scheduler', value: SCHEDULERS[scheduler], origins: [symbol(scheduler)] },
    { key: 'serial', value: CONSOLES[console], origins: [symbol(console)] },
    {
      key: 'default-stack-size',
      value: numberOf(input.values, 'GOROUTINE_STACK_SIZE'),
      origins: [symbol('GOROUTINE_STACK_SIZE')],
    },
    own('linker', 'ld.lld', "LLVM's linker, as TinyGo uses it"),
    linkerScriptOf(input, linker),
    {
      key: 'cflags',
      value: [
        { text: `-march=${march}`, origins: [board('cpu.march'), symbol('HARD_FLOAT')] },
        { text: `-mabi=${cpu.abi}`, origins: [board('cpu.abi')] },
        ...['-fno-exceptions', '-fno-unwind-tables', '-fno-asynchronous-unwind-tables'].map((text) => ({
          text,
          origins: [bljhOrigin('small C code: no unwinding on bare metal')],
        })),
        ...['-ffunction-sections', '-fdata-sections'].map((text) => ({
          text,
          origins: [bljhOrigin('lets the linker drop what is not used')],
        })),
      ],
      origins: [],
    },
    {
      key: 'ldflags',
      value: [
        { text: '--gc-sections', origins: [bljhOrigin('what is not used is not linked')] },
        {
          text: '--discard-locals',
          origins: [bljhOrigin('labels inside of assembly functions would stand for those in a panic')],
        },
        { text: '-melf32lriscv', origins: [bljhOrigin('32-bit little-endian RISC-V')] },
        { text: '-mllvm', origins: [bljhOrigin('the next word is for LLVM')] },
        { text: '-enable-machine-outliner=never', origins: [bljhOrigin("as in TinyGo's own RISC-V targets")] },
        // The compiler's run-time library, of which a soft-float division, for example, needs a part.
        { text: '{libgcc}', origins: [bljhOrigin("GCC's run-time library: soft-float arithmetic needs a part of it")] },
        ...(input.ownLinkerScript === undefined ? [] : linkerSymbolArguments(linker.symbols)),
      ],
      origins: [],
    },
    list('extra-files', "start-up, traps and task switch: bljh's own and TinyGo's", [
      'src/device/bljh/start.S',
      'src/device/bljh/trap.S',
      'src/device/bljh/mem.S',
      'src/internal/task/task_stack_tinygoriscv.S',
      'src/runtime/asm_riscv.S',
    ]),
    list('gdb', 'the debugger for this target', ['gdb-multiarch']),
  ];
}
