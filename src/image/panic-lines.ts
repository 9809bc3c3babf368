/**
 * What a TinyGo program on a bare-metal board prints when it fails: TinyGo's panics (src/runtime/panic.go, with bljh's
 * edits) and bljh's exceptions (templates/tinygo/overlay, runtime_bljh_trap.go). Pure, line by line.
 */
export interface Panic {
  /** What happened: what was given to panic, or the words for a runtime error or an exception. */
  readonly what: string;
  readonly kind: 'panic' | 'runtime error' | 'exception';
  /** The instruction, or the jump of the call. */
  readonly address: number;
  /** `some`: the stack pointer had left all RAM, and whose stack it was cannot be told. */
  readonly overflow?: 'goroutine' | 'some';
}

const RUNTIME_ERROR = /panic: runtime error at 0x([0-9a-f]{8}): (.*)$/;
const EXCEPTION = /panic: exception \d+ \((.*)\) at 0x([0-9a-f]{8}), value 0x[0-9a-f]{8}, stack pointer 0x[0-9a-f]{8}$/;
const PANIC = /panic: (.*)$/;
const CALLER = /^\tat 0x([0-9a-f]{8})(, after a goroutine stack overflow)?$/;

/** Reads a program's lines as they come and keeps the last panic: the program ends with it. */
export class PanicReader {
  #message = '';
  #panic: Panic | undefined;

  get panic(): Panic | undefined {
    return this.#panic;
  }

  read(line: string): void {
    const found = this.#find(line);
    if (found !== undefined) this.#panic = found;
    else this.#message = PANIC.exec(line)?.[1] ?? this.#message;
  }

  #find(line: string): Panic | undefined {
    const [, at, error = ''] = RUNTIME_ERROR.exec(line) ?? [];
    if (at !== undefined) return make('runtime error', error, at);
    const [, name = '', place] = EXCEPTION.exec(line) ?? [];
    if (place !== undefined) return make('exception', name, place);
    const [, caller, late] = CALLER.exec(line) ?? [];
    if (caller === undefined) return undefined;
    return { ...make('panic', this.#message, caller), ...(late !== undefined && { overflow: 'goroutine' }) };
  }
}

function make(kind: Panic['kind'], what: string, hex: string): Panic {
  const overflow = what === 'goroutine stack overflow' ? 'goroutine' : what === 'stack overflow' ? 'some' : undefined;
  return { kind, what, address: Number.parseInt(hex, 16), ...(overflow !== undefined && { overflow }) };
}
