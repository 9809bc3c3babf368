/** What `bljh flash` writes: the file that was named, or the image of a build, made anew if it is not up to date. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Board } from '../../boards/board.js';
import { boardFoldersOf } from '../../boards/board-folders.js';
import { loadBoard } from '../../boards/load-board.js';
import { type Diagnostic, failure, type Result, success, withEarlier } from '../../diagnostics/diagnostic.js';
import type { BuildPlan } from '../../plan/build-plan.js';
import type { Project } from '../../project/project.js';
import { buildOneBoard, type OneBoardRequest } from '../build-board.js';
import { prepareBuild } from '../prepare-build.js';
import type { ToolFacts } from '../tool-facts.js';
import { type Flashable, readFlashable } from './read-flashable.js';

export interface FlashableChoice {
  /** As it was typed; undefined: the image of the board's build. */
  readonly file: string | undefined;
  readonly boardName: string;
  readonly project: Project | undefined;
  readonly force: boolean;
  /** undefined: what is built already is taken as it is. */
  readonly build: Omit<OneBoardRequest, 'project' | 'boardName'> | undefined;
  readonly packageFolder: string;
  readonly blflashData: string;
}

export interface ChosenFlashable extends Flashable {
  readonly board: Board;
}

export async function chooseFlashable(choice: FlashableChoice): Promise<Result<ChosenFlashable>> {
  const { project, boardName, packageFolder } = choice;
  const board = loadBoard(boardName, boardFoldersOf(packageFolder, project?.folder ?? process.cwd()));
  if (!board.ok) return board;
  if (board.value.image === undefined) return failure(notFlashedThisWay(board.value));
  const prepared = project && prepareBuild({ project, boardName, packageFolder, readOnly: true });
  // A broken project is no reason not to flash a whole image.
  if (prepared?.ok === false && choice.file === undefined) return prepared;
  const plan = prepared?.ok === true ? prepared.value.plan : undefined;
  const file = choice.file === undefined ? await builtImage(choice, plan) : success(choice.file);
  if (!file.ok) return file;
  const facts: ToolFacts = { tinygoroot: '', tinygorootHash: '', libgcc: '', blflash: choice.blflashData };
  const flashable = readFlashable({
    file: file.value,
    board: board.value,
    plan,
    projectFolder: project?.folder,
    facts,
    force: choice.force,
  });
  return withEarlier(
    file.diagnostics,
    flashable.ok ? success({ ...flashable.value, board: board.value }, flashable.diagnostics) : flashable,
  );
}

/** The image of the last build, as its path from here. */
async function builtImage(
  { project, boardName, build }: FlashableChoice,
  plan: BuildPlan | undefined,
): Promise<Result<string>> {
  if (project === undefined || plan === undefined) throw new Error('a build needs a project, and it was loaded');
  const image = plan.artifacts.find(({ kind }) => kind === 'flash-image')?.path;
  if (image === undefined) return failure(makesNoImage(boardName));
  const file = relative(process.cwd(), join(project.folder, image));
  if (build === undefined) {
    if (existsSync(file)) return success(file);
    const message = `nothing was built for ${boardName} that could be flashed`;
    const hint = { text: 'build it first', command: `bljh build --board ${boardName}` };
    return failure({ severity: 'error', code: 'CL0003', message, hint });
  }
  const built = await buildOneBoard({ ...build, project, boardName });
  return built.ok ? success(file, built.diagnostics) : built;
}

function makesNoImage(boardName: string): Diagnostic {
  return {
    severity: 'error',
    code: 'FL0015',
    message: `this project makes no flash image for ${boardName}: its artifact is an archive`,
    hint: { text: 'flash the image that your own firmware makes of it: bljh flash FILE' },
  };
}

function notFlashedThisWay({ name, go }: Board): Diagnostic {
  if (go === undefined)
    return {
      severity: 'error',
      code: 'FL0015',
      message: `${name} is a machine of an emulator: it has no flash that could be written`,
      hint: { text: 'run the program instead', command: `bljh run --board ${name}` },
    };
  return {
    severity: 'error',
    code: 'FL0015',
    message: `${name} runs Linux from a card: it has no flash that is written over a serial port`,
    hint: { text: 'copy the program to the board, or write a card image: bljh flash card.img --device /dev/sdX' },
  };
}
