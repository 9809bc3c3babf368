/** bmaptool makes block maps: bljh reads them itself, and writes images without bmaptool. */
import { askVersion } from '../ask-version.js';
import { findProgram } from '../find-program.js';
import type { Tool } from '../tool.js';

const supported = { from: '3' } as const;

export const bmaptool: Tool = {
  id: 'bmaptool',
  title: 'bmaptool',
  purpose: 'make block maps of card images (optional)',
  supported,
  packages: ['bmap-tools'],
  needs: [],
  find: (lookup) =>
    findProgram(
      {
        id: 'bmaptool',
        names: ['bmaptool'],
        supported,
        ask: ({ path }) => askVersion(path, ['--version'], /bmaptool /, lookup.context),
      },
      lookup,
    ),
};
