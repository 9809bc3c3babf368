import { defineConfig } from 'vitest/config';

const shared = { environment: 'node', setupFiles: ['test/setup.ts'], testTimeout: 20_000, hookTimeout: 60_000 } as const;

/** Files that scripts/test.mjs leaves out; vitest's --exclude does not reach a project that has an `exclude` of its own. */
const without = (process.env['BLJH_TEST_WITHOUT'] ?? '').split(',').filter((name) => name !== '');

export default defineConfig({
  test: {
    // One group after the other: what measures time or starts compilers must not compete with the rest.
    projects: [
      // Pure code and code with fake tools.
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cli/**', 'test/tools/**', ...without],
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      // The built bljh in temporary folders, with fake tools.
      {
        test: {
          ...shared,
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          exclude: without,
          testTimeout: 60_000,
          maxWorkers: '100%',
          sequence: { groupOrder: 2 },
        },
      },
      // The built bljh with real compilers and emulators.
      {
        test: {
          ...shared,
          name: 'tools',
          include: ['test/tools/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // More would only wait for each other: compilers and emulators use every processor.
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
