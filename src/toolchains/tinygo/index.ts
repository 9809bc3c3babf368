/**
 * TinyGo 0.41: a release on PATH, with its LLVM inside, or one in bljh's cache that bljh has built from the Go module
 * proxy with the system's LLVM 19 (see build-tinygo.ts). The fact `root` is the TINYGOROOT as TinyGo ships it;
 * builds use the one that prepareTinygoRoot() makes from it.
 */
import { join } from 'node:path';
import { askTool } from '../ask-tool.js';
import { askVersion } from '../ask-version.js';
import { type Answer, type Candidate, findProgram } from '../find-program.js';
import { withLibraries } from '../loaded-libraries.js';
import type { Tool, ToolContext } from '../tool.js';
import { findCachedTinygo } from './cached-tinygo.js';

const supported = { from: '0.41', below: '0.42' } as const;

export const tinygo: Tool = {
  id: 'tinygo',
  title: 'TinyGo',
  purpose: 'compile Go for microcontrollers',
  supported,
  packages: ['llvm-19-dev', 'libclang-19-dev', 'clang-19', 'lld-19', 'g++'],
  homeOfReleases: 'https://github.com/tinygo-org/tinygo/releases',
  needs: ['go', 'clang', 'lld'],
  loadInstaller: async () => (await import('./build-tinygo.js')).tinygoInstaller,
  find: (lookup) =>
    findProgram(
      {
        id: 'tinygo',
        names: ['tinygo'],
        supported,
        surroundings: ({ env }) => JSON.stringify([env['TINYGOROOT'] ?? null]),
        fileFacts: ['root'],
        cached: async () => {
          const entry = findCachedTinygo(lookup.context, await lookup.find('go'));
          return entry && join(entry, 'bin', 'tinygo');
        },
        ask: async (candidate) =>
          withLibraries(await askTinygo(candidate, lookup.context), candidate.path, lookup.context),
      },
      lookup,
    ),
};

async function askTinygo({ path, from }: Candidate, context: ToolContext): Promise<Answer> {
  const answer = await askVersion(path, ['version'], /tinygo version /, context);
  if (answer.kind !== 'answer') return answer;
  if (from === 'cache') return { ...answer, facts: { root: join(path, '..', '..', 'root') } };
  const root = await askTool(path, ['env', 'TINYGOROOT'], context);
  if (!root.ok) return { kind: 'broken', reason: root.reason };
  if (root.text.trim() === '') return { kind: 'incomplete', reason: 'does not know its TINYGOROOT' };
  return { ...answer, facts: { root: root.text.trim() } };
}
