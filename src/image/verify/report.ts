/** What an inspection finds: the parts of a file in order, and what is wrong, each with its place. */
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { firstWritten, hex } from './bytes.js';

/** Where a file is not right. */
export interface Finding {
  readonly code: 'IM0103' | 'IM0104' | 'IM0105' | 'IM0106' | 'IM0107' | 'IM0108' | 'IM0109';
  /** Offset in the file. */
  readonly at: number;
  readonly part: string;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly fix: string;
}

/** What says that a part's bytes are right: nothing else than this. unchecked: of what is not all there, nothing. */
export type Coverage = 'SHA-256' | 'CRC-32' | 'erased' | 'structure' | 'nothing' | 'unchecked';

export interface ImagePart {
  readonly name: string;
  readonly start: number;
  /** Excluded. */
  readonly end: number;
  readonly coverage: Coverage;
  readonly facts: readonly Fact[];
}

export type Fact = readonly [name: string, value: string];

export const FIX = {
  damaged: 'the file is damaged: copy it again, or make it again with bljh build --force',
  cutShort: 'the file is cut short: copy it again, or make it again with bljh build --force',
  maker: 'the program that made this file wrote it wrongly: make it again with bljh build --force',
} as const;

export class Report {
  readonly bytes: Uint8Array;
  readonly parts: ImagePart[] = [];
  readonly findings: Finding[] = [];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  add(name: string, start: number, end: number, coverage: Coverage, facts: readonly Fact[] = []): void {
    if (end > start) this.parts.push({ name, start, end, coverage, facts });
  }

  complain(finding: Finding): void {
    this.findings.push(finding);
  }

  /** Whether the file goes on to `end`; if not, that is a finding. */
  reaches(part: string, end: number, what: string): boolean {
    const { length } = this.bytes;
    if (length >= end) return true;
    this.complain({
      code: 'IM0103',
      at: length,
      part,
      what: `the file ends here; ${what} ends at ${hex(end)}`,
      expected: `at least ${end} bytes`,
      found: `${length} bytes`,
      fix: FIX.cutShort,
    });
    return false;
  }

  /** Bytes that no checksum covers: they have to be as an erased flash has them. */
  expectErased(from: number, to: number): void {
    const end = Math.min(to, this.bytes.length);
    if (from >= end) return;
    this.add('erased', from, end, 'erased');
    const at = firstWritten(this.bytes, from, end);
    if (at === undefined) return;
    this.complain({
      code: 'IM0108',
      at,
      part: 'erased',
      what: 'a byte that no checksum covers and that belongs to no part of the image',
      expected: '0xff',
      found: hex(this.bytes[at] ?? 0, 2),
      fix: FIX.damaged,
    });
  }
}

export function diagnoseFinding(file: string, finding: Finding): Diagnostic {
  const { code, at, part, what, expected, found, fix } = finding;
  return {
    severity: 'error',
    code,
    message: `${file}: at ${hex(at)} (${part}): ${what}: expected ${expected}, found ${found}`,
    hint: { text: fix },
  };
}
