// Runs the kernel's own tests (scripts/kconfig/tests), unchanged, against a conf; those of each version with the dialect
// of that version. node test/kernel/suite.mjs [--version 6.1,6.12] [--conf FILE | --c] [--verbose]
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { obtainAnchor, versions } from './anchors.mjs';
import { cConf, ourConf, plainEnvironment } from './environment.mjs';

const { values: options } = parseArgs({
  options: {
    version: { type: 'string', default: versions.join(',') },
    conf: { type: 'string' },
    c: { type: 'boolean' },
    verbose: { type: 'boolean' },
  },
});

let failed = 0;
for (const version of options.version.split(',')) {
  const anchor = obtainAnchor(version);
  const conf = options.c ? cConf(anchor) : ourConf(version, options.conf);
  const { tests, output } = runCalmly(anchor, conf);
  const passed = tests.filter(({ outcome }) => outcome === 'PASSED');
  for (const { name, outcome } of tests) print(`${version}  ${outcome.toLowerCase().padEnd(7)} ${name}`);
  print(`${version}  ${passed.length} of ${tests.length} passed\n`);
  if (tests.length === 0 || (options.verbose && passed.length < tests.length)) print(output);
  failed += tests.length === 0 ? 1 : tests.length - passed.length;
}
process.exitCode = failed === 0 ? 0 : 1;

/**
 * The suite types into a conf until it is gone: on a busy machine that can be between the end of its input and its end, and the
 * suite itself stops then with a BrokenPipeError. That says nothing about what the conf did: it is asked again.
 */
function runCalmly(anchor, conf, attempts = 3) {
  const result = runSuite(anchor, conf);
  const isOver = result.tests.every(({ outcome }) => outcome === 'PASSED') || attempts === 1;
  if (isOver || !/^E +BrokenPipeError: /m.test(result.output)) return result;
  print(`${anchor.version}  again: the suite has typed into a conf that was at its end (BrokenPipeError)`);
  return runCalmly(anchor, conf, attempts - 1);
}

/** The suite starts scripts/kconfig/conf of its working folder: there stands a sh script that starts the conf. */
function runSuite(anchor, conf) {
  const work = mkdtempSync(join(tmpdir(), 'bljh-suite-'));
  try {
    const script = join(work, 'scripts', 'kconfig', 'conf');
    mkdirSync(join(work, 'scripts', 'kconfig'), { recursive: true });
    const exported = Object.entries(conf.env).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
    const command = [conf.command, ...conf.args].map(quoted).join(' ');
    writeFileSync(script, `#!/bin/sh\n${exported.join('')}exec ${command} "$@"\n`);
    chmodSync(script, 0o755);
    const tests = join(anchor.source, 'scripts', 'kconfig', 'tests');
    const args = ['-B', '-m', 'pytest', tests, '-v', '--color=no', '-p', 'no:cacheprovider', '--rootdir', tests];
    const result = spawnSync('/usr/bin/python3', args, {
      cwd: work,
      env: plainEnvironment({ HOME: work, LC_ALL: 'C.UTF-8' }),
      encoding: 'utf8',
      timeout: 300_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    const output = `${result.stdout}${result.stderr}`;
    const lines = [...output.matchAll(/^(\S+::\S+) (PASSED|FAILED|ERROR|SKIPPED)/gm)];
    const named = new Map(
      lines.map(([, name, outcome]) => [name.replace(/^.*\/tests\//, '').replace('/__init__.py', ''), outcome]),
    );
    return { tests: [...named].map(([name, outcome]) => ({ name, outcome })), output };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
