/** What the docs show is true: marked blocks run, every other call uses commands and flags that exist, links resolve. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRig, packageFolder } from '../rig.js';
import { anchorsOf, parseCall, RUN, RUN_WITH_TOOLS, readPages, runBlocks } from './pages.js';

const pages = readPages();
const TIMEOUT_MS = 60_000;

interface Command {
  readonly id: string;
  readonly flags: Readonly<Record<string, { readonly char?: string }>>;
  readonly strict: boolean;
}

const manifest = JSON.parse(readFileSync(join(packageFolder, 'oclif.manifest.json'), 'utf8')) as {
  readonly commands: Readonly<Record<string, Command>>;
};
const flagsOf = new Map(
  Object.values(manifest.commands).map(({ id, flags }) => [
    id.replaceAll(':', ' '),
    new Set([
      '--help',
      '-h',
      ...Object.entries(flags).flatMap(([name, { char }]) => [
        `--${name}`,
        ...(char === undefined ? [] : [`-${char}`]),
      ]),
    ]),
  ]),
);
const commands = [...flagsOf.keys()];
/** What is typed behind these belongs to another program. */
const passThrough = new Set(
  Object.values(manifest.commands)
    .filter(({ flags, strict }) => !strict && Object.keys(flags).length === 0)
    .map(({ id }) => id.replaceAll(':', ' ')),
);

/** What is wrong with a call of bljh; nothing for a right one. */
function findMistakes(text: string): string[] {
  const call = parseCall(text, commands);
  if (call === undefined || call.command === '--version' || call.command === '') return [];
  const flags = flagsOf.get(call.command);
  if (passThrough.has(call.command)) return [];
  if (flags === undefined) return /^[a-z]/.test(call.command) ? [`${text}: no command "${call.command}"`] : [];
  return call.flags.filter((flag) => !flags.has(flag)).map((flag) => `${text}: no flag ${flag}`);
}

describe('blocks', () => {
  it.each(pages.filter(({ blocks }) => blocks.some(({ info }) => info === RUN)))(
    '$path: every block marked "sh run" ends with exit code 0',
    async (page) => {
      await runBlocks(makeRig(), page, [RUN], TIMEOUT_MS);
    },
    TIMEOUT_MS,
  );

  it.each(pages)('$path: a mark is one of those that are known', ({ blocks }) => {
    const marked = blocks.map(({ info }) => info).filter((info) => info.startsWith('sh '));
    expect(marked.filter((info) => info !== RUN && info !== RUN_WITH_TOOLS)).toEqual([]);
  });

  it.each(pages)('$path: shell blocks use commands and flags that exist', ({ blocks }) => {
    const lines = blocks.filter(({ info }) => /^sh\b/.test(info)).flatMap(({ text }) => text.split('\n'));
    const shown = blocks
      .filter(({ info }) => info === 'console')
      .flatMap(({ text }) => text.split('\n').filter((line) => line.startsWith('$ ')));
    expect([...lines, ...shown].flatMap(findMistakes)).toEqual([]);
  });

  it.each(pages)('$path: calls inside a line use commands and flags that exist', (page) => {
    const calls = [...page.prose.matchAll(/`(bljh [a-z-][^`]*)`/g)].map(([, call = '']) => call);
    expect(calls.flatMap(findMistakes)).toEqual([]);
  });

  it('every command has a section in commands.md, and each of its flags is there', () => {
    const text = readFileSync(join(packageFolder, 'docs', 'commands.md'), 'utf8');
    for (const [command, flags] of flagsOf) {
      expect(text).toContain(`bljh ${command}`);
      for (const flag of flags) expect(text, `${command} ${flag}`).toContain(`\`${flag}`);
    }
  });
});

describe('links', () => {
  const links = pages.flatMap((page) =>
    [...page.prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ from: page.path, target })),
  );

  it('there are some', () => {
    expect(links.length).toBeGreaterThan(30);
  });

  it.each(links.filter(({ target }) => !/^https?:/.test(target)))('$from -> $target resolves', ({ from, target }) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? from : relative('.', join(dirname(from), path));
    expect(existsSync(join(packageFolder, file)), file).toBe(true);
    if (anchor === undefined) return;
    const page = pages.find((candidate) => candidate.path === file);
    expect(page === undefined ? [] : anchorsOf(page)).toContain(anchor);
  });

  it('the README leads to every page', () => {
    const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
    expect(
      pages.map(({ path }) => path).filter((path) => path !== 'README.md' && !readme.includes(`(${path}`)),
    ).toEqual([]);
  });
});

it('no page names a path of the machine it was written on', () => {
  const leaks = pages.flatMap(({ path, text }) => (/\/(root|work|tmp)\//.test(text) ? [path] : []));
  expect(leaks).toEqual([]);
});
