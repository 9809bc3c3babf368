/** Diagnostics as people and machines read them: `file:line:col: error[CODE]: message`, the line with a caret, a hint. */
import { relative } from 'node:path';
import type { Diagnostic, Location } from './diagnostic.js';
import { renderFit } from './render-fit.js';
import { renderGrowth } from './render-growth.js';

type Paint = (style: 'red' | 'yellow' | 'cyan' | 'bold' | 'dim', text: string) => string;

const PLAIN: Paint = (_style, text) => text;
const STYLE = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

/** Text of one diagnostic, without a final line break. Files below `cwd` are shown relative to it. */
export function renderDiagnostic(diagnostic: Diagnostic, cwd: string, paint: Paint = PLAIN): string {
  const lines: string[] = [];
  if (diagnostic.toolOutput !== undefined && diagnostic.toolOutput !== '') lines.push(diagnostic.toolOutput.trimEnd());
  const place = diagnostic.at === undefined ? '' : `${showLocation(diagnostic.at, cwd)}: `;
  const label = paint(STYLE[diagnostic.severity], `${diagnostic.severity}[${diagnostic.code}]`);
  lines.push(`${paint('bold', place)}${label}: ${withoutControls(diagnostic.message)}`);
  if (diagnostic.source !== undefined && diagnostic.at !== undefined) {
    lines.push(...excerpt(withoutControls(diagnostic.source), diagnostic.at.col - (diagnostic.sourceCol ?? 1), paint));
  }
  for (const { message, at } of diagnostic.related ?? []) lines.push(`  ${showLocation(at, cwd)}: ${message}`);
  if (diagnostic.fit !== undefined) lines.push(...renderFit(diagnostic.fit).map(withoutControls));
  if (diagnostic.growth !== undefined) lines.push(...renderGrowth(diagnostic.growth).map(withoutControls));
  if (diagnostic.hint !== undefined) {
    lines.push(`${paint('cyan', 'hint')}: ${diagnostic.hint.text}`);
    if (diagnostic.hint.command !== undefined) lines.push(`  ${diagnostic.hint.command}`);
  }
  return lines.join('\n');
}

/** A file's text must not steer the terminal: control characters but for tab and line break become a replacement. */
export function withoutControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => (character === '\t' || character === '\n' ? character : '\ufffd'));
}

/** `column` counts from 0. */
function excerpt(source: string, column: number, paint: Paint): string[] {
  const width = 160;
  if (source.trim() === '') return [];
  const start = Math.max(0, Math.min(column, source.length) - width / 2);
  const shown = source.slice(start, start + width);
  // Tabs stay tabs, so that the caret stands below its character whatever a tab's width.
  const indent = shown.slice(0, Math.max(0, column - start)).replaceAll(/[^\t]/g, ' ');
  return [`  ${shown}`, `  ${indent}${paint('red', '^')}`];
}

function showLocation(at: Location, cwd: string): string {
  return `${showPath(at.file, cwd)}:${at.line}:${at.col}`;
}

export function showPath(file: string, cwd: string): string {
  const near = relative(cwd, file);
  return near === '' || /^\.\.([\\/]|$)/.test(near) ? file : near;
}
