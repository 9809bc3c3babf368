// Makes a pair that differs as small as can be while it still differs in the same way, and prints it with both answers.
// node test/kernel/fuzz/shrink.mjs FILE   (a file run.mjs wrote)
// node test/kernel/fuzz/shrink.mjs --version V --seed S --only I [--modes LIST]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { shapeOf } from '../compare.mjs';
import { driver } from './drive.mjs';
import { fuzzModes, generatePair } from './generate.mjs';
import { driverHelp, driverOptions, driverSettings } from './options.mjs';
import { smaller } from './smaller.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean' },
    version: { type: 'string', default: '6.1' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    modes: { type: 'string' },
    out: { type: 'string' },
    ...driverOptions,
  },
});
if (options.help || (positionals.length === 0 && options.only === undefined)) {
  process.stdout.write(`node test/kernel/fuzz/shrink.mjs FILE | --version V --seed S --only I [--modes LIST]
  --out FILE        also write the small pair there
${driverHelp}`);
  process.exit(options.help ? 0 : 2);
}

const pair = positionals.length > 0 ? JSON.parse(readFileSync(positionals[0], 'utf8')) : generated();
const work = mkdtempSync(join(tmpdir(), 'bljh-shrink-'));
try {
  const compare = await driver({ ...driverSettings(options, pair.version), work });
  const kind = kindOf(await compare(pair));
  if (kind === 'equal') print('both answers are equal: nothing to shrink');
  else {
    print(`kept: ${kind}`);
    let tries = 0;
    const small = await smaller(pair, async (other) => {
      tries++;
      return kindOf(await compare(other)) === kind;
    });
    print(`${tries} pairs tried\n`);
    show(small, await compare(small));
    if (options.out) writeFileSync(options.out, `${JSON.stringify(small, null, 1)}\n`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

function generated() {
  const modes = options.modes?.split(',') ?? fuzzModes;
  return generatePair({ seed: Number(options.seed), index: Number(options.only), version: options.version, modes });
}

/** What has to stay: the verdict, how both end, the first difference but for names and numbers. */
function kindOf({ verdict, found, expected, actual }) {
  if (verdict !== 'different') return verdict;
  const end = (exit) => (typeof exit === 'string' ? exit.split('\n')[0] : exit);
  return `C ends with ${end(expected.exit)}, ours with ${end(actual.exit)}; ${shapeOf(found)}`;
}

function show({ version, args, env, stdin, files, shared }, { found, expected, actual }) {
  print(`Linux ${version}: conf ${args.join(' ')}`);
  for (const [name, value] of Object.entries(env)) print(`${name}=${value}`);
  if (stdin !== '') print(`stdin: ${JSON.stringify(stdin)}`);
  for (const [name, text] of Object.entries({ ...files, ...shared })) print(`--- ${name}\n${marked(text)}`);
  for (const { what, lines } of found) print(`=== ${what} (- C, + ours)\n    ${lines.join('\n    ')}`);
  for (const [who, answer] of Object.entries({ C: expected, ours: actual })) {
    if (!answer) continue;
    print(`\n##### ${who}: ends with ${answer.exit}`);
    for (const stream of ['stdout', 'stderr'])
      if (answer[stream] !== '') print(`--- ${stream}\n${marked(answer[stream].slice(0, 4000))}`);
    for (const { what } of found)
      if (answer.files[what] !== undefined) print(`--- ${what}\n${marked(answer.files[what])}`);
  }
}

/** Tabs stay; what cannot be seen otherwise is escaped. */
function marked(text) {
  const end = text.endsWith('\n') || text === '' ? text : `${text}(no newline)`;
  return end
    .replace(/[^\n\t -~]/g, (char) => JSON.stringify(char).slice(1, -1))
    .replace(/[ \t]+$/gm, (blank) => `${blank}|`);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
