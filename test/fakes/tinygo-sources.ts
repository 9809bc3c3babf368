/** What a fake TinyGo ships: of its own files those that bljh edits, with the texts that the edits take away. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder, type Rig } from '../rig.js';

const EDITS = join(packageFolder, 'templates/tinygo/edits');

export function addTinygoSources(rig: Rig): void {
  for (const part of ['src', 'targets', 'lib']) rig.write(`${part}/of-tinygo`, '');
  const files = readdirSync(EDITS, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.edit'));
  for (const path of files) {
    const edits = readFileSync(join(EDITS, path), 'utf8').matchAll(/^<<<<<<<\n(.*?)^=======$/gms);
    rig.write(path.replace(/\.edit$/, ''), [...edits].map(([, taken]) => taken).join('\n'));
  }
}
