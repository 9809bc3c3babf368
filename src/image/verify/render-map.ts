/** The layout of an image as an SVG drawing: a row a part, its length as a bar, what is wrong in red. Pure. */
import { hex } from './bytes.js';
import type { Inspection } from './inspect-image.js';

const ROW = 26;
const HEAD = 64;
const WIDTH = 900;
/** A file that is wrong everywhere needs no longer list. */
const MOST_FINDINGS = 8;
const BAR = { x: 420, width: 240 } as const;

const COLOURS = {
  'SHA-256': '#2f7d4f',
  'CRC-32': '#2b6cb0',
  structure: '#8a6d1f',
  nothing: '#7a5195',
  unchecked: '#7a5195',
  erased: '#9aa5b1',
} as const;
const WRONG = '#c0262d';

export function renderMap(name: string, { kind, size, parts, findings }: Inspection): string {
  const longest = Math.max(1, ...parts.map(({ start, end }) => end - start));
  const shown = findings.slice(0, MOST_FINDINGS);
  const height = HEAD + (parts.length + shown.length) * ROW + 24;
  const rows = parts.map(({ name: part, start, end, coverage }, index) => {
    const isWrong = findings.some(({ at }) => at >= start && at < end);
    const y = HEAD + index * ROW;
    const length = end - start;
    // By the square root: a header beside a program of a megabyte would not be seen otherwise.
    const width = Math.max(2, Math.round(BAR.width * Math.sqrt(length / longest)));
    const colour = isWrong ? WRONG : COLOURS[coverage];
    return [
      text(16, y + 17, hex(start, 6), 'mono'),
      text(110, y + 17, part + (isWrong ? ' (wrong)' : ''), isWrong ? 'wrong' : ''),
      text(BAR.x - 16, y + 17, `${length} bytes`, 'mono end'),
      `<rect x="${BAR.x}" y="${y + 5}" width="${width}" height="16" rx="2" fill="${colour}"/>`,
      text(BAR.x + BAR.width + 16, y + 17, isWrong ? 'wrong' : covered(coverage), isWrong ? 'wrong' : ''),
    ].join('');
  });
  const complaints = shown.map(({ at, part, what }, index) =>
    text(16, HEAD + (parts.length + index) * ROW + 17, `${hex(at, 6)}  ${part}: ${what}`, 'wrong'),
  );
  const title = `${name}: ${describeKind(kind)}, ${size} bytes, ${findings.length === 0 ? 'nothing wrong' : `${findings.length} wrong`}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">
<title>${escapeXml(title)}</title>
<style>text{font:13px sans-serif;fill:#1f2933}.mono{font-family:monospace}.end{text-anchor:end}.wrong{fill:${WRONG};font-weight:bold}.head{font-size:15px;font-weight:bold}</style>
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${text(16, 30, title, 'head')}
${text(16, 52, 'offset, part, length; bars grow with the square root of the length', '')}
${[...rows, ...complaints].join('\n')}
</svg>
`;
}

export function describeKind(kind: Inspection['kind']): string {
  switch (kind) {
    case 'direct':
      return 'BL602 flash without boot2';
    case 'boot2':
      return 'BL602 flash with boot2';
    case 'firmware':
      return 'BL602 firmware for a flash with boot2';
  }
}

/** What says that a part is right, in words. */
export function covered(coverage: Inspection['parts'][number]['coverage']): string {
  switch (coverage) {
    case 'structure':
      return 'structure only: no checksum';
    case 'nothing':
      return 'no checksum: not checked';
    case 'unchecked':
      return 'could not be checked';
    case 'erased':
      return 'erased (0xff)';
    default:
      return `${coverage} is right`;
  }
}

function text(x: number, y: number, content: string, style: string): string {
  return `<text x="${x}" y="${y}"${style === '' ? '' : ` class="${style}"`}>${escapeXml(content)}</text>`;
}

function escapeXml(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[^\t\n\x20-\ud7ff\ue000-\ufffd]/g, '\ufffd');
}
