// Which dialect a kernel of some version has, by the Makefile beside its top Kconfig file.

import type { DialectName } from '../dialect.js';

/** The first version of each, as major * 1000 + minor; the newest first. */
const since: readonly (readonly [number, DialectName])[] = [
  [6018, 'linux-7.0'],
  [6009, 'linux-6.12'],
  [5018, 'linux-6.1'],
  [5014, 'linux-5.15'],
  [5007, 'linux-5.10'],
  [5003, 'linux-5.4'],
  [4018, 'linux-4.18'],
  [4016, 'linux-4.17'],
  [2006, 'old'],
];

export interface KernelVersion {
  readonly version: string;
  readonly dialect: DialectName;
}

/** undefined for a Makefile that is not Linux's; that of U-Boot has a year in the place of the version. */
export function readKernelVersion(makefile: string): KernelVersion | undefined {
  const number = (name: string): number => Number(new RegExp(`^${name}\\s*=\\s*(\\d+)\\s*$`, 'm').exec(makefile)?.[1]);
  const [major, minor] = [number('VERSION'), number('PATCHLEVEL')];
  if (!/^SUBLEVEL\s*=/m.test(makefile) || !(major < 100) || Number.isNaN(minor)) return undefined;
  const dialect = since.find(([first]) => major * 1000 + minor >= first)?.[1];
  return dialect === undefined ? undefined : { version: `${major}.${minor}`, dialect };
}
