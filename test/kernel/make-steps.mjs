// What make.mjs does in one build folder, in order: each step goes on where the one before ended. A step is
// { name, targets, env, stdin, edit, command }; edit changes files first, command runs instead of make.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { numbers } from './numbers.mjs';

/**
 * A file whose rule needs auto.conf and hardly anything else: making it is what any build does first, bringing auto.conf,
 * autoconf.h and the files below include/config up to date by itself.
 */
const build = 'include/config/kernel.release';

/** The steps for an architecture; `quick` for the first of them only. */
export function makeSteps(arch, version, quick) {
  const steps = [];
  const add = (name, step = {}) => steps.push({ name, targets: [name], env: {}, stdin: '', ...step });

  add('defconfig');
  add('a build', { targets: [build] });
  add('a build, nothing changed', { targets: [build] });
  add('a build after a change', { targets: [build], edit: change });
  add('savedefconfig');
  if (quick) return steps;

  add('syncconfig');
  add('listnewconfig');
  add('listnewconfig, symbols missing', { targets: ['listnewconfig'], edit: gaps });
  add('helpnewconfig');
  add('oldconfig', { stdin: answers(1) });
  add('olddefconfig, symbols missing', { targets: ['olddefconfig'], edit: gaps });
  add('olddefconfig without words', { targets: ['-s', 'olddefconfig'] });
  add('a build that asks', { targets: [build], stdin: answers(2), edit: gaps });
  for (const seed of ['1', '0x2a']) {
    add(`randconfig ${seed}`, { targets: ['randconfig'], env: { KCONFIG_SEED: seed } });
    add(`a build of randconfig ${seed}`, { targets: [build] });
  }
  add('randconfig savedefconfig olddefconfig', {
    targets: ['randconfig', 'savedefconfig', 'olddefconfig'],
    env: { KCONFIG_SEED: '7', KCONFIG_PROBABILITY: '20:30' },
  });
  for (const target of ['allnoconfig', 'allyesconfig', 'allmodconfig', 'alldefconfig']) add(target);
  for (const target of ['yes2modconfig', 'mod2yesconfig', 'mod2noconfig']) add(target);
  add('tinyconfig');
  add('a build of tinyconfig', { targets: [build] });
  add('defconfig kvm_guest.config', { targets: ['defconfig', 'kvm_guest.config'] });
  if (arch === 'riscv') add('rv32_defconfig');
  if (arch === 'arm64' && version !== '6.1') add('virtconfig');
  // 6.12 asks for ever once the input has ended: a default for every question.
  add('config', { stdin: '\n'.repeat(60_000) });
  add('another file', { targets: ['defconfig'], env: { KCONFIG_CONFIG: 'other.config' } });
  add('merge_config.sh', { edit: fragments, command: mergeConfig });
  return steps;
}

/** Some options changed by hand, as an editor would. */
function change(folder) {
  editConfig(folder, (text) =>
    text
      .replace(/^CONFIG_IKCONFIG=.*\n/m, '')
      .replace(/^# CONFIG_LOCALVERSION_AUTO is not set\n/m, '')
      .replace('CONFIG_LOCALVERSION=""', 'CONFIG_LOCALVERSION="-changed"')
      .replace(/^CONFIG_LOG_BUF_SHIFT=.*$/m, 'CONFIG_LOG_BUF_SHIFT=15')
      .replace('CONFIG_IPV6=y', '# CONFIG_IPV6 is not set'),
  );
}

/** Some symbols become new. */
function gaps(folder) {
  editConfig(folder, (text) => {
    const lines = text.split('\n');
    return lines.filter((_, at) => at % 23 !== 4).join('\n');
  });
}

function fragments(folder) {
  writeFileSync(join(folder, 'one.config'), '# CONFIG_NET is not set\nCONFIG_EXT4_FS=m\nCONFIG_HZ_1000=y\n');
  writeFileSync(join(folder, 'two.config'), 'CONFIG_EXT4_FS=y\nCONFIG_NO_SUCH_SYMBOL=y\n');
}

function mergeConfig(folder) {
  const files = ['.config', 'one.config', 'two.config'].map((name) => join(folder, name));
  return ['sh', ['scripts/kconfig/merge_config.sh', '-O', folder, ...files]];
}

function editConfig(folder, edit) {
  const file = join(folder, '.config');
  // Missing after a step that went wrong, which was told.
  if (!existsSync(file)) return;
  writeFileSync(file, edit(readFileSync(file, 'latin1')), 'latin1');
}

/** Typed answers; so many that the input does not end before the questions. */
function answers(seed) {
  const next = numbers(seed);
  return Array.from({ length: 40_000 }, () => `${next.pick(['', '', '', 'y', 'n', 'm', '?', '1', '16'])}\n`).join('');
}
