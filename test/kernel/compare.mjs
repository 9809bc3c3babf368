// Compares two answers ({ exit, stdout, stderr, files, touched }) byte for byte and shows where they differ.

const stopped = ['too long', 'too much output'];

/** The differences: [{ what, lines }], what is exit, stdout, stderr, touched or a file's path. Empty when equal. */
export function differences(expected, actual, count = 10) {
  const found = [];
  const add = (what, a, b) => {
    if (a !== b) found.push({ what, lines: differingLines(a, b, count) });
  };
  add('exit', String(expected.exit), String(actual.exit));
  // Both ended by force: they stopped at some place of an endless text.
  const endless = stopped.includes(expected.exit) && expected.exit === actual.exit;
  for (const stream of ['stdout', 'stderr']) {
    const length = endless ? Math.min(expected[stream].length, actual[stream].length) : undefined;
    add(stream, expected[stream].slice(0, length), actual[stream].slice(0, length));
  }
  if (endless) return found;
  const names = [...new Set([...Object.keys(expected.files), ...Object.keys(actual.files)])].sort();
  for (const name of names) {
    if (expected.files[name] === undefined) found.push({ what: name, lines: ['+ (the file is too many)'] });
    else if (actual.files[name] === undefined) found.push({ what: name, lines: ['- (the file is missing)'] });
    else add(name, expected.files[name], actual.files[name]);
  }
  add('touched', expected.touched.join('\n'), actual.touched.join('\n'));
  return found;
}

/** What kind of difference it is, without its names and numbers: to group differences, and to keep one while shrinking. */
export function shapeOf(found) {
  const order = ['exit', 'stderr', 'stdout', '.config'];
  const rank = ({ what }) => (order.includes(what) ? order.indexOf(what) : order.length);
  const [first] = [...found].sort((a, b) => rank(a) - rank(b));
  if (!first) return '';
  const sides = ['-', '+'].map((side) => first.lines.find((line) => line.startsWith(side)) ?? '');
  const shape = sides.map(shapeOfLine).join(' ').trimEnd();
  // Stdout is questions and help: words that differ in each tree.
  return `${first.what}: ${first.what === 'stdout' ? shape.replace(/\b\w+\b( \b\w+\b)*/g, 'W') : shape}`;
}

function shapeOfLine(line) {
  return line
    .replace(/^([-+])\d+: /, '$1 ')
    .replace(/\S+:\d+:/, 'F:N:')
    .replace(/"(\\.|[^"\\])*"/g, 'Q')
    .replace(/'[^']*'/g, 'Q')
    .replace(/[A-Za-z0-9_-]*[A-Z0-9_]{1,}[A-Za-z0-9_-]*/g, 'S')
    .replace(/\s+/g, ' ')
    .slice(0, 100);
}

/** The first lines that differ, '-' of the first text, '+' of the second, each with its line number. */
export function differingLines(first, second, count) {
  const a = lines(first);
  const b = lines(second);
  const out = [];
  let i = 0;
  let j = 0;
  while (out.length < count && (i < a.length || j < b.length)) {
    if (a[i] === b[j]) {
      i++;
      j++;
      continue;
    }
    const [skipA, skipB] = resynchronize(a, i, b, j);
    for (let k = 0; k < skipA; k++) out.push(`-${i + k + 1}: ${show(a[i + k])}`);
    for (let k = 0; k < skipB; k++) out.push(`+${j + k + 1}: ${show(b[j + k])}`);
    i += skipA;
    j += skipB;
  }
  return out.slice(0, count);
}

/** How many lines of each to pass over until they agree again: the least sum. */
function resynchronize(a, i, b, j) {
  const reach = 400;
  for (let sum = 1; sum <= reach; sum++)
    for (let skipA = 0; skipA <= sum; skipA++) {
      const skipB = sum - skipA;
      const atEnd = i + skipA >= a.length && j + skipB >= b.length;
      if (atEnd && i + skipA === a.length && j + skipB === b.length) return [skipA, skipB];
      if (i + skipA < a.length && a[i + skipA] === b[j + skipB]) return [skipA, skipB];
    }
  return [Math.min(1, a.length - i), Math.min(1, b.length - j)];
}

/** The last line keeps a mark when it has no newline. */
function lines(text) {
  const parts = text.split('\n');
  const last = parts.pop();
  return last === '' ? parts : [...parts, `${last} (no newline)`];
}

function show(line) {
  const text = JSON.stringify(line ?? '').slice(1, -1);
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
}
