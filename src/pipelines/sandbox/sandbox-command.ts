/**
 * A command line of bubblewrap around that of a step: a mount namespace in which the inputs, the visible places and the output folders are all
 * there is, no network, processes of its own, and an end with the one who started it. Pure.
 */
import type { CommandLine } from '../../process/run-command.js';

export interface SandboxView {
  readonly bwrap: string;
  readonly temporary: readonly string[];
  readonly readable: readonly { readonly content: string; readonly shownAt: string }[];
  readonly links: readonly { readonly target: string; readonly path: string }[];
  readonly inputs: readonly { readonly content: string; readonly shownAt: string }[];
  /** Their folders are made: a mount point cannot be made in what is read-only. */
  readonly writable: readonly { readonly content: string; readonly shownAt: string }[];
}

/** In a namespace of its own whether or not the user is root: then nothing depends on who builds. */
export const ISOLATION = [
  '--unshare-user',
  '--unshare-pid',
  '--unshare-net',
  '--unshare-ipc',
  '--die-with-parent',
] as const;

export function commandInSandbox(command: CommandLine, view: SandboxView): CommandLine {
  const args = [
    ...ISOLATION,
    ...['--proc', '/proc', '--dev', '/dev'],
    ...view.temporary.flatMap((path) => ['--tmpfs', path]),
    // Those that are in others come later.
    ...sorted(view.readable).flatMap(({ content, shownAt }) => ['--ro-bind', content, shownAt]),
    ...view.links.flatMap(({ target, path }) => ['--symlink', target, path]),
    ...sorted(view.inputs).flatMap(({ content, shownAt }) => ['--bind', content, shownAt]),
    ...sorted(view.writable).flatMap(({ content, shownAt }) => ['--bind', content, shownAt]),
    ...sorted(view.inputs).flatMap(({ shownAt }) => ['--remount-ro', shownAt]),
    ...['--chdir', command.cwd],
    '--',
    command.file,
    ...command.args,
  ];
  return { ...command, file: view.bwrap, args };
}

function sorted<Mount extends { readonly shownAt: string }>(mounts: readonly Mount[]): readonly Mount[] {
  return [...mounts].sort((a, b) => (a.shownAt < b.shownAt ? -1 : a.shownAt > b.shownAt ? 1 : 0));
}
