/** The documentation as data: pages, fenced blocks, links, calls of bljh. Shared by the tests of what the docs say. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { packageFolder, type Rig } from '../rig.js';

interface Block {
  /** What stands after the opening fence: `sh run`, `text`, ... */
  readonly info: string;
  readonly line: number;
  readonly text: string;
}

export interface Page {
  /** Relative to the checkout. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The lines outside of fenced blocks. */
  readonly prose: string;
}

export const RUN = 'sh run';
export const RUN_WITH_TOOLS = 'sh run tools';

export function readPages(): readonly Page[] {
  const docs = readdirSync(join(packageFolder, 'docs')).filter((name) => name.endsWith('.md'));
  const paths = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'src/kconfig/README.md',
    ...docs.sort().map((name) => `docs/${name}`),
  ];
  return paths.map((path) => parsePage(path, readFileSync(join(packageFolder, path), 'utf8')));
}

export function parsePage(path: string, text: string): Page {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { info: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line)?.[1];
    if (fence !== undefined && open === undefined) open = { info: fence.trim(), line: index + 1, lines: [] };
    else if (fence !== undefined && open !== undefined) {
      blocks.push({ info: open.info, line: open.line, text: open.lines.join('\n') });
      open = undefined;
    } else if (open !== undefined) open.lines.push(line);
    else prose.push(line);
  }
  if (open !== undefined) throw new Error(`${path}:${open.line}: the block is not closed`);
  return { path, text, blocks, prose: prose.join('\n') };
}

/** The ids of a page's headings, as GitHub makes them. */
export function anchorsOf({ prose }: Page): readonly string[] {
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

/** Runs the page's blocks of the given kinds, in order, in one new folder with bljh on PATH. */
export async function runBlocks(rig: Rig, page: Page, kinds: readonly string[], timeoutMs: number): Promise<void> {
  const blocks = page.blocks.filter(({ info }) => kinds.includes(info));
  const bin = join(rig.folder, 'docs-bin');
  const bljhFile = join(packageFolder, 'bin', 'bljh.js');
  rig.write('docs-bin/bljh', `#!/bin/sh\nexec '${process.execPath}' '${bljhFile}' "$@"\n`, 0o755);
  const lines = blocks.map(({ line, text }) => `echo '--- ${page.path}:${line}'\n${text}`);
  rig.write('examples/page.sh', `set -eu\n${lines.join('\n')}\n`);
  const env = { PATH: `${bin}:${process.env['PATH']}` };
  const outcome = await rig.run('bash', ['page.sh'], { cwd: join(rig.folder, 'examples'), env, timeoutMs });
  expect(outcome.code, `${outcome.stdout}\n${outcome.stderr}`).toBe(0);
}

interface Call {
  readonly command: string;
  readonly flags: readonly string[];
}

/** A line that calls bljh, as command and flags; undefined for any other line. */
export function parseCall(line: string, commands: readonly string[]): Call | undefined {
  const [, rest] = /(?:^|[\s(])bljh((?: [^|;&#)]*)?)/.exec(line) ?? [];
  if (rest === undefined) return undefined;
  const words = rest.trim().split(/\s+/);
  const two = words.slice(0, 2).join(' ');
  const command = commands.includes(two) ? two : (words[0] ?? '');
  const end = words.indexOf('--');
  const own = end === -1 ? words : words.slice(0, end);
  const flags = own.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*/, ''));
  return { command, flags };
}
