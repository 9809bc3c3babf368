/** Everything that is given to the engine: texts are Latin-1, one character a byte. */
export interface BrokenInput {
  readonly files: Readonly<Record<string, string>>;
  readonly config: string;
  readonly dialect: string;
  readonly mode: string;
  readonly deep: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
}

export function brokenInput(numbers: { readonly seed: number; readonly index: number }): BrokenInput;
