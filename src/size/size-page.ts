/** The page of a report: one file that needs no other, with its data and its script inside. Pure. */
import type { PageData, PagePackage, PageRegion, PageSymbol } from '../size-page/page-data.js';
import { bySize, type SizeRegion, type SizeReport } from './size-report.js';

export interface BaseOfPage {
  readonly report: SizeReport;
  readonly name: string;
}

/** `script`: dist/size-page/page.js, the bundle of src/size-page/page.ts. */
export function sizePage(report: SizeReport, script: string, base?: BaseOfPage): string {
  const data = pageDataOf(report, base);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(data.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(data.title)}</h1>
${data.base === undefined ? '' : `<p>Compared with ${escapeHtml(data.base)}: what grew is orange, what shrank is blue.</p>\n`}${(report.notes ?? []).map((note) => `<p>${escapeHtml(note)}</p>\n`).join('')}<nav id="regions" aria-label="regions"></nav>
<p><label>Search <input id="search" type="search" autocomplete="off" placeholder="press /"></label> <span id="sum" role="status"></span></p>
<nav aria-label="place"><ol id="way"></ol></nav>
<svg id="map" viewBox="0 0 1200 640" role="group" aria-label="treemap; the table below has the same"></svg>
<table><tbody id="rows"></tbody></table>
<p id="more"></p>
<noscript>This page needs JavaScript, which it has inside of it.</noscript>
<script id="data" type="application/json">${escapeJson(JSON.stringify(data))}</script>
<script>${escapeScript(script)}</script>
</body>
</html>
`;
}

const STYLE = `
body { font: 14px/1.4 system-ui, sans-serif; margin: 1rem auto; max-width: 1200px; padding: 0 1rem; color: #1b1b1b; background: #fff; }
h1 { font-size: 1.25rem; overflow-wrap: anywhere; }
#regions { display: flex; flex-wrap: wrap; gap: .5rem; }
button { font: inherit; padding: .25rem .75rem; border: 1px solid #767676; border-radius: .25rem; background: #f4f4f4; color: inherit; cursor: pointer; }
button[aria-pressed=true] { background: #1b1b1b; color: #fff; }
#way { list-style: none; display: flex; padding: 0; margin: .5rem 0; } #way li + li::before { content: "\\203a"; padding: 0 .5rem; }
svg { width: 100%; height: auto; display: block; }
svg rect { stroke: #fff; stroke-width: 1; } svg text { font: 11px ui-monospace, monospace; pointer-events: none; fill: #1b1b1b; }
svg g[role=button] { cursor: pointer; }
svg g:focus { outline: none; } svg g:focus rect, svg g:hover rect { stroke: #1b1b1b; stroke-width: 2; }
table { border-collapse: collapse; margin-top: 1rem; width: 100%; } td, th { text-align: left; padding: .1rem .5rem; overflow-wrap: anywhere; }
td:first-child, td:nth-child(2), th:first-child, th:nth-child(2) { text-align: right; white-space: nowrap; } tr:nth-child(even) { background: #f6f6f6; }
`;

/** Symbols under their packages. A saved base has no symbols: then packages have their change and symbols have none. */
export function pageDataOf(report: SizeReport, base?: BaseOfPage): PageData {
  const title = `Size of ${report.program}${report.board === undefined ? '' : ` for ${report.board}`}`;
  const regions = report.regions.map((region) => {
    const before = base?.report.regions.find(({ name }) => name === region.name);
    return regionOf(
      region,
      base === undefined ? undefined : (before ?? { ...region, usedBytes: 0, packages: {}, symbols: [] }),
    );
  });
  return { title, ...(base !== undefined && { base: base.name }), regions };
}

function regionOf(region: SizeRegion, before: SizeRegion | undefined): PageRegion {
  const names = [...new Set([...Object.keys(region.packages), ...Object.keys(before?.packages ?? {})])];
  const own = new Map<string, PageSymbol[]>(names.map((name) => [name, []]));
  for (const [owner, symbols] of symbolsByPackage(region, before)) own.get(owner)?.push(...symbols);
  const packages = names.map(
    (name): PagePackage => ({
      name,
      bytes: region.packages[name] ?? 0,
      ...(before !== undefined && { before: before.packages[name] ?? 0 }),
      symbols: own.get(name) ?? [],
    }),
  );
  return {
    name: region.name,
    bytes: region.usedBytes,
    ...(before !== undefined && { before: before.usedBytes }),
    ...(region.lengthBytes !== undefined && { lengthBytes: region.lengthBytes }),
    packages: bySize(
      packages,
      ({ bytes }) => bytes,
      ({ name }) => name,
    ),
  };
}

function symbolsByPackage(region: SizeRegion, before: SizeRegion | undefined): ReadonlyMap<string, PageSymbol[]> {
  const keyOf = (symbol: NonNullable<SizeRegion['symbols']>[number]) =>
    `${symbol.package}\0${symbol.name}\0${symbol.section}`;
  const isCompared = before?.symbols !== undefined;
  const earlier = new Map((before?.symbols ?? []).map((symbol) => [keyOf(symbol), symbol]));
  const found = new Map<string, PageSymbol[]>();
  const add = (owner: string, symbol: PageSymbol) => {
    const known = found.get(owner);
    if (known === undefined) found.set(owner, [symbol]);
    else known.push(symbol);
  };
  for (const symbol of region.symbols ?? []) {
    const { name, section, bytes } = symbol;
    add(symbol.package, {
      name,
      section,
      bytes,
      ...(isCompared && { before: earlier.get(keyOf(symbol))?.bytes ?? 0 }),
    });
    earlier.delete(keyOf(symbol));
  }
  if (isCompared)
    for (const { name, section, bytes, package: owner } of earlier.values())
      add(owner, { name, section, bytes: 0, before: bytes });
  return found;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** JSON inside of a script element: no name in it can end the element (HTML Standard, "Restrictions for contents of script elements"). */
function escapeJson(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

/** bljh's own script has neither of these; what a minifier makes of it must not either. */
function escapeScript(script: string): string {
  return script.replaceAll(/<(?=\/script|script|!--)/gi, '\\x3c');
}
