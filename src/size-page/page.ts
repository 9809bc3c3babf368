/**
 * The page of `bljh size --format html` in a browser: a treemap to walk through by mouse and keyboard, and the same as a table. Every
 * name goes into the page as text, never as markup.
 */
import {
  changeText,
  hashOf,
  isThere,
  type PageData,
  type Place,
  placeOf,
  ranked,
  regionAt,
  type Tile,
  tilesAt,
  wayTo,
  withoutCrumbs,
} from './page-data.js';
import { type Placed, squarify } from './squarify.js';

const WIDTH = 1200;
const HEIGHT = 640;
/** Of the drawing's area: below it a tile could not be seen. */
const LEAST_SHARE = 1 / 20_000;
const TABLE_ROWS = 200;
const SVG = 'http://www.w3.org/2000/svg';
const CHARACTER_WIDTH = 6.4;

const data = JSON.parse(byId('data').textContent ?? '') as PageData;
const search = byId('search') as HTMLInputElement;
let place: Place = placeOf(location.hash, data);

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no ${id}`);
  return element;
}

function element(name: string, text = '', properties: Readonly<Record<string, string>> = {}): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(properties)) made.setAttribute(key, value);
  return made;
}

function drawing(name: string, properties: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(properties)) made.setAttribute(key, String(value));
  return made;
}

function show(): void {
  const tiles = tilesAt(data, place, search.value);
  const total = tiles.reduce((sum, { bytes }) => sum + bytes, 0);
  showRegions();
  showWay(total, tiles.length);
  showMap(tiles.filter(isThere), total);
  showTable(tiles, total);
}

function goTo(next: Place): void {
  location.hash = hashOf(next);
}

function showRegions(): void {
  const buttons = data.regions.map(({ name, bytes, before, lengthBytes }) => {
    const of = lengthBytes === undefined ? '' : ` of ${lengthBytes}`;
    const change = changeText(bytes, before);
    const button = element('button', `${name}: ${bytes}${of} bytes${change === undefined ? '' : ` (${change})`}`, {
      type: 'button',
      'aria-pressed': String(name === place.region),
    });
    button.addEventListener('click', () => goTo({ region: name }));
    return button;
  });
  byId('regions').replaceChildren(...buttons);
}

function showWay(total: number, count: number): void {
  const steps = wayTo(place).map((step) => {
    const link = element('a', step.package ?? step.region, { href: hashOf(step) });
    const item = element('li');
    item.append(link);
    return item;
  });
  byId('way').replaceChildren(...steps);
  const found = search.value.trim() === '' ? '' : ` found for "${search.value.trim()}"`;
  byId('sum').textContent = `${count} ${count === 1 ? 'entry' : 'entries'}${found}, ${total} bytes`;
}

function showMap(tiles: readonly Tile[], total: number): void {
  const map = byId('map');
  const boxes = squarify(withoutCrumbs(tiles, LEAST_SHARE), { x: 0, y: 0, width: WIDTH, height: HEIGHT });
  map.replaceChildren(...boxes.map((box) => tileElement(box, total)));
}

function tileElement({ item, x, y, width, height }: Placed<Tile>, total: number): SVGElement {
  const group = drawing('g', { transform: `translate(${x.toFixed(2)} ${y.toFixed(2)})`, tabindex: 0, role: 'button' });
  const text = describe(item, total);
  group.setAttribute('aria-label', text);
  const title = drawing('title', {});
  title.textContent = text;
  group.append(
    title,
    drawing('rect', { width: width.toFixed(2), height: height.toFixed(2), fill: colourOf(item) }),
    ...labels(item, width, height),
  );
  const { into } = item;
  if (into === undefined) {
    group.setAttribute('role', 'img');
    return group;
  }
  group.addEventListener('click', () => goTo(into));
  group.addEventListener('keydown', (event) => {
    if ((event as KeyboardEvent).key !== 'Enter' && (event as KeyboardEvent).key !== ' ') return;
    event.preventDefault();
    goTo(into);
  });
  return group;
}

function describe({ name, detail, bytes, before }: Tile, total: number): string {
  const change = changeText(bytes, before);
  const share = total === 0 ? '' : `, ${((100 * bytes) / total).toFixed(1)} %`;
  return `${name}: ${bytes} bytes${share}${change === undefined ? '' : `, ${change}`} (${detail})`;
}

function labels({ name, bytes }: Tile, width: number, height: number): SVGElement[] {
  const room = Math.floor((width - 8) / CHARACTER_WIDTH);
  return [name, `${bytes}`].flatMap((text, line) => {
    if (room < 4 || height < 18 + 14 * line) return [];
    const label = drawing('text', { x: 4, y: 14 + 14 * line });
    label.textContent = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    return [label];
  });
}

/** With a base by what changed; otherwise each name has its colour, always the same. */
function colourOf({ name, bytes, before }: Tile): string {
  if (data.base === undefined || before === undefined) {
    let hash = 7;
    for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 100_003;
    return `hsl(${hash % 360} 55% ${78 + (hash % 3) * 4}%)`;
  }
  if (bytes === before) return '#e4e4e4';
  return bytes > before ? '#f5b27f' : '#9cc7ee';
}

function showTable(tiles: readonly Tile[], total: number): void {
  const isCompared = data.base !== undefined;
  const all = ranked(tiles, isCompared);
  const rows = all.slice(0, TABLE_ROWS).map((tile) => {
    const row = element('tr');
    const name = element('td');
    if (tile.into === undefined) name.textContent = tile.name;
    else name.append(element('a', tile.name, { href: hashOf(tile.into) }));
    const share = total === 0 ? '' : `${((100 * tile.bytes) / total).toFixed(1)} %`;
    const change = isCompared ? [element('td', changeText(tile.bytes, tile.before) ?? '')] : [];
    row.append(element('td', String(tile.bytes)), element('td', share), ...change, name, element('td', tile.detail));
    return row;
  });
  const heading = element('tr');
  heading.append(
    ...['bytes', 'share', ...(isCompared ? ['change'] : []), 'name', 'of'].map((text) =>
      element('th', text, { scope: 'col' }),
    ),
  );
  byId('rows').replaceChildren(heading, ...rows);
  byId('more').textContent = all.length > TABLE_ROWS ? `and ${all.length - TABLE_ROWS} more: search for them` : '';
}

window.addEventListener('hashchange', () => {
  place = placeOf(location.hash, data);
  search.value = '';
  show();
});
search.addEventListener('input', show);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && search.value !== '') {
    search.value = '';
    show();
  } else if (event.key === 'Escape' && place.package !== undefined && regionAt(data, place) !== undefined) {
    goTo({ region: place.region });
  } else if (event.key === '/' && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  }
});
show();
