/** Makes what an explanation is made from: a real board, a project that a test writes, settings; no files but those of the plan. */
import { join } from 'node:path';
import { loadBoard } from '../../src/boards/load-board.js';
import type { Answer } from '../../src/explain/answer.js';
import { explain } from '../../src/explain/explain.js';
import { indexSubject } from '../../src/explain/index-of-subject.js';
import type { ExplainSubject } from '../../src/explain/subject.js';
import { type ConfigSetting, type Resolution, resolveConfig } from '../../src/kconfig/index.js';
import { showPathOf } from '../../src/pipelines/prepare-build.js';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { loadProject } from '../../src/project/project.js';
import { PACKAGE, type PlanCase, type PlanSetup, settingsOf, setUpPlan, unwrap } from '../plan/plan-input.js';
import { temporaryFolder } from '../process/temporary-folder.js';

/** A subject for settings of this project and board. */
export function subjectsOf(
  folder: string,
  boardName: string,
  setup: PlanSetup = setUpPlan(folder, boardName),
): (settings: readonly ConfigSetting[]) => ExplainSubject {
  const project = unwrap(loadProject(folder));
  const board = unwrap(loadBoard(boardName, [join(folder, 'boards'), join(PACKAGE, 'boards')]));
  const { model } = setup.loaded;
  const input = setup.inputFor([]);
  const planOf = ({ values }: Resolution) => createBuildPlan({ ...input, values });
  return (settings) => {
    const resolution = resolveConfig(model, settings);
    const plan = planOf(resolution);
    return {
      project,
      board,
      model,
      projectSymbols: setup.loaded.projectSymbols,
      settings,
      resolution,
      contested: new Map(),
      renames: setup.loaded.renames.byOldName,
      plan: plan.ok ? plan.value : undefined,
      planOf,
      showPath: (file) => showPathOf(file, folder, PACKAGE),
      asPlanPath: (asked) => asked.replace(/^\.\//, ''),
      commandFor: ({ set, unset }) =>
        [
          ...(set.length === 0 ? [] : ['set', ...set.map(({ name, value }) => `${name}=${value}`)]),
          ...unset.map((name) => `unset ${name}`),
        ].join(' '),
    };
  };
}

export function subjectOf({
  board = 'virt64',
  kconfig,
  ini = '',
  settings = {},
  files = {},
}: PlanCase): ExplainSubject {
  const folder = temporaryFolder({
    'bljh.ini': `name = app\n${ini}`,
    'go.mod': 'module app\n\ngo 1.23\n',
    ...(kconfig === undefined ? {} : { Kconfig: kconfig }),
    ...files,
  });
  return subjectsOf(folder, board)(settingsOf(settings));
}

export function ask(subject: ExplainSubject, asked: string): Answer | undefined {
  return explain(subject, indexSubject(subject), asked);
}

/** The answer; fails if there is none. */
export function answerOf(subject: ExplainSubject, asked: string): Answer {
  const answer = ask(subject, asked);
  if (answer === undefined) throw new Error(`nothing is called ${asked}`);
  return answer;
}
