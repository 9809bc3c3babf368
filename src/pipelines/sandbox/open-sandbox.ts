/**
 * Whether this machine can run steps in a sandbox. It is asked once, by starting one that does nothing: many containers and some distributions
 * refuse user namespaces, each in its own words. There is no way back to a build without a sandbox that one was asked for.
 */
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { runCommand, succeeded } from '../../process/run-command.js';
import { findTool } from '../../toolchains/find-tool.js';
import type { ToolContext } from '../../toolchains/tool.js';
import { ISOLATION } from './sandbox-command.js';

const PROBE_TIMEOUT_MS = 10_000;

export interface Sandbox {
  /** The program bwrap. */
  readonly bwrap: string;
  /** Where the tools' caches of sandboxed steps lie. */
  readonly cacheFolder: string;
}

export async function openSandbox(context: ToolContext): Promise<Result<Sandbox>> {
  if (process.platform !== 'linux')
    return failure({
      severity: 'error',
      code: 'SN0001',
      message: `there is no sandbox on ${process.platform}: bubblewrap needs Linux`,
      hint: { text: 'build without --sandbox here, and with it in a Linux machine of CI' },
    });
  const found = await findTool('bubblewrap', context);
  if (!found.ok) return found;
  const { path } = found.value;
  const args = [...ISOLATION, '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', '--', '/bin/sh', '-c', ':'];
  const outcome = await runCommand({ file: path, args, cwd: '/', env: {} }, { timeoutMs: PROBE_TIMEOUT_MS });
  if (outcome.end.kind === 'interrupted') return failure({ severity: 'error', code: 'PR0003', message: 'interrupted' });
  if (!succeeded(outcome)) return failure(refused(outcome.output));
  return success({ bwrap: path, cacheFolder: context.cacheFolder });
}

function refused(output: string): Diagnostic {
  return {
    severity: 'error',
    code: 'SN0001',
    message: 'this system lets no sandbox be made, so nothing was built',
    ...(output.trim() !== '' && { toolOutput: output.trim() }),
    hint: {
      text: 'let users make namespaces (what refuses them is in docs/errors.md, SN0001), or build without --sandbox',
    },
  };
}
