/** The data of the page, and what is drawn of it: levels to walk through (a region, a package), and what a search finds. Pure. */
export interface PageSymbol {
  readonly name: string;
  readonly section: string;
  readonly bytes: number;
  /** With a base. */
  readonly before?: number;
}

export interface PagePackage {
  readonly name: string;
  readonly bytes: number;
  readonly before?: number;
  readonly symbols: readonly PageSymbol[];
}

export interface PageRegion {
  readonly name: string;
  readonly bytes: number;
  readonly before?: number;
  readonly lengthBytes?: number;
  readonly packages: readonly PagePackage[];
}

export interface PageData {
  readonly title: string;
  readonly base?: string;
  readonly regions: readonly PageRegion[];
}

/** Where the reader is: in a region, or in one of its packages. */
export interface Place {
  readonly region: string;
  readonly package?: string;
}

export interface Tile {
  readonly name: string;
  readonly detail: string;
  readonly bytes: number;
  readonly before?: number;
  /** Where it leads; symbols lead nowhere. */
  readonly into?: Place;
}

export function regionAt(data: PageData, { region }: Place): PageRegion | undefined {
  return data.regions.find(({ name }) => name === region);
}

/** What is drawn at a place, the largest first; with words to look for, the symbols of the region or package that have all of them. */
export function tilesAt(data: PageData, place: Place, search: string): readonly Tile[] {
  const region = regionAt(data, place);
  if (region === undefined) return [];
  const own = region.packages.filter(({ name }) => place.package === undefined || name === place.package);
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const isWanted = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  if (words.length === 0 && place.package === undefined) return own.map((each) => tileOfPackage(region, each));
  return own
    .flatMap((each) => each.symbols.map((symbol) => tileOfSymbol(each, symbol)))
    .filter(({ name, detail }) => words.length === 0 || isWanted(`${name} ${detail}`))
    .sort((one, other) => other.bytes - one.bytes);
}

/** What is gone since the base has no bytes to draw. */
export function isThere({ bytes }: { readonly bytes: number }): boolean {
  return bytes > 0;
}

/** For the table: with a base what changed most, otherwise the largest first. */
export function ranked(tiles: readonly Tile[], isCompared: boolean): readonly Tile[] {
  const weight = ({ bytes, before = 0 }: Tile) => (isCompared ? Math.abs(bytes - before) : bytes);
  return [...tiles].sort((one, other) => weight(other) - weight(one) || other.bytes - one.bytes);
}

/** `undefined` without a base. */
export function changeText(bytes: number, before: number | undefined): string | undefined {
  if (before === undefined) return undefined;
  if (before === 0) return `+${bytes}, new`;
  if (bytes === 0) return `-${before}, gone`;
  return bytes > before ? `+${bytes - before}` : String(bytes - before);
}

function tileOfPackage(region: PageRegion, { name, bytes, before, symbols }: PagePackage): Tile {
  const count = symbols.filter(isThere).length;
  const detail = `${count} ${count === 1 ? 'symbol' : 'symbols'}`;
  return { name, detail, bytes, ...(before !== undefined && { before }), into: { region: region.name, package: name } };
}

function tileOfSymbol(owner: PagePackage, { name, section, bytes, before }: PageSymbol): Tile {
  const isNamed = name !== '';
  return {
    name: isNamed ? name : section === '' ? owner.name : section,
    detail: isNamed ? `${owner.name} ${section}`.trim() : owner.name,
    bytes,
    ...(before !== undefined && { before }),
  };
}

/** The way back: the region, and the package in it. */
export function wayTo(place: Place): readonly Place[] {
  return place.package === undefined ? [place] : [{ region: place.region }, place];
}

/** A place in the address of the page, so that a browser's back button and a copied address work. */
export function hashOf({ region, package: owner }: Place): string {
  return `#${[region, ...(owner === undefined ? [] : [owner])].map(encodeURIComponent).join('/')}`;
}

export function placeOf(hash: string, data: PageData): Place {
  const first = { region: data.regions[0]?.name ?? '' };
  try {
    const [region = '', owner] = hash.replace(/^#/, '').split('/').map(decodeURIComponent);
    const found = regionAt(data, { region });
    if (found === undefined) return first;
    return owner !== undefined && found.packages.some(({ name }) => name === owner)
      ? { region, package: owner }
      : { region };
  } catch {
    return first; // not the page's own address
  }
}

/** Tiles that would be too small to see are drawn as one. `least`: of all bytes together. */
export function withoutCrumbs(tiles: readonly Tile[], least: number): readonly Tile[] {
  const total = tiles.reduce((sum, { bytes }) => sum + bytes, 0);
  const large = tiles.filter(({ bytes }) => bytes >= total * least);
  const small = tiles.slice(large.length);
  if (small.length < 2) return tiles;
  const bytes = small.reduce((sum, each) => sum + each.bytes, 0);
  const rest: Tile = { name: `${small.length} smaller ones`, detail: 'in the table below', bytes };
  return [...large, rest].sort((one, other) => other.bytes - one.bytes);
}
