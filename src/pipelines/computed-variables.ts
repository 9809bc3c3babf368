/**
 * Finds -X variables that the program computes itself: Go's linker sets such a variable, and the package's
 * initialisation overwrites it, in silence. Looks at package-level `var` lines of the project's own sources only.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSourceName } from '../cache/build-state.js';
import type { Location } from '../diagnostics/diagnostic.js';
import type { BuildPlan } from '../plan/build-plan.js';

export interface ComputedVariable {
  readonly name: string;
  readonly at: Location;
}

/** `module`: the project's module path, `mainPackage`: folder of package main; both as the project's files say. */
export function findComputedVariables(
  plan: BuildPlan,
  projectFolder: string,
  packages: { readonly module: string; readonly mainPackage: string },
): readonly ComputedVariable[] {
  return plan.variables.flatMap(({ name }) => {
    const dot = name.lastIndexOf('.');
    const folder = folderOfPackage(name.slice(0, dot), packages);
    if (folder === undefined) return [];
    const at = findComputedLine(join(projectFolder, folder), name.slice(dot + 1));
    return at === undefined ? [] : [{ name, at }];
  });
}

function folderOfPackage(path: string, { module, mainPackage }: { module: string; mainPackage: string }) {
  if (path === 'main') return mainPackage;
  if (path === module) return '.';
  return path.startsWith(`${module}/`) ? path.slice(module.length + 1) : undefined;
}

function findComputedLine(folder: string, variable: string): Location | undefined {
  // `var v = f()` or, in a var block, `v string = f()`: the value does not begin with a quote.
  const computed = new RegExp(`^(?:var\\s+|\\t)${variable}\\s*(?:string\\s*)?=\\s*[^\\s"\`]`);
  if (!existsSync(folder)) return undefined;
  for (const name of readdirSync(folder).filter((entry) => isSourceName(entry) && entry.endsWith('.go'))) {
    const file = join(folder, name);
    const lines = readFileSync(file, 'utf8').split('\n');
    const index = lines.findIndex((line) => computed.test(line));
    const declared = lines[index];
    // A tab begins statements of functions as well: only a var block counts.
    if (declared !== undefined && (declared.startsWith('var') || isInVarBlock(lines, index))) {
      return { file, line: index + 1, col: declared.search(/\S/) + 1 };
    }
  }
  return undefined;
}

function isInVarBlock(lines: readonly string[], index: number): boolean {
  const opening = lines.slice(0, index).findLast((line) => /^\S.*[({]$|^[)}]/.test(line));
  return opening !== undefined && /^var\s*\($/.test(opening);
}
