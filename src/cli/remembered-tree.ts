/** A tree through what is remembered of it: menus of a kernel open in a moment. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  dialects,
  modelOf,
  nodeFileSystem,
  type ParsedKconfig,
  type ParseOptions,
  readRememberedTree,
  sniffDialect,
} from '../kconfig/index.js';
import { cacheFolderOf } from '../toolchains/cache-folder.js';
import { BUILD_ID } from './build-id.js';

export type TreeRequest = Pick<ParseOptions, 'file' | 'srctree' | 'dialect'> & {
  readonly environment: Readonly<Record<string, string>>;
};

export function readTree(request: TreeRequest): ParsedKconfig {
  const { file, srctree, environment, dialect: wanted = 'linux-6.1' } = request;
  const place = { file, environment, fileSystem: nodeFileSystem, ...(srctree !== undefined && { srctree }) };
  const dialect = wanted === 'auto' ? sniffDialect(place) : { name: wanted };
  const { parsed } = readRememberedTree({
    ...place,
    dialect: dialects[dialect.name],
    place: { cwd: process.cwd(), env: environment },
    mode: 'on',
    folder: join(cacheFolderOf(process.env), 'kconfig'),
    version: BUILD_ID,
    pid: process.pid,
    jobs: availableParallelism() + 1,
    // What commands say on the way would end up on the screen of the menus.
    stderr: () => {},
  });
  return { model: modelOf(parsed), diagnostics: parsed.diagnostics, dialect };
}
