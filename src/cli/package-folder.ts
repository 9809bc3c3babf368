/** Where bljh itself is installed: the folder that holds its boards, templates and Go modules. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export function findPackageFolder(from: string = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'templates', 'kconfig', 'Kconfig'))) return folder;
    if (folder === dirname(folder)) throw new Error(`bljh's own files are not above ${from}`);
  }
}
