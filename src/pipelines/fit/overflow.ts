/** What the linker says when a program does not fit, as facts: ld.lld's own lines, TinyGo's version of them, board.ld's assertions. Pure. */
export interface Overflow {
  /** By the region's name; what was said to be missing, in bytes. */
  readonly regions: ReadonlyMap<string, number>;
  /** The heap has no room beside the variables. */
  readonly heap: 'limit' | 'nothing-left' | undefined;
}

/** ld.lld 19; a line a section, of which the last and largest counts. */
const LLD = /error: section '.*' will not fit in region '(.*)': overflowed by (\d+) bytes/g;
/** builder/tools.go of TinyGo 0.41, in place of ld.lld's lines about RAM. */
const TINYGO_RAM = /program uses too much static RAM on this chip \(RAM overflowed by (\d+) bytes\)/g;
/** templates/tinygo/board.ld. */
const HEAP_LIMIT = 'bljh: the heap limit does not fit in RAM';
const NO_HEAP = 'bljh: too little is left for the heap';

/** undefined: it failed for another reason. */
export function findOverflow(output: string): Overflow | undefined {
  const found = [
    ...[...output.matchAll(LLD)].map(([, region = '', bytes]) => ({ region, bytes: Number(bytes) })),
    ...[...output.matchAll(TINYGO_RAM)].map(([, bytes]) => ({ region: 'RAM', bytes: Number(bytes) })),
  ];
  const regions = new Map<string, number>();
  for (const { region, bytes } of found) regions.set(region, Math.max(bytes, regions.get(region) ?? 0));
  const heap = output.includes(HEAP_LIMIT) ? 'limit' : output.includes(NO_HEAP) ? 'nothing-left' : undefined;
  return regions.size === 0 && heap === undefined ? undefined : { regions, heap };
}

export function describeOverflow({ regions, heap }: Overflow): string {
  const parts = [...regions].map(([region, bytes]) => `${region} overflows by ${bytes} bytes`);
  if (heap === 'limit') parts.push('the heap limit does not fit in RAM');
  if (heap === 'nothing-left') parts.push('too little RAM is left for the heap');
  return parts.join(', ');
}
