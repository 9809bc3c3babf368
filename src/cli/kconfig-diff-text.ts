/** The differences of two configurations as text: what was changed, and below it what follows. */
import type { Difference, DiffGroup, DiffSide } from '../kconfig/index.js';
import { describeOrigin, shownValue } from './kconfig-print.js';

export function renderGroups(groups: readonly DiffGroup[], cwd: string): string {
  if (groups.length === 0) return 'no differences';
  const count = groups.reduce((sum, { followers }) => sum + 1 + followers.length, 0);
  const changed = groups.filter(({ cause }) => cause === 'setting').length;
  const blocks = groups.map((group) => renderGroup(group, cwd));
  return [...blocks, `${count} symbols differ, ${changed} of them by a setting`].join('\n\n');
}

function renderGroup({ cause, difference, followers }: DiffGroup, cwd: string): string {
  const head = `${difference.name}: ${change(difference)}${cause === 'tree' ? '  (no setting explains it)' : ''}`;
  const lines = [head, ...origins(difference, cwd, '  ')];
  if (followers.length > 0) {
    lines.push(
      `  ${followers.length} symbol${followers.length === 1 ? '' : 's'} follow${followers.length === 1 ? 's' : ''} from ${difference.name}:`,
    );
    const width = Math.max(...followers.map(({ name }) => name.length));
    for (const follower of followers) {
      const via = follower.via === difference.name ? '' : `  (by ${follower.via})`;
      lines.push(`    ${follower.name.padEnd(width)}  ${change(follower)}${via}`);
      lines.push(...origins(follower, cwd, '      '));
    }
  }
  return lines.join('\n');
}

function change({ left, right }: Difference): string {
  return `${shownValue(left?.value)} -> ${shownValue(right?.value)}`;
}

/** One line if both sides have one origin. */
function origins({ left, right }: Difference, cwd: string, indent: string): readonly string[] {
  const [a, b] = [describeSide(left, right, cwd), describeSide(right, left, cwd)];
  if (a === b) return [`${indent}both: ${a}`];
  return [`${indent}left: ${a}`, `${indent}right: ${b}`];
}

function describeSide(side: DiffSide | undefined, other: DiffSide | undefined, cwd: string): string {
  if (side === undefined) return 'not in the tree';
  const isHidden = side.origin.kind === 'unset' && !side.visible && other?.origin.kind === 'user';
  return isHidden ? 'cannot be set here, its dependencies are not met' : describeOrigin(side.origin, cwd);
}
