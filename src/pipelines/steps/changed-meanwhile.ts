/**
 * Inputs that somebody wrote to while a step ran: what it made may be of the old content, of the new one, or of something in between. Nothing
 * that is kept may claim to know.
 */
import { areUntouched, type BuildState, type FileStamp, hasSameNames } from '../../cache/build-state.js';
import type { StepPart } from '../../cache/step-parts.js';

export interface ChangedMeanwhile {
  readonly files: readonly string[];
  /** In which source files came or went. */
  readonly folders: readonly string[];
}

export const NOTHING_CHANGED: ChangedMeanwhile = { files: [], folders: [] };

/** In place of the hash of a file that was one thing and another. */
const UNCERTAIN = 'changed while the step ran';

/** Of src/pipelines/record-build.ts. */
interface Stamps {
  readonly files: readonly FileStamp[];
  readonly ofSteps: ReadonlySet<string>;
  readonly folders: BuildState['folders'];
}

export function findChanges(projectFolder: string, { files, ofSteps, folders }: Stamps): ChangedMeanwhile {
  return {
    files: files
      .filter((stamp) => ofSteps.has(stamp.path) && !areUntouched(projectFolder, [stamp]))
      .map(({ path }) => path),
    folders: folders.filter((folder) => !isThereStill(projectFolder, folder)).map(({ path }) => path),
  };
}

export function hasChanges({ files, folders }: ChangedMeanwhile): boolean {
  return files.length > 0 || folders.length > 0;
}

export function bothOf(one: ChangedMeanwhile, other: ChangedMeanwhile): ChangedMeanwhile {
  return { files: [...one.files, ...other.files], folders: [...one.folders, ...other.folders] };
}

/** The parts as the record has them: those of such files equal nothing that comes later. */
export function uncertainParts(parts: readonly StepPart[], { files }: ChangedMeanwhile): readonly StepPart[] {
  const names = new Set(files);
  return parts.map((part) => (part.kind === 'file' && names.has(part.name) ? { ...part, value: UNCERTAIN } : part));
}

/** The state as it is kept: the next build finds such files and folders changed, even if they are again what they were. */
export function uncertainState(state: BuildState, { files, folders }: ChangedMeanwhile): BuildState {
  const [fileNames, folderNames] = [new Set(files), new Set(folders)];
  return {
    ...state,
    inputs: state.inputs.map((stamp) =>
      fileNames.has(stamp.path) ? { ...stamp, mtimeMs: 0, ctimeMs: 0, sha256: '' } : stamp,
    ),
    folders: state.folders.map((folder) =>
      folderNames.has(folder.path) ? { ...folder, names: [...folder.names, ''] } : folder,
    ),
  };
}

function isThereStill(projectFolder: string, folder: BuildState['folders'][number]): boolean {
  try {
    return hasSameNames(projectFolder, folder);
  } catch {
    return false;
  }
}
