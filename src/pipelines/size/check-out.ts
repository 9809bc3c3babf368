/**
 * A revision of the user's git repository as files in a folder of its own. git reads its objects and writes an index beside those files: the
 * user's index, working tree, hooks and list of worktrees are not touched, so that nothing is left there even after a power cut.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Diagnostic, failure, type Result } from '../../diagnostics/diagnostic.js';
import { onLastResort } from '../../process/interruption.js';
import { type RunOutcome, runCommand, succeeded } from '../../process/run-command.js';

const TIMEOUT_MS = 5 * 60_000;

export interface CheckedOut {
  /** The project's folder in that revision. */
  readonly folder: string;
  /** The full name of the commit. */
  readonly commit: string;
}

/** Gives `use` the revision, and removes the files again whatever happens. `folder`: a project in a git repository. */
export async function withRevision<Value>(
  request: { readonly folder: string; readonly revision: string; readonly env: Readonly<Record<string, string>> },
  use: (checkedOut: CheckedOut) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const { folder, revision } = request;
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'bljh-size-')));
  const remove = () => rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
  const forget = onLastResort(remove);
  // The repository is found from the project's folder, not by what a hook's environment says.
  const foreign = Object.entries(request.env).filter(([name]) => !name.startsWith('GIT_'));
  const env = { ...Object.fromEntries(foreign), GIT_INDEX_FILE: join(temporary, 'index'), GIT_OPTIONAL_LOCKS: '0' };
  const git = (cwd: string, ...args: string[]) =>
    runCommand({ file: 'git', args, cwd, env }, { timeoutMs: TIMEOUT_MS });
  try {
    const commit = await git(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
    if (!succeeded(commit)) return failure(noBase(revision, commit));
    const name = commit.stdout.trim();
    const inside = await git(folder, 'rev-parse', '--show-prefix');
    const top = await git(folder, 'rev-parse', '--show-toplevel');
    const tree = join(temporary, 'tree');
    mkdirSync(tree);
    const read = await git(folder, 'read-tree', name);
    const written = await git(top.stdout.replace(/\n$/, ''), 'checkout-index', '--all', `--prefix=${tree}/`);
    const failed = [inside, top, read, written].find((outcome) => !succeeded(outcome));
    if (failed !== undefined) return failure(gitFailed(revision, failed));
    return await use({ folder: join(tree, inside.stdout.replace(/\n$/, '')), commit: name });
  } finally {
    forget();
    remove();
  }
}

function noBase(revision: string, { end, output }: RunOutcome): Diagnostic {
  const noGit = end.kind === 'not-started';
  const noRepository = output.includes('not a git repository');
  const says = noGit || noRepository ? '' : output.trim();
  const reason = noGit
    ? 'there is no git to ask'
    : noRepository
      ? 'this is no git repository'
      : 'git knows no such commit';
  return {
    severity: 'error',
    code: 'SZ0005',
    message: `nothing to compare with: there is no file ${revision}, and ${reason}`,
    // Such as that the repository is somebody else's.
    ...(says !== '' && { toolOutput: says }),
    hint: { text: 'name a file of bljh size --save, or a commit, branch or tag' },
  };
}

function gitFailed(revision: string, { output }: RunOutcome): Diagnostic {
  return {
    severity: 'error',
    code: 'SZ0005',
    message: `git cannot write the files of ${revision}`,
    toolOutput: output,
    hint: { text: 'see what git says, or compare with a file of bljh size --save' },
  };
}
