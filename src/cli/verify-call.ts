/** `bljh build --verify` after the build: each board once more elsewhere, and the two builds side by side. */
import { combine } from '../diagnostics/combine.js';
import type { Result } from '../diagnostics/diagnostic.js';
import { startHeartbeat } from '../output/heartbeat.js';
import { type Verification, verifyBuild } from '../pipelines/verify/verify-build.js';
import { interruption } from '../process/interruption.js';
import type { Project } from '../project/project.js';
import type { Session } from './session.js';
import { toolContextOf } from './tool-context.js';

export async function verifyBoards(
  project: Project,
  boards: readonly string[],
  session: Session,
  packageFolder: string,
): Promise<Result<readonly Verification[]>> {
  const say = session.progress === 'none' ? () => undefined : (text: string) => session.tell(text);
  const results: Result<Verification>[] = [];
  for (const boardName of boards) {
    if (interruption.aborted) break;
    const stopHeartbeat = startHeartbeat((seconds) => say(`${boardName}: still at it after ${seconds} s`));
    const result = await verifyBuild({
      project,
      boardName,
      toolContext: toolContextOf(packageFolder),
      withoutStores: { BLJH_CACHE: 'off', BLJH_REMOTE_CACHE_MODE: 'off' },
      onProgress: (text) => say(`${boardName}: ${text}`),
      onCommand: (line) => session.options.verbose && session.tell(line),
    }).finally(stopHeartbeat);
    results.push(result);
  }
  return combine(results);
}
