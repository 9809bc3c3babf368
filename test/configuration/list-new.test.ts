/** Symbols that a .config does not mention: those that `conf --listnewconfig` names, with their values. */

import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Board } from '../../src/boards/board.js';
import { loadBoard } from '../../src/boards/load-board.js';
import { runConf } from '../../src/conf.js';
import { listNewSymbols } from '../../src/configuration/list-new.js';
import { boardVariables } from '../../src/configuration/load-model.js';
import { formatConfig, resolveConfig } from '../../src/kconfig/index.js';
import { loadProject } from '../../src/project/project.js';
import { PACKAGE, unwrap } from '../plan/plan-input.js';
import { ownTrees } from './own-trees.js';

it('are those of conf, whatever part of a .config is there', () => {
  for (const tree of ownTrees()) {
    const [, boardName = ''] = tree.name.split(' for ');
    const project = unwrap(loadProject(tree.folder));
    const board = unwrap(loadBoard(boardName, [join(PACKAGE, 'boards')]));
    const lines = formatConfig(tree.model, resolveConfig(tree.model, []))
      .split('\n')
      .filter((line) => line.includes('CONFIG_'));
    for (const part of fc.sample(fc.subarray(lines), { numRuns: 4, seed: 7 })) {
      const file = tree.write('part', `${part.join('\n')}\n`);
      const found = unwrap(listNewSymbols(project, board, PACKAGE, file));
      const ours = found.map(
        ({ name, type, value }) => `CONFIG_${name}=${type === 'string' ? JSON.stringify(value) : value}`,
      );
      expect(ours.toSorted(), part.join('\n')).toEqual(listedByConf(tree.folder, board, file).toSorted());
    }
  }
});

it('come with their prompt and place', () => {
  const tree = ownTrees().find(({ name }) => name === 'options for virt64');
  if (tree === undefined) throw new Error('no tree');
  const file = tree.write('part', 'CONFIG_BUFFER_SIZE=5\nCONFIG_GREETING=unquoted\n');
  const board = unwrap(loadBoard('virt64', [join(PACKAGE, 'boards')]));
  const found = unwrap(listNewSymbols(unwrap(loadProject(tree.folder)), board, PACKAGE, file));
  expect(found.map(({ name }) => name)).not.toContain('BUFFER_SIZE');
  expect(found.map(({ name }) => name)).not.toContain('GREETING');
  expect(found.find(({ name }) => name === 'REGISTER_BASE')).toMatchObject({
    type: 'hex',
    value: '0x40000000',
    prompt: 'A hexadecimal number',
    at: { file: join(tree.folder, 'Kconfig') },
  });
});

function listedByConf(folder: string, board: Board, config: string): string[] {
  const templates = join(PACKAGE, 'templates', 'kconfig');
  const env = {
    ...boardVariables(board),
    BLJH_KCONFIG_DIR: templates,
    BLJH_PROJECT: 'app',
    BLJH_PROJECT_KCONFIG: join(folder, 'Kconfig'),
    BLJH_KCONFIG_CACHE: 'off',
    KCONFIG_CONFIG: config,
  };
  let printed = '';
  const stdout = {
    write: (text: string) => {
      printed += text;
    },
  };
  const quiet = { write: () => undefined };
  const args = ['--listnewconfig', join(templates, 'Kconfig')];
  expect(runConf({ args, cwd: folder, env, stdin: '', stdout, stderr: quiet })).toBe(0);
  return printed.split('\n').filter((line) => line.startsWith('CONFIG_'));
}
