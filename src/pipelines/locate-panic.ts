/** Where a program that was run has failed, as a diagnostic: the line, the functions that are inlined around it, what would help. */
import { join } from 'node:path';
import type { Diagnostic, Location } from '../diagnostics/diagnostic.js';
import type { Panic } from '../image/panic-lines.js';
import type { Frame } from '../image/source-frames.js';
import type { BuildPlan } from '../plan/build-plan.js';
import type { ToolContext } from '../toolchains/tool.js';
import { openDecoder } from './address-decoder.js';
import { SourceLines } from './source-lines.js';

const LARGEST_STACK = 65536;

export interface FailedRun {
  readonly panic: Panic;
  readonly plan: BuildPlan;
  /** Relative to the project. */
  readonly program: string;
  readonly projectFolder: string;
  readonly toolContext: ToolContext;
}

export async function locatePanic(run: FailedRun): Promise<readonly Diagnostic[]> {
  const { panic, program, projectFolder, toolContext } = run;
  const elf = join(projectFolder, program);
  const decoder = await openDecoder({ name: program, elf, projectFolder, toolContext });
  if (!decoder.ok) return decoder.diagnostics.map((diagnostic) => ({ ...diagnostic, severity: 'warning' }));
  const frames = (await decoder.value.decode([panic.address])).get(panic.address) ?? [];
  const lines = new SourceLines(projectFolder);
  const placeOf = (frame: Frame): Location | undefined =>
    frame.line === 0 ? undefined : { file: frame.file, line: frame.line, col: 0 };
  const [innermost, ...callers] = frames;
  const at = innermost === undefined ? undefined : placeOf(innermost);
  return [
    ...decoder.diagnostics,
    {
      severity: 'error',
      code: 'RN0007',
      message: describe(panic, innermost),
      ...(at === undefined ? {} : lines.show(at)),
      related: callers.flatMap((frame) => {
        const place = placeOf(frame);
        return place === undefined ? [] : [{ message: `inlined into ${frame.function}`, at: lines.show(place).at }];
      }),
      ...hintFor(run),
    },
  ];
}

function describe({ kind, what, address, overflow }: Panic, frame: Frame | undefined): string {
  const late = kind === 'panic' && overflow !== undefined ? ', after a goroutine stack overflow' : '';
  const where =
    frame === undefined ? `at 0x${address.toString(16)}, which is no code of the program` : `in ${frame.function}`;
  return `${kind}: ${what}${late}, ${where}`;
}

function hintFor({ panic, plan }: FailedRun): Pick<Diagnostic, 'hint'> {
  const size = stackSizeOf(plan);
  if (panic.overflow === undefined || size === undefined) return {};
  const system =
    panic.overflow === 'some' ? ', or SYSTEM_STACK_SIZE if it was an interrupt handler while all waited' : '';
  const text = `a goroutine has ${size} bytes of stack, and where it is told is where it was noticed: raise GOROUTINE_STACK_SIZE${system}`;
  const set = `GOROUTINE_STACK_SIZE=${Math.min(size * 2, LARGEST_STACK)}`;
  if (size >= LARGEST_STACK)
    return { hint: { text: 'a goroutine has the largest stack there is: look for endless recursion' } };
  return { hint: { text, command: `bljh configure --board ${plan.board} --set ${set}` } };
}

function stackSizeOf(plan: BuildPlan): number | undefined {
  const target = plan.files.find(({ path }) => path.endsWith('/target.json'));
  const size =
    target === undefined ? undefined : (JSON.parse(target.content) as Record<string, unknown>)['default-stack-size'];
  return typeof size === 'number' ? size : undefined;
}
