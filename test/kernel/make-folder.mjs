// What make leaves in a build folder, and what it wrote anew.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** When each file was written, by path. What make builds for itself below scripts/ is not looked at. */
export function fileTimes(folder) {
  const times = new Map();
  const walk = (inner) => {
    for (const entry of readdirSync(join(folder, inner), { withFileTypes: true })) {
      const path = inner === '' ? entry.name : `${inner}/${entry.name}`;
      if (path === 'scripts') continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) times.set(path, timeOf(join(folder, path)));
    }
  };
  walk('');
  return times;
}

/** The files as { path: latin1 text }. */
export function fileTexts(folder, times) {
  return Object.fromEntries([...times.keys()].map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}

/** The files that were written, made or replaced between two looks. */
export function writtenFiles(before, after) {
  return [...after].flatMap(([path, time]) => (before.get(path) === time ? [] : [path])).sort();
}

function timeOf(file) {
  const { mtimeNs, ino } = lstatSync(file, { bigint: true });
  return `${mtimeNs} ${ino}`;
}
