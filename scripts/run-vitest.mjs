// Runs vitest once, on any Node, and counts. A file whose process died in the middle (a crash of Node, the system's memory
// killer) has tests without a result: it is run again, once and by itself, and that is told.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './setup.mjs';

/**
 * `env` is the whole environment; `files` limits the run to some test files, `without` are files left out.
 * @returns {{ passed: number, failed: number, skipped: number, failures: string[], notes: string[] }} one line a failed test
 */
export function runVitest({ node, projects, env, files = [], without = [] }) {
  const report = join(root, '.cache', `vitest-${process.pid}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const args = [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...files,
    ...projects.flatMap((name) => ['--project', name]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const { status } = spawnSync(node, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...env, BLJH_TEST_WITHOUT: without.join(',') },
  });
  let results;
  try {
    results = JSON.parse(readFileSync(report, 'utf8')).testResults;
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [`vitest itself ended with ${status}`], notes: [] };
  } finally {
    rmSync(report, { force: true });
  }
  const cutOff = files.length > 0 ? [] : results.filter(wasCutOff);
  const counts = count(results.filter((file) => !cutOff.includes(file)));
  if (cutOff.length > 0) {
    const names = cutOff.map(({ name }) => relative(root, name));
    const again = runVitest({ node, projects, env, files: names });
    return {
      passed: counts.passed + again.passed,
      failed: counts.failed + again.failed,
      skipped: counts.skipped + again.skipped,
      failures: [...counts.failures, ...again.failures],
      notes: [`run twice, because its process died in the middle of it: ${names.join(', ')}`],
    };
  }
  // A file that could not even be loaded has no tests to count.
  if (counts.failed === 0 && status !== 0)
    return { ...counts, failed: 1, failures: [...counts.failures, `vitest ended with ${status}`] };
  return counts;
}

function wasCutOff({ assertionResults }) {
  return assertionResults.some(({ status }) => status === 'pending');
}

function count(files) {
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const number = (wanted) => tests.filter(({ status }) => wanted.includes(status)).length;
  return {
    passed: number(['passed']),
    failed: number(['failed', 'pending']),
    skipped: number(['skipped', 'todo']),
    failures: files.flatMap(failuresOf),
    notes: [],
  };
}

/** One line a failed test: its file, its name and the first line of why. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(root, name);
  const failed = assertionResults.filter((test) => ['failed', 'pending'].includes(test.status));
  if (status === 'failed' && failed.length === 0) return [`${file}: ${firstLine(message)}`];
  return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages?.[0])}`);
}

function firstLine(text) {
  return (text ?? 'no result').split('\n')[0];
}
