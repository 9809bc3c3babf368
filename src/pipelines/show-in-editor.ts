/** Gives the editor the constants of one board, as its build will have them (see src/project/go-modules.ts). */
import type { Result } from '../diagnostics/diagnostic.js';
import { placeGoModules, showConstantsInEditor } from '../project/go-modules.js';
import type { Project } from '../project/project.js';
import { type PreparedBuild, prepareBuild } from './prepare-build.js';

/** The result is that of planning the build: what would keep it from being made is known early. */
export function showBoardInEditor(project: Project, boardName: string, packageFolder: string): Result<PreparedBuild> {
  const prepared = prepareBuild({ project, boardName, packageFolder, readOnly: true });
  if (!prepared.ok) return prepared;
  const constants = prepared.value.plan.files.find(({ path }) => path.endsWith('/config/config.go'));
  placeGoModules(project.folder, packageFolder);
  if (constants !== undefined) showConstantsInEditor(project.folder, constants.content);
  return prepared;
}
