// npm test: sets everything up, checks the code, runs all tests on this Node and those without real tools on the other
// supported ones. The last line is "N passed, N failed". BLJH_TEST_ONLY=unit,cli runs a part, and says so.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { check } from './check.mjs';
import { obtainNode } from './other-node.mjs';
import { root, setUp } from './setup.mjs';

const OTHER_NODES = ['22.23.3', '24.21.0'];
const ALL_PROJECTS = ['unit', 'cli', 'tools'];
const projects = (process.env.BLJH_TEST_ONLY ?? ALL_PROJECTS.join(',')).split(',');
const total = { passed: 0, failed: 0, skipped: 0 };
/** What failed, for the end of the output: whoever reads a log reads its end. */
const failures = [];

setUp();
add(check());
if (projects.includes('tools')) {
  print('\ntools: what is missing comes from package registries');
  const boards = ['jh7110', 'virt64', 'virt32', 'bl602'].flatMap((board) => ['--board', board]);
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'bin', 'bljh.js'), 'toolchain', 'install', '--yes', ...boards, 'make'],
    { stdio: 'inherit' },
  );
  // The tests that need a missing tool fail by themselves and name it.
  if (status !== 0) print(`bljh toolchain install ended with ${status}`);
}
const goFolder = findGo();
print(`\ntests on Node ${process.versions.node}: ${projects.join(', ')}`);
add(runVitest(process.execPath, projects));
const light = projects.filter((project) => project !== 'tools');
for (const version of light.length === 0 ? [] : OTHER_NODES) {
  if (version.split('.')[0] === process.versions.node.split('.')[0]) continue;
  print(`\ntests on Node ${version}: ${light.join(', ')}`);
  try {
    add(runVitest(obtainNode(version), light));
  } catch (error) {
    print(error.message);
    add({ failed: 1 });
  }
}
for (const left of ALL_PROJECTS.filter((project) => !projects.includes(project)))
  print(`not run: ${left} (BLJH_TEST_ONLY)`);
for (const failure of failures) print(`failed: ${failure}`);
print(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed === 0 ? 0 : 1;

function runVitest(node, names) {
  const report = join(root, '.cache', `vitest-${process.pid}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const folders = [join(node, '..'), ...(goFolder === undefined ? [] : [goFolder]), process.env.PATH];
  const env = { ...process.env, PATH: folders.join(delimiter) };
  // Colours, JSON and signals are what the tests are about: the caller's wishes must not reach them.
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'DEBUG', 'MAKEFLAGS']) delete env[name];
  const args = [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...names.flatMap((name) => ['--project', name]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const { status } = spawnSync(node, args, { cwd: root, stdio: 'inherit', env });
  try {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    noteFailures(testResults, node);
    // A file that could not even be loaded has no tests to count.
    const failed = numFailedTests === 0 && status !== 0 ? 1 : numFailedTests;
    return { passed: numPassedTests, failed, skipped: numPendingTests };
  } catch {
    return { failed: 1 };
  } finally {
    rmSync(report, { force: true });
  }
}

/** One line a failed test: its file, its name and the first line of why. */
function noteFailures(files, node) {
  const where = node === process.execPath ? '' : ` (${node})`;
  for (const { name, status, message, assertionResults } of files) {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    for (const { fullName, failureMessages } of failed)
      failures.push(`${relative(root, name)}: ${fullName}${where}: ${(failureMessages[0] ?? '').split('\n')[0]}`);
    if (status === 'failed' && failed.length === 0)
      failures.push(`${relative(root, name)}${where}: ${(message ?? '').split('\n')[0]}`);
  }
}

/** The folder of the Go that bljh uses: where it is bljh's own, the one on PATH may be too old to compare with. */
function findGo() {
  const { stdout } = spawnSync(process.execPath, [join(root, 'bin', 'bljh.js'), 'doctor', '--json'], {
    encoding: 'utf8',
  });
  const go = JSON.parse(stdout).result.tools.find(({ id }) => id === 'go');
  return go.status === 'ok' ? dirname(go.path) : undefined;
}

function add({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
