/** Asks a tool for its version, which stands behind a known phrase of its answer. */
import { askTool, describeStrangeAnswer } from './ask-tool.js';
import type { Answer } from './find-program.js';
import type { ToolContext } from './tool.js';
import { findVersion } from './version.js';

export async function askVersion(
  path: string,
  args: readonly string[],
  after: RegExp,
  context: ToolContext,
): Promise<Answer> {
  const reply = await askTool(path, args, context);
  if (!reply.ok) return { kind: 'broken', reason: reply.reason };
  const version = findVersion(reply.text, after);
  if (version === undefined) return { kind: 'broken', reason: describeStrangeAnswer(args, reply.text) };
  return { kind: 'answer', version, facts: {} };
}
