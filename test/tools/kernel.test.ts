// The Kconfig engine beside the kernel's own: the small part of test/kernel (see its README) that every run of the tests has
// time for. Needs Debian's linux-source packages and a compiler; the scripts install them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../kernel');
const minutes = 60_000;

/** Runs one of the scripts; its output is the reason when it ends with another code than 0. */
function run(script: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, script), ...args], {
    encoding: 'utf8',
    timeout: 9 * minutes,
  });
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

describe('bljh-conf beside the kernel', { timeout: 10 * minutes }, () => {
  // The kernel's conftest.py writes into the input of conf until it has ended: on a slow start the pipe is full by then, and
  // the test fails with BrokenPipeError whatever conf did.
  it("passes the kernel's own tests of 6.1 and 6.12 unchanged", { retry: 3 }, () => {
    const output = run('suite.mjs');
    expect(output).toContain('6.1  17 of 17 passed');
    expect(output).toContain('6.12  16 of 16 passed');
  });

  it.each(['6.1', '6.12'])('gives the files and texts of the C conf of %s, one case a mode', (version) => {
    expect(run('conformity.mjs', '--quick', '--version', version)).toMatch(/16 of 16 cases are equal in everything/);
  });

  it("takes the place of conf in the kernel's own make", () => {
    expect(run('make.mjs', '--quick')).toContain('5 of 5 steps of make are equal in everything');
  });

  it.each(['6.1', '6.12'])('does not differ from the C conf of %s on random trees that it accepts', (version) => {
    expect(run('fuzz/run.mjs', '--pairs', '400', '--seed', '3', '--version', version)).toContain('equal:');
  });
});
