// Gives one pair to C conf and to the conf under test, each in a fresh folder, and returns what both did and whether
// they differ. The conf under test is a function in this process (runConf of a module) or a process of its own.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { differences } from '../compare.mjs';
import { plainEnvironment } from '../environment.mjs';
import { freshFolder, readFolder } from '../run-conf.mjs';

// C conf needs some 2 ms; what is not done after this hangs.
const timeLimit = 2000;
const outputLimit = 256 * 1024;

/**
 * A function from pair to { verdict, found, expected, actual }. verdict: equal, different, or why C gives no answer to
 * compare with: C hangs, C crashes, C is unsure (it differs from itself when fresh memory has other contents), C asks
 * forever (and ours gives up at the end of input, as 6.12 does, after the same questions).
 * ours is { module } or { conf }, cConf the command of C.
 */
export async function driver({ cConf, ours, work }) {
  const module = ours.module ? await import(pathToFileURL(ours.module).href) : undefined;
  const folders = { c: join(work, 'c'), ours: join(work, 'ours'), shared: join(work, 'shared') };
  mkdirSync(work, { recursive: true });

  const environment = (pair) =>
    plainEnvironment({ ...pair.env, ...(Object.keys(pair.shared).length > 0 ? { srctree: '../shared' } : {}) });

  const start = (folder, pair, answered) => {
    freshFolder(folder, pair.files);
    return async () => {
      const result = await answered(folder);
      return { ...result, ...readFolder(folder) };
    };
  };

  const askC = (pair, extra = {}) =>
    start(folders.c, pair, (cwd) => runProcess(cConf, pair, cwd, { ...environment(pair), ...extra }))();

  const askOurs = (pair) =>
    start(folders.ours, pair, (cwd) =>
      module
        ? runInside(module, ours.env, pair, cwd, environment(pair))
        : runProcess(ours.conf, pair, cwd, environment(pair)),
    )();

  return async (pair, { onC } = {}) => {
    freshFolder(folders.shared, pair.shared);
    const expected = await askC(pair);
    if (expected.exit === 'too long') return { verdict: 'C hangs', found: [], expected };
    if (typeof expected.exit === 'string' && expected.exit.startsWith('SIG'))
      return { verdict: 'C crashes', found: [], expected };
    onC?.(expected);
    const actual = await askOurs(pair);
    const found = differences(expected, actual);
    if (found.length === 0) return { verdict: 'equal', found, expected, actual };
    if (gaveUp(expected, actual)) return { verdict: 'C asks forever', found: [], expected, actual };
    for (const MALLOC_PERTURB_ of ['90', '165'])
      if (differences(expected, await askC(pair, { MALLOC_PERTURB_ })).length > 0)
        return { verdict: 'C is unsure', found, expected, actual };
    return { verdict: 'different', found, expected, actual };
  };
}

function gaveUp(expected, actual) {
  const at = actual.stderr.search(/\nerror: no value for new symbol '.*' at end of input\n$/);
  const same = expected.stdout.startsWith(actual.stdout) && expected.stderr.startsWith(actual.stderr.slice(0, at));
  return expected.exit === 'too much output' && actual.exit === 1 && at >= 0 && same;
}

function runProcess(conf, pair, cwd, env) {
  const result = spawnSync(conf.command, [...conf.args, ...pair.args], {
    cwd,
    env: { ...env, ...conf.env },
    argv0: conf.args.length === 0 ? 'conf' : undefined,
    input: Buffer.from(pair.stdin, 'latin1'),
    timeout: timeLimit,
    killSignal: 'SIGKILL',
    maxBuffer: outputLimit,
  });
  const reasons = { ETIMEDOUT: 'too long', ENOBUFS: 'too much output' };
  const exit = reasons[result.error?.code] ?? result.status ?? result.signal;
  // Writing the input to a process that has ended is no error of it.
  if (exit === null || (result.error && !reasons[result.error.code] && result.error.code !== 'EPIPE'))
    throw result.error;
  const text = (bytes) => bytes.toString('latin1').slice(0, outputLimit);
  return { exit, stdout: text(result.stdout), stderr: text(result.stderr) };
}

/** runConf({ args, cwd, env, stdin, stdout, stderr }). */
async function runInside(module, extra, pair, cwd, env) {
  const limit = new Error('too much output');
  const stream = () => {
    const chunks = [];
    let length = 0;
    return {
      write(text) {
        const bytes = typeof text === 'string' ? bytesOf(text) : Buffer.from(text);
        chunks.push(bytes);
        length += bytes.length;
        if (length > outputLimit) throw limit;
        return true;
      },
      text: () => Buffer.concat(chunks).toString('latin1').slice(0, outputLimit),
    };
  };
  const stdout = stream();
  const stderr = stream();
  let exit;
  try {
    const stdin = Buffer.from(pair.stdin, 'latin1');
    const runConf = module.runConf ?? module.default.runConf;
    exit = await runConf({ args: [...pair.args], cwd, env: { ...env, ...extra }, stdin, stdout, stderr });
  } catch (error) {
    exit = error === limit ? 'too much output' : `threw ${error?.stack ?? error}`;
  }
  return { exit, stdout: stdout.text(), stderr: stderr.text() };
}

/** Text is UTF-8; a lone surrogate U+DC80 to U+DCFF stands for a byte that is not. */
function bytesOf(text) {
  const parts = text.split(/((?<![\ud800-\udbff])[\udc80-\udcff])/);
  return Buffer.concat(parts.map((part, at) => (at % 2 ? Buffer.of(part.charCodeAt(0) - 0xdc00) : Buffer.from(part))));
}
