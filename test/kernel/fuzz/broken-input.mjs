// One broken input, from two numbers: Kconfig files and a .config, made from real and generated ones.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../anchors.mjs';
import { numbers } from '../numbers.mjs';
import { generatePair } from './generate.mjs';
import { mutate } from './mutate.mjs';

const corpus = readCorpus();
export const dialectNames = ['linux-6.1', 'linux-6.12', 'old', 'kconfiglib'];
// Those that write nothing are the cheap ones.
const quietModes = ['listnewconfig', 'helpnewconfig'];
const modes = ['olddefconfig', 'allyesconfig', 'randconfig', 'syncconfig', 'oldaskconfig', 'savedefconfig=saved'];

/** { files, config, dialect, mode, deep, environment, stdin }: texts are Latin-1, one character a byte. */
export function brokenInput({ seed, index }) {
  const next = numbers((Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0xc2b2ae35)) >>> 0);
  const pair = generatePair({ seed, index, version: next.pick(['6.1', '6.12']), modes: ['oldconfig'] });
  const generated = { ...pair.shared, ...pair.files };
  const own = generated['.config'] ?? '';
  const trees = Object.fromEntries(Object.entries(generated).filter(([name]) => name.includes('Kconfig')));
  const files = next.chance(30) ? { ...trees, Kconfig: next.pick(corpus) } : trees;
  const others = [...Object.values(trees), ...corpus];
  // What a mutation left of one file may include the others.
  for (const name of Object.keys(files)) if (next.chance(70)) files[name] = mutate(next, files[name], others);
  return {
    files: next.chance(2) ? mapValues(files, (text) => randomBytes(next, text.length)) : files,
    config: next.chance(60) ? mutate(next, own, [own, ...others]) : own,
    dialect: next.pick(dialectNames),
    mode: next.pick(next.chance(75) ? quietModes : modes),
    /** Whether everything else that the library does is tried as well. */
    deep: next.chance(35),
    environment: pair.env,
    stdin: pair.stdin,
  };
}

function randomBytes(next, count) {
  return Array.from({ length: Math.min(count, 2000) }, () => String.fromCharCode(next.below(256))).join('');
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** The Kconfig files of this project and of its tests. */
function readCorpus() {
  const found = [];
  for (const folder of ['templates/kconfig', 'boards', 'test/fixtures/kconfig']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && !entry.name.endsWith('.md')) found.push(join(entry.parentPath, entry.name));
    }
  }
  return found.sort().map((file) => readFileSync(file, 'latin1'));
}
