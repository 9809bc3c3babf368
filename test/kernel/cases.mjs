// The cases of the conformity run: for each mode, the command line, environment, input and first files. A case that
// starts from another's result names it: { from: case name, file, edit }, always C's, so that an error stays where it is.
import { numbers } from './numbers.mjs';

const seeds = [1, 2, 3, 4, 5];
const probabilities = ['10', '20:30', '15:25:15', '90', '0:50:50'];

export const modes = [
  'alldefconfig',
  'allnoconfig',
  'allyesconfig',
  'allmodconfig',
  'defconfig',
  'olddefconfig',
  'savedefconfig',
  'syncconfig',
  'listnewconfig',
  'helpnewconfig',
  'yes2modconfig',
  'mod2yesconfig',
  'mod2noconfig',
  'oldconfig',
  'oldaskconfig',
  'randconfig',
];

/** All cases, in an order in which each comes after those it starts from: [{ name, mode, args, env, stdin, start }]. */
export function allCases(defconfigs) {
  const cases = [];
  const add = (mode, name, { args = [`--${mode}`], env = {}, stdin = '', start = {} } = {}) =>
    cases.push({ name: name === '' ? mode : `${mode} ${name}`, mode, args: [...args, 'Kconfig'], env, stdin, start });
  const config = (from, edit = 'none', file = '.config') => ({ from, file, edit });

  for (const mode of ['alldefconfig', 'allnoconfig', 'allyesconfig', 'allmodconfig']) {
    add(mode, '');
    add(mode, 'allconfig', { env: { KCONFIG_ALLCONFIG: '1' }, start: { 'all.config': fragment } });
  }
  add('alldefconfig', 'silent', { args: ['-s', '--alldefconfig'] });
  for (const file of defconfigs.slice(0, 8))
    add('defconfig', file.split('/').at(-1), { args: [`--defconfig=${file}`] });
  const main = cases.at(-Math.min(defconfigs.length, 8)).name;

  for (const seed of seeds) {
    add('randconfig', `${seed}`, { env: { KCONFIG_SEED: `${seed}` } });
    const KCONFIG_PROBABILITY = probabilities[seed - 1];
    add('randconfig', `${seed} ${KCONFIG_PROBABILITY}`, { env: { KCONFIG_SEED: `0x${seed}`, KCONFIG_PROBABILITY } });
  }
  add('randconfig', 'allconfig', {
    env: { KCONFIG_SEED: '6', KCONFIG_ALLCONFIG: 'my.config' },
    start: { 'my.config': fragment },
  });
  const random = cases.filter(({ mode }) => mode === 'randconfig').map(({ name }) => name);

  add('olddefconfig', 'of defconfig', { start: { '.config': config(main) } });
  add('olddefconfig', 'of nothing', { env: { KCONFIG_DEFCONFIG_LIST: `/nowhere/x ${defconfigs[0]}` } });
  add('olddefconfig', 'with gaps', { start: { '.config': config(main, 'gaps') } });
  add('olddefconfig', 'damaged', { start: { '.config': config(main, 'damaged') } });
  add('olddefconfig', 'unknown symbols', {
    env: { KCONFIG_WARN_UNKNOWN_SYMBOLS: '1' },
    start: { '.config': config(main, 'damaged') },
  });
  for (const name of random) add('olddefconfig', `of ${name}`, { start: { '.config': config(name) } });

  for (const name of [main, 'allyesconfig', 'allmodconfig', 'allnoconfig', ...random])
    add('savedefconfig', `of ${name}`, { args: ['--savedefconfig=saved'], start: { '.config': config(name) } });

  add('syncconfig', 'first', { start: { '.config': config(main) } });
  // The second time only what changed is touched.
  const again = { 'include/config/auto.conf': config('syncconfig first', 'none', 'include/config/auto.conf') };
  add('syncconfig', 'nothing to do', { start: { '.config': config(main), ...again } });
  add('syncconfig', 'changed', { start: { '.config': config('randconfig 1'), ...again } });
  add('syncconfig', 'asks', { stdin: answers(11), start: { '.config': config(main, 'gaps'), ...again } });
  add('syncconfig', 'no update', { env: { KCONFIG_NOSILENTUPDATE: '1' }, start: { '.config': config(main, 'gaps') } });

  for (const mode of ['listnewconfig', 'helpnewconfig']) {
    add(mode, 'of nothing');
    add(mode, 'with gaps', { start: { '.config': config(main, 'gaps') } });
    add(mode, 'complete', { start: { '.config': config(main) } });
  }
  for (const mode of ['yes2modconfig', 'mod2yesconfig', 'mod2noconfig'])
    for (const name of [main, 'allmodconfig', 'randconfig 2']) add(mode, name, { start: { '.config': config(name) } });

  add('oldconfig', 'complete', { start: { '.config': config(main) } });
  add('oldconfig', 'with gaps', { stdin: answers(1), start: { '.config': config(main, 'gaps') } });
  add('oldconfig', 'with gaps, empty lines', {
    stdin: '\n'.repeat(30_000),
    start: { '.config': config(main, 'gaps') },
  });
  add('oldconfig', 'with gaps, end of input', { start: { '.config': config(main, 'gaps') } });
  add('oldconfig', 'damaged', { stdin: answers(2), start: { '.config': config('randconfig 3', 'damaged') } });
  add('oldaskconfig', 'of defconfig', { stdin: answers(3), start: { '.config': config(main) } });
  add('oldaskconfig', 'of nothing', { stdin: answers(4) });
  add('oldaskconfig', 'no mode given', { args: [], stdin: '\n'.repeat(60_000) });
  return cases;
}

