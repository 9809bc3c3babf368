/** What a program consists of and what it was built with, before any format: src/pipelines/sbom/cyclonedx.ts and spdx.ts write it down. */

export interface Artifact {
  readonly kind: string;
  /** Relative to the project. */
  readonly path: string;
  readonly sha256: string;
  /** SPDX asks for it. */
  readonly sha1: string;
}

/** A licence is told only where it is known: by its SPDX identifier, or by the text that lies beside the sources. */
export type Licence =
  | { readonly kind: 'spdx'; readonly id: 'Apache-2.0' | 'BSD-3-Clause' }
  | { readonly kind: 'text'; readonly file: string; readonly text: string };

export interface Component {
  /** Unique in the bill, and the same for the same component: `github.com/a/b@v1.2.3`. */
  readonly ref: string;
  readonly name: string;
  readonly version?: string;
  readonly kind: 'module' | 'library' | 'firmware' | 'tool';
  readonly purl?: string;
  /** Hex. Of a Go module the hash of its go.sum line, which is one of a list of its files. */
  readonly sha256?: string;
  readonly goSum?: string;
  readonly licence?: Licence;
  /** What else is to be known, by key. */
  readonly facts: Readonly<Record<string, string>>;
}

export interface Bill {
  readonly project: string;
  readonly board: string;
  readonly runtime: 'go' | 'tinygo';
  /** The module path of the program. */
  readonly module: string;
  readonly artifacts: readonly Artifact[];
  /** In the program. */
  readonly components: readonly Component[];
  /** Not in it, but they made it. */
  readonly tools: readonly Component[];
  /** From a `ref` to those that it needs; the program itself is MAIN_REF. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
}

export const MAIN_REF = 'firmware';

/** Who writes it down, and when, if that was said (SOURCE_DATE_EPOCH). */
export interface Writing {
  readonly bljhVersion: string;
  readonly time: Date | undefined;
}
