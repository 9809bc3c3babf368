// A pair: one random tree with one random input for conf, from two numbers. Everything conf is given is in it, as plain
// data: { index, version, mode, args, env, stdin, files, shared }. files lie in conf's folder, shared ones in $srctree.
import { numbers } from '../numbers.mjs';
import { answerLines, configText } from './config.mjs';
import { plan } from './plan.mjs';
import { writeTree } from './tree.mjs';

export const fuzzModes = [
  'olddefconfig',
  'alldefconfig',
  'allnoconfig',
  'allyesconfig',
  'allmodconfig',
  'randconfig',
  'savedefconfig',
  'syncconfig',
  'listnewconfig',
  'helpnewconfig',
  'oldconfig',
  'oldaskconfig',
  'defconfig',
  'yes2modconfig',
  'mod2yesconfig',
  'mod2noconfig',
];

// How often each is chosen.
const weights = { olddefconfig: 4, randconfig: 3, savedefconfig: 3, syncconfig: 2, oldconfig: 3, oldaskconfig: 3 };

export function generatePair({ seed, index, version, modes = fuzzModes }) {
  const next = numbers((Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0);
  const options = {
    old: version === '6.1',
    wild: next.chance(12),
    bad: next.chance(6),
    loops: next.chance(5),
    // In 6.12 that is a loop.
    membersDepend: next.chance(version === '6.1' ? 50 : 4),
    oddForms: next.chance(40),
  };
  const planned = plan(next, options);
  const { files: tree, environment } = writeTree(next.fork(), planned, options);
  const inputs = next.fork();
  const mode = inputs.pick(modes.flatMap((name) => Array.from({ length: weights[name] ?? 1 }, () => name)));
  const pair = { seed, index, version, mode, args: [`--${mode}`], env: environment, stdin: '', files: {}, shared: {} };

  if (inputs.chance(50)) pair.shared = tree;
  else pair.files = tree;
  if (inputs.chance(60)) pair.files['include/config/auto.conf'] = '';
  if (inputs.chance(3)) pair.env.KCONFIG_WERROR = '1';
  if (inputs.chance(15)) pair.env.KCONFIG_WARN_UNKNOWN_SYMBOLS = '1';
  withInput(inputs, pair, planned);
  if (inputs.chance(10)) pair.args.unshift('-s');
  pair.args.push('Kconfig');
  return pair;
}

/** What each mode reads. */
function withInput(next, pair, planned) {
  const { mode, files, env } = pair;
  const config = () => configText(next, planned, next.pick([20, 60, 90, 100]));
  switch (mode) {
    case 'alldefconfig':
    case 'allnoconfig':
    case 'allyesconfig':
    case 'allmodconfig':
    case 'randconfig':
      if (mode === 'randconfig') {
        env.KCONFIG_SEED = next.pick([`${next.below(100000)}`, `0x${next.below(0x7fffffff).toString(16)}`, '0', '-1']);
        if (next.chance(30))
          env.KCONFIG_PROBABILITY = next.pick(['10', '90', '0', '100', '20:30', '5:10:15', '60:50', 'x']);
      }
      if (next.chance(30)) allConfig(next, pair, config());
      if (next.chance(10)) files['.config'] = config();
      break;
    case 'savedefconfig':
      pair.args = ['--savedefconfig=saved'];
      if (next.chance(95)) files['.config'] = config();
      break;
    case 'defconfig':
      pair.args = ['--defconfig=base'];
      if (next.chance(97)) files.base = config();
      if (next.chance(20)) files['.config'] = config();
      break;
    case 'syncconfig':
      if (next.chance(50)) files['include/config/auto.conf'] = autoConf(config());
      if (next.chance(10)) env.KCONFIG_NOSILENTUPDATE = '1';
      if (next.chance(95)) files['.config'] = config();
      pair.stdin = answerLines(next);
      break;
    default:
      if (next.chance(85)) files['.config'] = config();
      if (['oldconfig', 'oldaskconfig'].includes(mode)) pair.stdin = answerLines(next);
      if (files['.config'] === undefined && next.chance(30)) {
        env.KCONFIG_DEFCONFIG_LIST = 'no/such base';
        files.base = config();
      }
  }
}

function allConfig(next, { mode, files, env }, text) {
  env.KCONFIG_ALLCONFIG = next.pick(['1', '', 'my.config']);
  const own = mode === 'randconfig' ? 'allrandom.config' : `${mode.replace('config', '')}.config`;
  const name = env.KCONFIG_ALLCONFIG === 'my.config' ? 'my.config' : next.pick(['all.config', own]);
  if (next.chance(95)) files[name] = text;
}

/** An older auto.conf: no "is not set" lines, strings without quotes. */
function autoConf(text) {
  const lines = text.split('\n').filter((line) => line.startsWith('CONFIG_') && line.includes('='));
  return `${lines.map((line) => line.replace(/="(.*)"$/, '=$1')).join('\n')}\n`;
}