/** A fragment for KCONFIG_ALLCONFIG. */
const fragment = [
  'CONFIG_MODULES=y',
  '# CONFIG_NET is not set',
  'CONFIG_LOCALVERSION="-\\"quoted\\""',
  'CONFIG_LOG_BUF_SHIFT=99',
  'CONFIG_HZ_1000=y',
  'CONFIG_EXT4_FS=m',
  'CONFIG_NO_SUCH_SYMBOL=y',
  '',
].join('\n');

/** Typed answers, most of them good ones; so many that the input does not end before the questions. */
function answers(seed) {
  const next = numbers(seed);
  const likely = [
    '',
    '',
    '',
    '',
    'y',
    'n',
    'm',
    'Y',
    'no',
    'yes',
    '?',
    '1',
    '2',
    '3',
    '0',
    '16',
    '0x10',
    ' y ',
    'text',
    '"',
  ];
  return Array.from({ length: 60_000 }, () => `${next.pick(likely)}\n`).join('');
}

const edits = {
  none: (text) => text,
  // Some symbols become new.
  gaps: (text) => keepLines(text, (_, at) => at % 9 !== 4),
  damaged(text) {
    const next = numbers(7);
    const bad = [
      (line) => line.replace('=y', '=m'),
      (line) => line.replace('=m', '=maybe'),
      (line) => line.replace(/=([0-9])/, '=9999999$1'),
      (line) => line.replace('="', '='),
      (line) => line.replace('CONFIG_', 'CONFIG_NO_SUCH_'),
      (line) => `${line}\n${line}`,
      (line) => line.replace(/=.*/, ''),
      (line) => `${line}\r`,
      (line) => ` ${line}`,
      (line) => line.replace('is not set', 'is not sett'),
      () => '',
    ];
    return text
      .split('\n')
      .map((line) => (next.below(100) < 15 ? next.pick(bad)(line) : line))
      .join('\n');
  },
};

/** C's file as this case wants it. */
export function edited(text, edit) {
  return edits[edit](text);
}

function keepLines(text, keep) {
  return text.split('\n').filter(keep).join('\n');
}
