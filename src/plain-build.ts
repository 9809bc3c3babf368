/**
 * `bljh build` with only the plainest flags: the same as src/commands/build.ts, without the 90 ms that loading the
 * command framework takes. The quick path comes here when there is something to build.
 */
import { executeBuild, presentBuilt } from './cli/build-call.js';
import type { PlainCall } from './cli/plain-call.js';
import { Session } from './cli/session.js';

export async function buildPlainly(call: PlainCall, packageFolder: string): Promise<void> {
  const session = new Session('build');
  session.options = { json: false, quiet: call.quiet, verbose: false, project: call.project };
  session.listen();
  try {
    const result = await executeBuild(call, session, packageFolder);
    session.finish(result, { present: (built) => presentBuilt(built, session) });
  } catch (error) {
    session.finishWithError(error as Error);
  }
}
