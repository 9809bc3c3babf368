/** The file that Makefiles include, as make's `include` wants its path: a space would part it in two. */
import { join } from 'node:path';

export function makeFileOf(packageFolder: string): string {
  return join(packageFolder, 'templates', 'make', 'bljh.mk').replaceAll(' ', '\\ ');
}
