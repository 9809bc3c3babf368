/** bljh's own Kconfig trees: each template for each board, as projects in temporary folders. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listBoards } from '../../src/boards/board-folders.js';
import { loadBoard } from '../../src/boards/load-board.js';
import { type ConfigureRequest, configure } from '../../src/configuration/configure.js';
import { decide } from '../../src/configuration/decide.js';
import { loadModel } from '../../src/configuration/load-model.js';
import type { KconfigModel, KSymbol } from '../../src/kconfig/index.js';
import { loadProject } from '../../src/project/project.js';
import { PACKAGE, unwrap } from '../plan/plan-input.js';
import { placeFiles, temporaryFolder } from '../process/temporary-folder.js';

const templates = join(PACKAGE, 'templates', 'projects');

export interface OwnTree {
  readonly name: string;
  readonly folder: string;
  readonly model: KconfigModel;
  readonly configure: (request: Partial<ConfigureRequest>) => ReturnType<typeof configure>;
  /** What becomes of a call, without writing anything; files are named by their paths in the project. */
  readonly decide: (call: Call) => ReturnType<typeof decide>;
  readonly write: (path: string, text: string) => string;
  readonly read: (path: string) => string;
}

export interface Call {
  readonly base?: string;
  readonly merge?: readonly string[];
  readonly set?: Readonly<Record<string, string>>;
  readonly unset?: readonly string[];
}

export function ownTrees(): readonly OwnTree[] {
  const boards = listBoards([join(PACKAGE, 'boards')]);
  return readdirSync(templates).flatMap((template) => boards.map((board) => openTree(template, board)));
}

function openTree(template: string, boardName: string): OwnTree {
  const kconfig = readFileSync(join(templates, template, 'Kconfig'), 'utf8');
  const folder = temporaryFolder({ 'bljh.ini': 'name = app\n', Kconfig: kconfig, empty: '' });
  const project = unwrap(loadProject(folder));
  const board = unwrap(loadBoard(boardName, [join(PACKAGE, 'boards')]));
  const loaded = unwrap(loadModel(project, board, PACKAGE));
  return {
    name: `${template} for ${boardName}`,
    folder,
    model: loaded.model,
    configure: (request) => configure({ project, board, packageFolder: PACKAGE, set: [], ...request }),
    decide: ({ base = 'empty', merge = [], set = {}, unset = [] }) => {
      const isOwn = base.endsWith('.config');
      const sources = {
        base: { file: join(folder, base), kind: isOwn ? 'config' : 'all', start: isOwn ? 'usual' : 'defconfig' },
        merge: merge.map((path) => join(folder, path)),
        set: Object.entries(set).map(([name, value]) => ({ name, value, by: '--set' })),
        unset,
      } as const;
      return decide(loaded, sources, { project, board, packageFolder: PACKAGE });
    },
    write: (path, text) => {
      placeFiles(folder, { [path]: text });
      return join(folder, path);
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
  };
}

/** A line of a configuration file. */
export function lineOf({ name, type }: Pick<KSymbol, 'name' | 'type'>, value: string): string {
  if (value === 'n') return `# CONFIG_${name} is not set\n`;
  return `CONFIG_${name}=${type === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : value}\n`;
}
