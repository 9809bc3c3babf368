// The scores of a conformity run: counting, the table, and test/kernel/scores.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const scoresFile = join(dirname(fileURLToPath(import.meta.url)), 'scores.json');

/** Counts per mode: all but the texts (exit code and files), stdout, stderr. */
export function scoreBoard() {
  const modes = new Map();
  return {
    add(mode, found) {
      const kinds = new Set(found.map(({ what }) => (what === 'stdout' || what === 'stderr' ? what : 'files')));
      if (!modes.has(mode)) modes.set(mode, { cases: 0, files: 0, stdout: 0, stderr: 0 });
      const counts = modes.get(mode);
      counts.cases++;
      for (const kind of ['files', 'stdout', 'stderr']) if (!kinds.has(kind)) counts[kind]++;
    },
    /** { files: { mode: 'n/N' }, stdout: 'n/N', stderr: 'n/N' } */
    result() {
      const sum = (kind) => [...modes.values()].reduce((total, counts) => total + counts[kind], 0);
      const of = (counts, kind) => `${counts[kind]}/${counts.cases}`;
      const total = { cases: sum('cases'), files: sum('files'), stdout: sum('stdout'), stderr: sum('stderr') };
      return {
        modes: Object.fromEntries([...modes].map(([mode, counts]) => [mode, of(counts, 'files')])),
        files: of(total, 'files'),
        stdout: of(total, 'stdout'),
        stderr: of(total, 'stderr'),
      };
    },
    /** The rows of the table: [mode, files, stdout, stderr]. */
    rows() {
      const row = ([mode, c]) => [mode, ...['files', 'stdout', 'stderr'].map((kind) => `${c[kind]}/${c.cases}`)];
      return [...modes].map(row);
    },
  };
}

/** Text columns. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Keeps the scores of other versions and architectures. */
export function updateScores(version, kernelVersion, results) {
  update(version, (scores) => ({ ...scores, kernel: kernelVersion, ...results }));
}

/** The steps of make that are equal, per architecture: { arch: 'n/N' }; keeps everything else. */
export function updateMakeScores(version, kernelVersion, results) {
  update(version, (scores) => ({ ...scores, kernel: kernelVersion, make: { ...scores?.make, ...results } }));
}

function update(version, change) {
  const all = existsSync(scoresFile) ? JSON.parse(readFileSync(scoresFile, 'utf8')) : {};
  all[version] = change(all[version]);
  writeFileSync(scoresFile, `${JSON.stringify(sorted(all), null, 2)}\n`);
}

function sorted(value) {
  if (typeof value !== 'object') return value;
  const byName = ([a], [b]) => (a < b ? -1 : 1);
  return Object.fromEntries(
    Object.entries(value)
      .sort(byName)
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
