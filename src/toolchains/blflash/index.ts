/**
 * blflash writes the flash of a BL602, and its crate holds the vendor's boot2, flash loader and device tree. Found on
 * PATH with its crate in cargo's registry folder, or in bljh's cache, where cargo has built it (see build-blflash.ts).
 */
import { join } from 'node:path';
import { askVersion } from '../ask-version.js';
import { toolsFolderOf } from '../cache-folder.js';
import { type Answer, type Candidate, findProgram } from '../find-program.js';
import type { Tool, ToolContext } from '../tool.js';
import { BLFLASH_VERSION, blflashEntryName, diagnoseMissingFiles, findVendorFolder } from './vendor-files.js';

const supported = { from: BLFLASH_VERSION, below: '0.3.6' } as const;

export const blflash: Tool = {
  id: 'blflash',
  title: 'blflash',
  purpose: "write a BL602's flash, and make images with the vendor's boot2",
  supported,
  packages: ['cargo'],
  needs: [],
  homeOfReleases: 'crates.io (cargo install blflash)',
  installsWithoutDebian: () => true,
  loadInstaller: async () => (await import('./build-blflash.js')).blflashInstaller,
  find: (lookup) =>
    findProgram(
      {
        id: 'blflash',
        names: ['blflash'],
        supported,
        surroundings: ({ env }) => JSON.stringify([env['CARGO_HOME'] ?? null]),
        fileFacts: ['data'],
        cached: async () => join(toolsFolderOf(lookup.context.cacheFolder), blflashEntryName(), 'bin', 'blflash'),
        ask: (candidate) => askBlflash(candidate, lookup.context),
      },
      lookup,
    ),
};

async function askBlflash({ path, from }: Candidate, context: ToolContext): Promise<Answer> {
  const answer = await askVersion(path, ['--version'], /blflash /, context);
  if (answer.kind !== 'answer' || answer.version !== BLFLASH_VERSION) return answer;
  const data = from === 'cache' ? join(path, '..', '..', 'data') : findVendorFolder(context.env);
  if (data === undefined) return { kind: 'incomplete', reason: "has no crate in cargo's registry folder" };
  // Their hashes are looked at when they are used.
  const wrong = diagnoseMissingFiles(data, context);
  return wrong === undefined ? { ...answer, facts: { data } } : { kind: 'incomplete', reason: wrong };
}
