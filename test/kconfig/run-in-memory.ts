/** `conf` in a folder that exists in memory only. */
import { runConf } from '../../src/kconfig/conf/run-conf.js';
import { type DialectName, dialects } from '../../src/kconfig/dialect.js';
import { memoryFileSystem } from '../../src/kconfig/text/file-system.js';

/** `conf --MODE Kconfig`; `typed` are the lines of standard input. */
export function runInMemory(
  files: Readonly<Record<string, string>>,
  mode: string,
  dialect: DialectName,
  typed: readonly string[] = [],
) {
  const lines = [...typed];
  const written = { stdout: '', stderr: '' };
  const writerOf = (stream: keyof typeof written) => ({
    write: (more: string) => {
      written[stream] += more;
    },
  });
  const exit = runConf({
    program: 'conf',
    args: [`--${mode}`, 'Kconfig'],
    cwd: '/w',
    env: {},
    stdout: writerOf('stdout'),
    stderr: writerOf('stderr'),
    readLine: () => lines.shift(),
    isTerminal: () => false,
    pid: 1,
    now: () => 0,
    fileSystem: memoryFileSystem(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/w/${path}`, text]))),
    shell: () => '',
    dialect: dialects[dialect],
  });
  return { exit, ...written };
}
