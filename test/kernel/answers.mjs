// C conf's answers to the cases of one architecture. Owns <version>/answers and <version>/shell of the cache: an answer
// is remembered under everything it depends on (conf itself, environment, gcc and ld, command line, input, files).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { edited } from './cases.mjs';
import { differences } from './compare.mjs';
import { cConf, kernelEnvironment, toolVersions } from './environment.mjs';
import { freshFolder, readFolder, runConf } from './run-conf.mjs';

/** C computes a good deal anew for every answer of oldaskconfig: minutes on a busy machine. */
const timeLimit = 300_000;

/** { answer(case), start(case) }: promises of C's answer and of the first files of a case ({ path: text }). */
export function cAnswers(anchor, arch, cases, work) {
  const key = hash(readFileSync(anchor.conf), JSON.stringify([kernelEnvironment(anchor, arch), toolVersions()]));
  const folder = join(anchor.folder, 'answers', `${arch}-${key}`);
  const memory = join(anchor.folder, 'shell', `${arch}-${key}`);
  mkdirSync(folder, { recursive: true });
  const byName = new Map(cases.map((item) => [item.name, item]));
  const pending = new Map();
  let prepared;

  const answer = (item) => {
    if (!pending.has(item.name)) pending.set(item.name, obtain(item));
    return pending.get(item.name);
  };

  const start = async (item) => {
    const files = {};
    for (const [path, from] of Object.entries(item.start))
      files[path] = typeof from === 'string' ? from : edited((await fileOf(from)) ?? '', from.edit);
    return files;
  };

  const fileOf = async ({ from, file }) => {
    const other = byName.get(from);
    if (!other) throw new Error(`no case is called ${from}`);
    const { packed } = await answer(other);
    return unpack(packed).files[file];
  };

  /** Answers stay packed: all of them together are hundreds of megabytes. */
  const obtain = async (item) => {
    const files = await start(item);
    const name = `${item.name.replace(/[^A-Za-z0-9_]+/g, '-')}-${hash(JSON.stringify([item, files])).slice(0, 8)}.gz`;
    const path = join(folder, name);
    if (existsSync(path)) return { packed: readFileSync(path) };
    prepared ??= prepare();
    await prepared;
    const answered = await run(item, files, memory);
    const packed = gzipSync(Buffer.from(JSON.stringify(answered), 'latin1'), { level: 1 });
    // On a busy machine the time is not C's fault, and the next time may be better.
    if (answered.exit === 'too long') return { packed };
    writeFileSync(`${path}.${process.pid}`, packed);
    renameSync(`${path}.${process.pid}`, path);
    return { packed };
  };

  const run = async (item, files, shellMemory) => {
    const cwd = join(work, `c-${arch}-${hash(item.name, shellMemory ?? '')}`);
    freshFolder(cwd, files);
    const env = kernelEnvironment(anchor, arch, item.env);
    const result = await runConf(cConf(anchor, shellMemory), item.args, {
      cwd,
      env,
      stdin: item.stdin,
      time: timeLimit,
    });
    const answered = { ...result, ...readFolder(cwd) };
    freshFolder(cwd);
    return answered;
  };

  /** Before the remembered $(shell) answers are used: do they change anything? */
  const prepare = async () => {
    if (existsSync(memory)) return;
    const temporary = `${memory}.tmp.${process.pid}`;
    mkdirSync(temporary, { recursive: true });
    const [item] = cases;
    const plain = await run(item, {}, undefined);
    for (let time = 0; time < 2; time++) {
      const found = differences(plain, await run(item, {}, temporary));
      if (found.length > 0) throw new Error(`remembered $(shell) answers change C conf: ${JSON.stringify(found)}`);
    }
    renameSync(temporary, memory);
  };

  return { start, answer: async (item) => unpack((await answer(item)).packed) };
}

function unpack(packed) {
  return JSON.parse(gunzipSync(packed).toString('latin1'));
}

function hash(...parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part);
  return sum.digest('hex').slice(0, 16);
}
