/**
 * Squarified treemaps: rectangles whose areas are sizes, as near to squares as they can be (Bruls, Huizing, van Wijk: "Squarified
 * Treemaps", 2000). Pure.
 */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Placed<Item> extends Box {
  readonly item: Item;
}

/** `items`: the largest first, none of them zero. Together the boxes are all of `box`. */
export function squarify<Item extends { readonly bytes: number }>(items: readonly Item[], box: Box): Placed<Item>[] {
  const total = items.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total === 0 || box.width <= 0 || box.height <= 0) return [];
  const scale = (box.width * box.height) / total;
  const placed: Placed<Item>[] = [];
  let free = box;
  let from = 0;
  while (from < items.length) {
    const side = Math.min(free.width, free.height);
    const row = rowFrom(items, from, side, scale);
    free = placeRow(items.slice(from, row.end), row.area, free, scale, placed);
    from = row.end;
  }
  return placed;
}

/** As many items as make the row's rectangles better, or at least not worse. */
function rowFrom(items: readonly { readonly bytes: number }[], from: number, side: number, scale: number) {
  const areaOf = (index: number) => (items[index]?.bytes ?? 0) * scale;
  let area = areaOf(from);
  const largest = area;
  let worst = worstRatio(largest, largest, area, side);
  let end = from + 1;
  while (end < items.length) {
    const next = areaOf(end);
    const ratio = worstRatio(largest, next, area + next, side);
    if (ratio > worst) break;
    worst = ratio;
    area += next;
    end += 1;
  }
  return { end, area };
}

function worstRatio(largest: number, smallest: number, area: number, side: number): number {
  const squared = side * side;
  return Math.max((squared * largest) / (area * area), (area * area) / (squared * smallest));
}

/** Along the shorter side; gives what is free behind the row. */
function placeRow<Item extends { readonly bytes: number }>(
  row: readonly Item[],
  area: number,
  free: Box,
  scale: number,
  placed: Placed<Item>[],
): Box {
  const isUpright = free.width >= free.height;
  const side = isUpright ? free.height : free.width;
  const depth = side === 0 ? 0 : area / side;
  let at = 0;
  for (const item of row) {
    const length = depth === 0 ? 0 : (item.bytes * scale) / depth;
    placed.push(
      isUpright
        ? { item, x: free.x, y: free.y + at, width: depth, height: length }
        : { item, x: free.x + at, y: free.y, width: length, height: depth },
    );
    at += length;
  }
  return isUpright
    ? { x: free.x + depth, y: free.y, width: Math.max(0, free.width - depth), height: free.height }
    : { x: free.x, y: free.y + depth, width: free.width, height: Math.max(0, free.height - depth) };
}
