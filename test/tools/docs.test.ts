/** The examples of the docs that need compilers and emulators, with the real ones. */
import { expect, it } from 'vitest';
import { RUN, RUN_WITH_TOOLS, readPages, runBlocks } from '../docs/pages.js';
import { makeRealRig } from '../rig.js';

const TIMEOUT_MS = 600_000;
const pages = readPages().filter(({ blocks }) => blocks.some(({ info }) => info === RUN_WITH_TOOLS));

it('there are pages with such examples', () => {
  expect(pages.map(({ path }) => path)).toContain('docs/getting-started.md');
});

it.each(pages)(
  '$path: every marked block ends with exit code 0',
  async (page) => {
    await runBlocks(makeRealRig(), page, [RUN, RUN_WITH_TOOLS], TIMEOUT_MS);
  },
  TIMEOUT_MS,
);
