/** Saves the minimal configuration: made ready before .config is written, put in its place after it, so that both are or none. */
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { type StagedFile, stageFile } from '../process/write-file.js';
import { fileProblem, textIfThere } from './read-settings.js';

export interface SavedDefconfig {
  readonly file: string;
  readonly changed: boolean;
}

interface StagedDefconfig {
  readonly file: string;
  readonly staged: StagedFile;
  /** Lines of comment that it replaces. */
  readonly comments: number;
}

const nothing = () => undefined;

export function stageDefconfig(
  file: string | undefined,
  text: string,
  dryRun: boolean,
): Result<StagedDefconfig | undefined> {
  if (file === undefined) return success(undefined);
  try {
    const old = textIfThere(file);
    const comments = (old ?? '').split('\n').filter((line) => /^\s*#(?! CONFIG_\w+ is not set)/.test(line)).length;
    const staged = dryRun ? { changes: old !== text, commit: nothing, discard: nothing } : stageFile(file, text);
    return success({ file, staged, comments });
  } catch (error) {
    return failure(fileProblem(file, 'write', error));
  }
}

/** `isWanted` is false when .config could not be written. */
export function finishDefconfig(
  defconfig: StagedDefconfig | undefined,
  isWanted: boolean,
): Result<SavedDefconfig | undefined> {
  if (defconfig === undefined) return success(undefined);
  const { file, staged, comments } = defconfig;
  const { changes: changed } = staged;
  try {
    if (isWanted) staged.commit();
    else staged.discard();
  } catch (error) {
    return failure(fileProblem(file, 'write', error));
  }
  return success({ file, changed }, changed && comments > 0 ? [lostComments(file, comments)] : []);
}

function lostComments(file: string, count: number): Diagnostic {
  return {
    severity: 'warning',
    code: 'CF0007',
    message: `${file} had ${count} ${count === 1 ? 'line' : 'lines'} of comment, which a saved defconfig does not keep`,
    hint: { text: 'the old text is in git, if it was committed' },
  };
}
