/**
 * What CONFIG_HEAP_LIMIT means in this build. On bare metal the linker enforces it exactly. On Linux the kind is part
 * of the option, because no limit there is exact: Go's runtime alone takes about 4 MiB, maps its heap in 4 MiB steps,
 * and does not start reliably with RLIMIT_DATA below 48 MiB (measured on Linux 6.1, go1.26).
 */
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import type { HeapLimit } from './build-plan.js';
import { askedRam } from './memory-regions.js';
import { bljhOrigin, originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import { hintToSet, symbolProblem } from './symbol-problem.js';
import { chosenOf, isSet, numberOf } from './values.js';

const KIB = 1024;
export const LINUX_MINIMUM_KIB = 8192;
export const RLIMIT_DATA_MINIMUM_KIB = 65536;
/** Of a cgroup's limit: the collector's own soft limit, so that garbage alone never reaches the hard one. */
const CGROUP_SOFT_SHARE = 0.9;

const KINDS = { HEAP_LIMIT_SOFT: 'soft', HEAP_LIMIT_CGROUP: 'cgroup', HEAP_LIMIT_RLIMIT_DATA: 'rlimit-data' } as const;
const KIND_SYMBOLS = ['HEAP_LIMIT_SOFT', 'HEAP_LIMIT_CGROUP', 'HEAP_LIMIT_RLIMIT_DATA'] as const;

const MEANINGS = {
  none: 'no limit',
  linker: 'hard: the linker gives the heap exactly this much; an allocation beyond it panics with "out of memory"',
  soft: "soft: Go's garbage collector works harder near it; a program that needs more still gets more",
  cgroup: 'hard when started by the systemd unit (MemoryMax=): the kernel kills the program at it',
  'rlimit-data': 'RLIMIT_DATA of the whole process: the Go runtime dies at it (ignored by QEMU user emulation)',
} as const;

const CGROUP_OF_ARCHIVE =
  'soft at 90 % of it; hard only if the unit that starts the C program sets MemoryMax=, which bljh cannot do for it';

/** In KiB, with TinyGo: below, main does not start. */
export function leastHeapLimit(values: PlanInput['values']): number {
  return Math.ceil((mainStackOf(values) + KIB) / KIB);
}

/** What main's stack takes of the heap, in bytes: without a scheduler main runs on the system stack. */
export function mainStackOf(values: PlanInput['values']): number {
  return isSet(values, 'TINYGO_SCHEDULER_NONE') ? 0 : numberOf(values, 'GOROUTINE_STACK_SIZE');
}

export function planHeapLimit(input: PlanInput): Result<HeapLimit> {
  const origins = originsOf(input);
  const kib = numberOf(input.values, 'HEAP_LIMIT');
  const bytes = kib * KIB;
  const origin = origins.symbol('HEAP_LIMIT');
  if (isSet(input.values, 'RUNTIME_TINYGO')) {
    const ram = input.board.memory === undefined ? 0 : askedRam(input).length;
    if (bytes > ram && ram > 0) {
      return failure(
        problem(
          input,
          'PL0008',
          `HEAP_LIMIT is ${kib} KiB, board ${input.board.name} has ${ram / KIB} KiB of RAM in all`,
          0,
          '0 gives the heap all RAM that is left',
        ),
      );
    }
    const least = leastHeapLimit(input.values);
    if (bytes > 0 && kib < least) {
      const message = `HEAP_LIMIT is ${kib} KiB: the stack of main alone takes ${mainStackOf(input.values)} bytes of it (GOROUTINE_STACK_SIZE)`;
      return failure(problem(input, 'PL0001', message, least, 'raise it'));
    }
    return success({
      kind: 'linker',
      bytes,
      meaning:
        bytes === 0 ? 'all RAM that is left; an allocation beyond it panics with "out of memory"' : MEANINGS.linker,
      origins: [origin],
    });
  }
  if (bytes === 0) return success({ kind: 'none', bytes, meaning: MEANINGS.none, origins: [origin] });

  const kindSymbol = chosenOf(input.values, KIND_SYMBOLS, 'HEAP_LIMIT_SOFT');
  const kind = KINDS[kindSymbol];
  const tooSmall = findTooSmall(input, kib, kind);
  if (tooSmall !== undefined) return failure(tooSmall);
  const hasUnit = kind !== 'cgroup' || input.project.artifact === 'executable';
  return success({
    kind,
    bytes,
    meaning: hasUnit ? MEANINGS[kind] : CGROUP_OF_ARCHIVE,
    origins: [origin, origins.symbol(kindSymbol)],
  });
}

function findTooSmall(input: PlanInput, kib: number, kind: HeapLimit['kind']): Diagnostic | undefined {
  if (kind === 'rlimit-data' && kib < RLIMIT_DATA_MINIMUM_KIB) {
    return problem(
      input,
      'PL0001',
      `HEAP_LIMIT is ${kib} KiB: with kind rlimit-data Go does not start reliably below ${RLIMIT_DATA_MINIMUM_KIB} KiB`,
      RLIMIT_DATA_MINIMUM_KIB,
      'raise it, or choose another kind (soft, cgroup)',
    );
  }
  if (kib < LINUX_MINIMUM_KIB && !isSet(input.values, 'HEAP_LIMIT_TINY')) {
    return problem(
      input,
      'PL0001',
      `HEAP_LIMIT is ${kib} KiB: on Linux Go's runtime alone needs about ${LINUX_MINIMUM_KIB} KiB`,
      LINUX_MINIMUM_KIB,
      'raise it, or say that you mean it with HEAP_LIMIT_TINY=y',
    );
  }
  return undefined;
}

function problem(input: PlanInput, code: string, message: string, kib: number, text: string): Diagnostic {
  const hint = hintToSet(input.board.name, [`HEAP_LIMIT=${kib}`], text);
  return symbolProblem(input, 'HEAP_LIMIT', { code, message, hint });
}

/** The Go file that puts the limit in force before the program's own init functions; none where the linker does it. */
export function renderHeapLimit(limit: HeapLimit): string | undefined {
  switch (limit.kind) {
    case 'none':
    case 'linker':
      return undefined;
    case 'soft':
      return goFile(['runtime/debug'], `\tdebug.SetMemoryLimit(${limit.bytes}) // ${limit.meaning}`);
    case 'cgroup':
      return goFile(
        ['runtime/debug'],
        `\tdebug.SetMemoryLimit(${Math.floor(limit.bytes * CGROUP_SOFT_SHARE)}) // 90 % of MemoryMax=`,
      );
    case 'rlimit-data':
      return goFile(
        ['os', 'syscall'],
        [
          `\tlimit := syscall.Rlimit{Cur: ${limit.bytes}, Max: ${limit.bytes}}`,
          '\tif err := syscall.Setrlimit(syscall.RLIMIT_DATA, &limit); err != nil {',
          '\t\tos.Stderr.WriteString("bljh: RLIMIT_DATA cannot be set: " + err.Error() + "\\n")',
          '\t\tos.Exit(1)',
          '\t}',
        ].join('\n'),
      );
    default:
      throw new Error(`unexpected kind ${limit.kind satisfies never}`);
  }
}

function goFile(imports: readonly string[], body: string): string {
  return `// Code generated by bljh from CONFIG_HEAP_LIMIT. DO NOT EDIT.

package config

import (
${imports.map((path) => `\t"${path}"`).join('\n')}
)

func init() {
${body}
}
`;
}

/** The systemd unit that starts the program under its limit (systemd.resource-control(5), MemoryMax=). */
export function renderUnit(name: string, limit: HeapLimit): string {
  return `# Generated by bljh from CONFIG_HEAP_LIMIT: install the program as /usr/local/bin/${name}, this file in /etc/systemd/system.
[Unit]
Description=${name}

[Service]
ExecStart=/usr/local/bin/${name}
MemoryMax=${limit.bytes}
MemorySwapMax=0

[Install]
WantedBy=multi-user.target
`;
}

export const unitOrigin = bljhOrigin('the cgroup kind of HEAP_LIMIT acts through a systemd unit');
