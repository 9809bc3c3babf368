/**
 * What the machine offers an installer: its platform, its package manager and the right to use it.
 * Read once at the edge and then passed on as a value, so that every decision can be tested anywhere.
 */
import { readFileSync } from 'node:fs';
import { findExecutable } from '../process/find-executable.js';

export interface System {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly aptGet?: string;
  readonly sudo?: string;
  readonly isRoot: boolean;
  /** ID and VERSION_ID of /etc/os-release; empty where there is none. */
  readonly distribution: string;
  readonly release: string;
}

export function readSystem(env: Readonly<Record<string, string>>): System {
  const aptGet = process.platform === 'linux' ? findExecutable('apt-get', env['PATH']) : undefined;
  const sudo = findExecutable('sudo', env['PATH']);
  return {
    platform: process.platform,
    arch: process.arch,
    ...(aptGet === undefined ? {} : { aptGet }),
    ...(sudo === undefined ? {} : { sudo }),
    isRoot: process.getuid?.() === 0,
    ...parseOsRelease(readOsRelease()),
  };
}

export function parseOsRelease(text: string): Pick<System, 'distribution' | 'release'> {
  const value = (key: string) => new RegExp(`^${key}=["']?([^"'\\n]*)`, 'm').exec(text)?.[1] ?? '';
  return { distribution: value('ID'), release: value('VERSION_ID') };
}

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
