/**
 * A command line of bubblewrap around that of a step: a mount namespace in which the inputs, the visible places and the output folders are all
 * there is, no network, processes of its own, and an end with the one who started it. Pure.
 */
import type { CommandLine } from '../../process/run-command.js';

interface Mount {
  readonly content: string;
  readonly shownAt: string;
}

interface Link {
  readonly target: string;
  readonly path: string;
}

export interface SandboxView {
  readonly bwrap: string;
  readonly temporary: readonly string[];
  readonly readable: readonly Mount[];
  readonly links: readonly Link[];
  readonly inputs: readonly Mount[];
  /** Their folders are made: a mount point cannot be made in what is read-only. */
  readonly writable: readonly Mount[];
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
  // A compiler that lies in the project would be hidden by its inputs.
  const isInProject = (path: string) => view.inputs.some(({ shownAt }) => path.startsWith(`${shownAt}/`));
  const asLink = ({ target, path }: Link) => ['--symlink', target, path];
  const readOnly = ({ content, shownAt }: Mount) => ['--ro-bind', content, shownAt];
  const args = [
    ...ISOLATION,
    ...['--proc', '/proc', '--dev', '/dev'],
    ...view.temporary.flatMap((path) => ['--tmpfs', path]),
    // Those that are in others come later.
    ...sorted(view.readable.filter(({ shownAt }) => !isInProject(shownAt))).flatMap(readOnly),
    ...view.links.filter(({ path }) => !isInProject(path)).flatMap(asLink),
    ...sorted(view.inputs).flatMap(({ content, shownAt }) => ['--bind', content, shownAt]),
    ...sorted(view.readable.filter(({ shownAt }) => isInProject(shownAt))).flatMap(readOnly),
    ...view.links.filter(({ path }) => isInProject(path)).flatMap(asLink),
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
