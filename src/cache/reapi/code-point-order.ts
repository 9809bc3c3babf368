/**
 * The order that the Remote Execution API asks for: by code point, which is that of the UTF-8 bytes. JavaScript's own order of strings
 * is another one: it has U+10000 and up before U+E000.
 */
export function byCodePoints(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

export function sortedBy<T>(values: Iterable<T>, nameOf: (value: T) => string): T[] {
  return [...values].sort((left, right) => byCodePoints(nameOf(left), nameOf(right)));
}
