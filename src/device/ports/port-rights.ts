/** Whether this user may open a port, and what would let them: the group that owns it is told by its name. */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic, Hint } from '../../diagnostics/diagnostic.js';
import { quoteForShell } from '../../process/quote-for-shell.js';
import { deviceRootOf } from './device-root.js';

export interface RightsFacts {
  readonly path: string;
  /** Permission bits, owner and group of the device. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Of this process. */
  readonly user: { readonly uid: number; readonly name: string; readonly groups: readonly number[] };
  /** The text of /etc/group. */
  readonly groupFile: string;
}

export function mayOpen(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The group that a device belongs to: its name, or its number where it has none here. */
export function groupOf(path: string): string | undefined {
  const { gid } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return gid === undefined ? undefined : findGroup(readGroups(), gid).name;
}

export function diagnoseRights(path: string): Diagnostic {
  return explainRights(readFacts(path));
}

/** Its permission bits let this user open it: something else of the system does not. */
export function diagnoseRefusal(path: string): Diagnostic {
  const hint = { text: 'in a container, pass the device when it is started: docker run --device' };
  return problem(path, 'its mode lets you, and the system refuses it all the same', hint);
}

/** Pure. */
export function explainRights({ path, mode, uid, gid, user, groupFile }: RightsFacts): Diagnostic {
  const group = findGroup(groupFile, gid);
  const isGroupAllowed = gid !== 0 && (mode & 0o060) === 0o060;
  if (uid === user.uid && (mode & 0o600) !== 0o600) {
    const hint = { text: 'let yourself open it', command: `chmod u+rw ${quoteForShell(path)}` };
    return problem(path, `it is yours, and its mode ${octal(mode)} does not let you`, hint);
  }
  if (!isGroupAllowed) {
    const hint = {
      text: 'take it until it is plugged in again',
      command: `sudo chown ${quoteForShell(user.name)} ${quoteForShell(path)}`,
    };
    return problem(path, `its mode ${octal(mode)} lets only its owner open it`, hint);
  }
  if (user.groups.includes(gid)) return diagnoseRefusal(path);
  if (group.members.includes(user.name)) {
    const hint = {
      text: 'log out and in again, or until then use a shell of that group',
      command: `newgrp ${group.name}`,
    };
    return problem(path, `it belongs to the group ${group.name}, which ${user.name} joined after this login`, hint);
  }
  if (!group.hasName) {
    const hint = { text: `run bljh as a member of the group with the number ${gid} (docker run --group-add ${gid})` };
    return problem(path, `it belongs to the group ${gid}, which has no name here and which you are not in`, hint);
  }
  const hint = {
    text: 'join the group, then log out and in again',
    command: `sudo usermod -aG ${group.name} "$USER"`,
  };
  return problem(path, `it belongs to the group ${group.name}, which ${user.name} is not in`, hint);
}

function problem(path: string, reason: string, hint: Hint): Diagnostic {
  return { severity: 'error', code: 'DV0002', message: `${path}: no permission to open it: ${reason}`, hint };
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

/** The line of group(5): `dialout:x:20:anna,ben`. */
function findGroup(
  text: string,
  gid: number,
): { readonly name: string; readonly hasName: boolean; readonly members: readonly string[] } {
  for (const line of text.split('\n')) {
    const [name = '', , number, members = ''] = line.split(':');
    if (name !== '' && number === String(gid)) return { name, hasName: true, members: members.split(',') };
  }
  return { name: String(gid), hasName: false, members: [] };
}

function readFacts(path: string): RightsFacts {
  const { mode, uid, gid } = statSync(path);
  const groups = [...(process.getgroups?.() ?? []), process.getegid?.() ?? -1];
  const user = { uid: process.geteuid?.() ?? -1, name: userName(), groups };
  return { path, mode, uid, gid, user, groupFile: readGroups() };
}

function readGroups(): string {
  try {
    return readFileSync(join(deviceRootOf(), 'etc/group'), 'utf8');
  } catch {
    return '';
  }
}

/** A user of a container often has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] || String(process.geteuid?.() ?? 'you');
  }
}
