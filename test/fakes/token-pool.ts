/** The pipe of make's job server, made by the test: what is in it before and after can be counted. */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { afterAll } from 'vitest';

export interface TokenPool {
  readonly path: string;
  /** MAKEFLAGS as make 4.4 sets it. */
  readonly makeFlags: string;
  /** Takes out whatever is in it now, and puts it back. */
  readonly tokens: () => string;
  readonly put: (tokens: string) => void;
}

const open = new Set<number>();

afterAll(() => {
  for (const handle of open) closeSync(handle);
});

export function makeTokenPool(path: string, tokens: string): TokenPool {
  const { status, stderr } = spawnSync('mkfifo', [path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mkfifo: ${stderr}`);
  const handle = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  open.add(handle);
  const put = (text: string) => text !== '' && writeSync(handle, text);
  put(tokens);
  return {
    path,
    makeFlags: ` -j${tokens.length + 1} --jobserver-auth=fifo:${path}`,
    put,
    tokens: () => {
      const bytes = Buffer.alloc(4096);
      try {
        const text = bytes.toString('latin1', 0, readSync(handle, bytes));
        put(text);
        return text;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return '';
        throw error;
      }
    },
  };
}
