/** LLD, the linker of TinyGo programs; GNU ld does not read the linker scripts and bitcode that TinyGo hands over. */
import { askVersion } from '../ask-version.js';
import { findProgram } from '../find-program.js';
import { withLibraries } from '../loaded-libraries.js';
import type { Tool } from '../tool.js';

const supported = { from: '19' } as const;

export const lld: Tool = {
  id: 'lld',
  title: 'LLD',
  purpose: 'link TinyGo programs',
  supported,
  packages: ['lld-19'],
  needs: [],
  find: (lookup) =>
    findProgram(
      {
        id: 'lld',
        names: ['ld.lld-19', 'ld.lld'],
        supported,
        ask: async ({ path }) => {
          const answer = await askVersion(path, ['--version'], /LLD /, lookup.context);
          return withLibraries(answer, path, lookup.context);
        },
      },
      lookup,
    ),
};
