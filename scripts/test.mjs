// npm test: sets everything up, checks the code, runs all tests on this Node, and on the other supported ones those without real tools
// that may depend on the version of Node. The last line is "N passed, N failed". BLJH_TEST_ONLY=unit,cli runs a part, and says so.
import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { check } from './check.mjs';
import { installPackages } from './debian-packages.mjs';
import { obtainNode } from './other-node.mjs';
import { runVitest } from './run-vitest.mjs';
import { root, setUp } from './setup.mjs';

const OTHER_NODES = ['22.23.3', '24.21.0'];
/** What does not depend on the version of Node: texts, names, values, packing, wide tables of faults on a line or a disk, many processes. Once is enough. */
const ON_ONE_NODE = [
  ...testsIn(
    'test/cli',
    'board-compiler broken-files build-jobs concurrency configure configure-bad-input configure-sources',
  ),
  ...testsIn('test/cli', 'explain explain-odd flash-device flash-device-faults help-and-usage job-server kconfig'),
  ...testsIn(
    'test/cli',
    'kconfig-failures monitor-floods output-contract package projects size step-keys step-keys-bad-input',
  ),
  ...testsIn('test/cli/faults', 'damaged-files failing-operations killed'),
  ...testsIn('test/cache/local', 'damage faults places processes'),
  ...testsIn('test/configuration', 'config-loss'),
  ...testsIn('test/device/isp', 'faults'),
  ...testsIn('test/docs', 'examples'),
  ...testsIn('test/kconfig', 'survival'),
  ...testsIn('test/pipelines', 'isr-checker'),
];
const ALL_PROJECTS = ['unit', 'cli', 'tools'];
const projects = (process.env.BLJH_TEST_ONLY ?? ALL_PROJECTS.join(',')).split(',');
const total = { passed: 0, failed: 0, skipped: 0 };
/** What failed and what was odd, for the end of the output: whoever reads a log reads its end. */
const remarks = [];

setUp();
add(check());
if (projects.includes('tools')) {
  print('\ntools: what is missing comes from package registries');
  const boards = ['jh7110', 'virt64', 'virt32', 'virt32-xip', 'bl602'].flatMap((board) => ['--board', board]);
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, 'bin', 'bljh.js'),
      'toolchain',
      'install',
      '--yes',
      ...boards,
      'make',
      'blflash',
      'bmaptool',
      'bubblewrap',
    ],
    { stdio: 'inherit' },
  );
  try {
    installPackages(['strace']);
  } catch (error) {
    print(error.message);
  }
  // The tests that need a missing tool fail by themselves and name it.
  if (status !== 0) print(`bljh toolchain install ended with ${status}`);
}
const goFolder = findGo();
print(`\ntests on Node ${process.versions.node}: ${projects.join(', ')}`);
add(runTests(process.execPath, projects));
const light = projects.filter((project) => project !== 'tools');
for (const version of light.length === 0 ? [] : OTHER_NODES) {
  if (version.split('.')[0] === process.versions.node.split('.')[0]) continue;
  print(`\ntests on Node ${version}: ${light.join(', ')}, without ${ON_ONE_NODE.join(', ')}`);
  try {
    add(runTests(obtainNode(version), light, ON_ONE_NODE));
  } catch (error) {
    print(error.message);
    add({ failed: 1 });
  }
}
for (const left of ALL_PROJECTS.filter((project) => !projects.includes(project)))
  print(`not run: ${left} (BLJH_TEST_ONLY)`);
for (const remark of remarks) print(remark);
print(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed === 0 ? 0 : 1;

function runTests(node, names, without = []) {
  const folders = [join(node, '..'), ...(goFolder === undefined ? [] : [goFolder]), process.env.PATH];
  const env = { ...process.env, PATH: folders.join(delimiter) };
  // Colours, JSON and signals are what the tests are about: the caller's wishes must not reach them.
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'DEBUG', 'MAKEFLAGS']) delete env[name];
  const result = runVitest({ node, projects: names, env, without });
  const where = node === process.execPath ? '' : ` (${node})`;
  remarks.push(...result.failures.map((text) => `failed: ${text}${where}`));
  remarks.push(...result.notes.map((text) => `${text}${where}`));
  return result;
}

function testsIn(folder, names) {
  return names.split(' ').map((name) => `${folder}/${name}.test.ts`);
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
