/**
 * The simulated boot ROM on a pseudo-terminal, for programs that want a serial port. A pseudo-terminal has no RTS and
 * DTR lines: a program that insists on them needs pty-shim.c preloaded. Bounded in time, so that a failed test leaves
 * nothing behind.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import pty from '@lydell/node-pty';
import { afterAll } from 'vitest';
import type { BootRom } from './boot-rom.js';

const LIFE_S = 600;

export interface BootRomPort {
  /** The device that a flasher opens. */
  readonly path: string;
  readonly close: () => void;
}

const open = new Set<BootRomPort>();

afterAll(() => {
  for (const port of open) port.close();
});

export async function openBootRomPort(rom: BootRom): Promise<BootRomPort> {
  // Somebody has to hold the other end, or its first user's leaving would end the terminal.
  const holder = pty.spawn('/bin/sh', ['-c', `stty raw -echo; echo ready; exec sleep ${LIFE_S}`], {
    // Bytes, not text: the types of node-pty know no other than strings.
    encoding: null,
  });
  const path = (holder as unknown as { readonly _pty: string })._pty;
  await new Promise<void>((resolve, reject) => {
    let said = '';
    const { dispose } = holder.onData((data) => {
      said += String(data);
      if (!said.includes('ready')) return;
      dispose();
      resolve();
    });
    holder.onExit(() => reject(new Error(`no pseudo-terminal: ${said}`)));
  });
  holder.onData((data) => {
    const reply = rom.receive(data as unknown as Buffer);
    if (reply.length > 0) holder.write(reply as unknown as string);
  });
  const port: BootRomPort = {
    path,
    close: () => {
      open.delete(port);
      holder.kill('SIGKILL');
    },
  };
  open.add(port);
  return port;
}

/** A library that lets a preloading program set RTS and DTR on a pseudo-terminal. */
export function buildShim(folder: string): string {
  const library = join(folder, 'pty-shim.so');
  const source = join(import.meta.dirname, 'pty-shim.c');
  const { status, stderr, error } = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`cc: ${error?.message ?? stderr}`);
  return library;
}
