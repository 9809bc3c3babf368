import type { BrokenInput } from './broken-input.mjs';

/** `engine` is the library, of the sources or built. Throws what it throws. */
export function swallow(engine: object, input: BrokenInput, folder: string): void;
