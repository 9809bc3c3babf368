/**
 * What makes a tool that tool and no other, on every machine: its version and the bytes of the programs and libraries that do its work. The
 * standard library of Go is told by its VERSION (docs/architecture.md, "What a step reads").
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { HashMemory } from './hash-memory.js';
import type { FoundTool } from './tool.js';

export interface ToolIdentity {
  readonly id: string;
  readonly version: string;
  /** SHA-256 over the hashes of its programs. */
  readonly sha256: string;
}

/** The hash of one file; of more, that of their hashes. Throws the system's error where one cannot be read. */
export function hashAll(files: readonly string[], memory: HashMemory): string {
  const [first = '', ...others] = files.map((file) => memory.hash(file));
  if (others.length === 0) return first;
  return createHash('sha256')
    .update([first, ...others].join('\n'))
    .digest('hex');
}

/** Those that build code, of the programs under pkg/tool. */
const GO_PROGRAMS = ['asm', 'cgo', 'compile', 'link'] as const;

/** The files that do its work, absolute: the tool itself, and what it starts or reads. */
export function programsOf({ id, path, facts }: FoundTool): readonly string[] {
  if (id === 'go') {
    const goroot = facts['goroot'] ?? '';
    const folder = join(goroot, 'pkg', 'tool');
    const platforms = existsSync(folder) ? readdirSync(folder).sort() : [];
    const programs = platforms.flatMap((platform) => GO_PROGRAMS.map((name) => join(folder, platform, name)));
    return [path, join(goroot, 'VERSION'), join(goroot, 'go.env'), ...programs].filter(existsSync);
  }
  const parts = [facts['startFile'] ?? '', facts['libgcc'] ?? '', ...(facts['parts'] ?? '').split(delimiter)];
  return [path, ...parts.filter((part) => part !== '')];
}
