/**
 * clang compiles the C and assembler parts of a TinyGo program. Debian's clang-19 belongs to the LLVM that bljh builds
 * TinyGo with.
 */
import { askVersion } from '../ask-version.js';
import { findProgram } from '../find-program.js';
import { withLibraries } from '../loaded-libraries.js';
import type { Tool } from '../tool.js';

const supported = { from: '19' } as const;

export const clang: Tool = {
  id: 'clang',
  title: 'Clang',
  purpose: 'compile the assembler and C parts of TinyGo programs',
  supported,
  packages: ['clang-19'],
  needs: [],
  find: (lookup) =>
    findProgram(
      {
        id: 'clang',
        names: ['clang-19', 'clang'],
        supported,
        ask: async ({ path }) => {
          const answer = await askVersion(path, ['--version'], /clang version /, lookup.context);
          return withLibraries(answer, path, lookup.context);
        },
      },
      lookup,
    ),
};
