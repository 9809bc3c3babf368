/** bubblewrap: shows a step of a build what it may see and nothing else (`bljh build --sandbox`). Linux only. */
import { askVersion } from '../ask-version.js';
import { findProgram } from '../find-program.js';
import type { Tool } from '../tool.js';

const supported = { from: '0.4' } as const;

export const bubblewrap: Tool = {
  id: 'bubblewrap',
  title: 'bubblewrap',
  purpose: 'build in a sandbox (optional)',
  supported,
  packages: ['bubblewrap'],
  needs: [],
  find: (lookup) =>
    findProgram(
      {
        id: 'bubblewrap',
        names: ['bwrap'],
        supported,
        ask: ({ path }) => askVersion(path, ['--version'], /bubblewrap /, lookup.context),
      },
      lookup,
    ),
};
