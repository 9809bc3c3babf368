/**
 * bljh's own Go modules in a project: .bljh/go/machine and .bljh/go/config, which the project's go.mod names in
 * `replace` lines. Plain files, so that `go build`, TinyGo and the editor find them alike without a network. The copy
 * of bljh/config serves the editor only: each build has its own (build/BOARD/gen/config).
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../process/write-file.js';

const MODULES_FOLDER = '.bljh/go';

/** Brings the copies up to date with this bljh: same files, same bytes, and no others. */
export function placeGoModules(projectFolder: string, packageFolder: string): void {
  const from = join(packageFolder, 'go');
  const to = join(projectFolder, MODULES_FOLDER);
  mirror(join(from, 'machine'), join(to, 'machine'));
  if (!existsSync(join(to, 'config', 'config.go'))) mirror(join(from, 'config'), join(to, 'config'));
  writeFileAtomically(join(projectFolder, '.bljh', '.gitignore'), '# Made by bljh, made again when absent.\n*\n');
}

/** The constants that the editor shows: those of the board that was configured last. */
export function showConstantsInEditor(projectFolder: string, constants: string): void {
  writeFileAtomically(join(projectFolder, MODULES_FOLDER, 'config', 'config.go'), constants);
}

function mirror(from: string, to: string): void {
  const wanted = readdirSync(from).filter((name) => !name.endsWith('_test.go'));
  for (const name of wanted) writeFileAtomically(join(to, name), readFileSync(join(from, name)));
  for (const name of readdirSync(to)) {
    // Another bljh may be writing the same files now, under temporary names.
    if (!wanted.includes(name) && !name.endsWith('.tmp')) rmSync(join(to, name), { recursive: true, force: true });
  }
}
