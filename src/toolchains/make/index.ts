/** GNU make: bljh itself does without it; it is for those who build their C program with bljh's .mk file. */
import { askVersion } from '../ask-version.js';
import { findProgram } from '../find-program.js';
import type { Tool } from '../tool.js';

const supported = { from: '4.0' } as const;

export const make: Tool = {
  id: 'make',
  title: 'GNU make',
  purpose: 'build C programs whose Makefile includes bljh (optional)',
  supported,
  packages: ['make'],
  needs: [],
  find: (lookup) =>
    findProgram(
      {
        id: 'make',
        // macOS ships GNU make 3.81; a newer one is called gmake there, as on the BSDs.
        names: ['make', 'gmake'],
        supported,
        ask: ({ path }) => askVersion(path, ['--version'], /GNU Make /, lookup.context),
      },
      lookup,
    ),
};
