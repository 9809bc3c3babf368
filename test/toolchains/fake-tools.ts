/**
 * Fake tools: small shell scripts that a test writes into a temporary folder, which is then the whole PATH. They
 * record how they were called. Real tools of the machine are out of reach, so that results do not depend on it.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { System } from '../../src/toolchains/system.js';
import type { ToolContext } from '../../src/toolchains/tool.js';

export interface FakeMachine {
  readonly folder: string;
  readonly context: ToolContext;
  /** Writes an executable into the PATH; `body` is a shell script without its first line. */
  readonly addTool: (name: string, body: string) => string;
  /** Each call of a tool, as its arguments in one line. */
  readonly callsOf: (name: string) => readonly string[];
  readonly write: (path: string, content: string | Uint8Array, mode?: number) => string;
}

export function fakeMachine(env: Readonly<Record<string, string>> = {}): FakeMachine {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bljh-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const write = (path: string, content: string | Uint8Array, mode = 0o644) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
    return file;
  };
  const log = (name: string) => join(folder, 'calls', name);
  return {
    folder,
    write,
    context: {
      env: { PATH: bin, HOME: join(folder, 'home'), ...env },
      cacheFolder: join(folder, 'cache'),
      packageFolder: join(folder, 'package'),
      probeTimeoutMs: 5_000,
    },
    addTool: (name, body) => {
      mkdirSync(dirname(log(name)), { recursive: true });
      return write(`bin/${name}`, `#!/bin/sh\necho "$*" >> '${log(name)}'\n${body}\n`, 0o755);
    },
    callsOf: (name) => (existsSync(log(name)) ? readFileSync(log(name), 'utf8').trimEnd().split('\n') : []),
  };
}

export function says(line: string): string {
  return `echo '${line}'`;
}

/** A go command that answers what bljh asks of one. */
export function goScript(version: string, gomodcache: string, more = ''): string {
  return `case "$1" in
version) echo 'go version go${version} linux/amd64' ;;
env) echo "\${GOROOT:-/}"; echo '${gomodcache}' ;;
${more}
esac`;
}

/** A Debian on which we are root; apt-get and sudo are the fakes, if the test has added them. */
export function debian(machine: FakeMachine, more: Partial<System> = {}): System {
  const here = (name: string) =>
    existsSync(join(machine.folder, 'bin', name)) ? join(machine.folder, 'bin', name) : undefined;
  const aptGet = here('apt-get');
  const sudo = here('sudo');
  return {
    platform: process.platform,
    arch: process.arch,
    isRoot: true,
    distribution: 'debian',
    release: '12',
    ...(aptGet === undefined ? {} : { aptGet }),
    ...(sudo === undefined ? {} : { sudo }),
    ...more,
  };
}
