/**
 * Unicorn, QEMU's processor core as a library, in a Python environment of its own in bljh's cache: what the programs under
 * templates/emulator run in. The path is that environment's Python. One on PATH is not looked for: it would be whatever
 * version the user's other programs need.
 */
import { askVersion } from '../ask-version.js';
import { findProgram } from '../find-program.js';
import type { Tool } from '../tool.js';
import { cachedPython, pinnedUnicorn } from './pinned-unicorn.js';

const VERSION_PROGRAM = 'import unicorn; print("unicorn", unicorn.__version__)';

export const unicorn: Tool = {
  id: 'unicorn',
  title: 'Unicorn, in Python 3',
  purpose: 'run firmware for the BL602 without the chip',
  supported: {},
  packages: ['python3', 'python3-pip'],
  needs: [],
  installsWithoutDebian: () => true,
  loadInstaller: async () => (await import('./install-unicorn.js')).unicornInstaller,
  find: (lookup) =>
    findProgram(
      {
        id: 'unicorn',
        names: [],
        supported: {},
        cached: async () => {
          const pinned = pinnedUnicorn(lookup.context);
          return pinned && cachedPython(lookup.context, pinned);
        },
        ask: ({ path }) => askVersion(path, ['-I', '-B', '-c', VERSION_PROGRAM], /unicorn /, lookup.context),
      },
      lookup,
    ),
};
