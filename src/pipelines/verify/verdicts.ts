/** What comes of comparing two builds: a verdict for each artifact, and diagnostics that name the place and the likely cause. */
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import type { Difference, DifferentPart } from '../../image/compare/compare-artifacts.js';
import type { Cause } from '../../image/compare/likely-causes.js';
import type { ManifestDifference } from './compare-manifests.js';

/** `debug`: what is loaded is the same, what a debugger reads names the folder of the build. */
export type Verdict = 'same' | 'debug' | 'different';

export interface ComparedArtifact {
  readonly kind: string;
  /** Relative to the project. */
  readonly path: string;
  readonly sha256: string;
  readonly verdict: Verdict;
}

const SHOWN_PARTS = 6;

export function diagnoseArtifact(
  board: string,
  path: string,
  difference: Difference,
  causes: readonly Cause[],
  diffoscope: string | undefined,
): Diagnostic {
  const { offset, sizes, parts } = difference;
  const [one, other] = sizes;
  const size = one === other ? '' : `; ${one} bytes here, ${other} there`;
  const shown = parts.slice(0, SHOWN_PARTS).map(describePart);
  const left = parts.length - shown.length;
  const where = [...shown, ...(left > 0 ? [`${left} more`] : [])].join(', ');
  const cause = causes.length === 0 ? 'no cause was found in its bytes' : causes.map(({ text }) => text).join('; ');
  return {
    severity: 'error',
    code: 'RP0001',
    message: `${board}: ${path} is not reproducible: first different byte at ${hex(offset)}${size}; different: ${where}; ${cause}`,
    ...(diffoscope !== undefined && { toolOutput: diffoscope }),
    hint: { text: adviceFor(causes) },
  };
}

export function noteDebug(board: string, path: string, { parts }: Difference): Diagnostic {
  return {
    severity: 'info',
    code: 'RP0002',
    message: `${board}: ${path} differs in what only a debugger reads (${parts.map(({ name }) => name).join(', ')}): TinyGo writes the folders of the sources there; what a device loads is the same`,
  };
}

export function diagnoseManifest(board: string, difference: ManifestDifference): Diagnostic {
  const { path, here, there, origin } = difference;
  const from = origin === undefined ? '' : `; it comes from ${origin}`;
  return {
    severity: 'error',
    code: 'RP0001',
    message: `${board}: the two builds were not given the same: ${path} is ${here} here and ${there} there${from}`,
    hint: { text: 'give it a value that does not depend on when or where it is read' },
  };
}

function describePart({ name, at, symbol }: DifferentPart): string {
  return `${name} at ${hex(at[0])}${symbol === undefined ? '' : ` in ${symbol}`}`;
}

function adviceFor(causes: readonly Cause[]): string {
  switch (causes[0]?.kind) {
    case 'time':
      return 'leave the time of the build out of the program: __DATE__, __TIME__, and files that a generator dates';
    case 'surroundings':
      return 'leave it out of the program: a __FILE__, a path in a generated file, or a variable of the environment';
    case 'build-id':
    case undefined:
      return 'see what differs with diffoscope, and look for a time, a random number or an order that varies';
    default:
      throw new Error(`unexpected cause ${causes[0]?.kind satisfies undefined}`);
  }
}

function hex(offset: number): string {
  return `0x${offset.toString(16)}`;
}
