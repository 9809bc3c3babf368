/**
 * Finds a go command to fetch the real one with: any that answers will do, even one that is too old to compile for
 * bljh, since all it has to do is download a module.
 */
import { delimiter } from 'node:path';
import { findExecutable } from '../../process/find-executable.js';
import { askTool } from '../ask-tool.js';
import type { ToolContext } from '../tool.js';

export async function findBootstrapGo(context: ToolContext): Promise<string | undefined> {
  const seen = new Set<string>();
  for (const folder of (context.env['PATH'] ?? '').split(delimiter)) {
    const path = findExecutable('go', folder);
    if (path === undefined || seen.has(path)) continue;
    seen.add(path);
    const reply = await askTool(path, ['version'], context, { GOTOOLCHAIN: 'local', GOWORK: 'off' });
    if (reply.ok && reply.text.includes('go version go')) return path;
  }
  return undefined;
}
