// Delta debugging of a pair: takes away files, blocks, lines, tokens and environment as long as a test still holds.

/** The smallest pair found for which keeps(pair) is true. */
export async function smaller(first, keeps) {
  let pair = structuredClone(first);
  const accept = async (change) => {
    const other = structuredClone(pair);
    change(other);
    if (!(await keeps(other))) return false;
    pair = other;
    return true;
  };

  const setText = (place, name, text) => (other) => {
    if (name === undefined) other[place] = text;
    else other[place][name] = text;
  };

  const texts = () => [
    ...['shared', 'files'].flatMap((place) => Object.keys(pair[place]).map((name) => [place, name])),
    ...(pair.stdin === '' ? [] : [['stdin', undefined]]),
  ];
  const textOf = (place, name) => (name === undefined ? pair[place] : pair[place][name]);

  // One folder for all files is simpler to read.
  await accept((other) => {
    other.files = { ...other.shared, ...other.files };
    other.shared = {};
  });
  for (let before = -1; before !== size(pair); ) {
    before = size(pair);
    for (const name of Object.keys(pair.env)) await accept((other) => delete other.env[name]);
    for (const [place, name] of texts()) {
      if (name === 'Kconfig') continue;
      if (name === undefined) await accept(setText(place, name, ''));
      else if (!(await accept((other) => delete other[place][name]))) await accept(setText(place, name, ''));
    }
    for (const [place, name] of texts()) {
      await withoutLines(
        () => textOf(place, name),
        (text) => accept(setText(place, name, text)),
      );
      if (name?.includes('Kconfig')) {
        await withoutBlockEnds(
          () => textOf(place, name),
          (text) => accept(setText(place, name, text)),
        );
        await simplerLines(
          () => textOf(place, name),
          (text) => accept(setText(place, name, text)),
        );
      }
    }
  }
  return pair;
}

function size({ files, shared, stdin, env }) {
  return JSON.stringify([files, shared, stdin, env]).length;
}

/** Takes away runs of lines, long ones first. The newline at the end stays: its absence is a difference by itself. */
async function withoutLines(get, accept) {
  const end = get().endsWith('\n') ? '\n' : '';
  const lines = () =>
    get() === ''
      ? []
      : get()
          .slice(0, get().length - end.length)
          .split('\n');
  for (let length = lines().length >> 1 || 1; length >= 1; length = length >> 1)
    for (let at = 0; at < lines().length; ) {
      const rest = lines();
      rest.splice(at, length);
      if (!(await accept(rest.length === 0 ? '' : rest.join('\n') + end))) at += length;
    }
}

const pairs = { if: 'endif', menu: 'endmenu', choice: 'endchoice' };

/** Takes away a block's first and last line, or the whole block. */
async function withoutBlockEnds(get, accept) {
  for (let at = 0; at < get().split('\n').length; at++) {
    const lines = get().split('\n');
    const end = blockEnd(lines, at);
    if (end === undefined) continue;
    if (await accept([...lines.slice(0, at), ...lines.slice(end + 1)].join('\n'))) at--;
    else if (await accept(lines.filter((_, index) => index !== at && index !== end).join('\n'))) at--;
  }
}

function blockEnd(lines, start) {
  const word = (line) => line.trim().split(/[\s"]/)[0];
  const end = pairs[word(lines[start])];
  if (!end) return undefined;
  let depth = 0;
  for (let at = start; at < lines.length; at++) {
    if (pairs[word(lines[at])] === end) depth++;
    if (word(lines[at]) === end && --depth === 0) return at;
  }
  return undefined;
}

const simplifications = [
  [/ *\\$/, ''],
  [/[ \t]+$/, ''],
  [/[ \t]*#[^"']*$/, ''],
  [/^( {2,}|\t{2,}| \t)\s*/, '\t'],
  [/^\s+(?=(config|menu|if|end|choice|comment|source))/, ''],
  [/\bmenuconfig\b/, 'config'],
  [/ if .*$/, ''],
  [/\(([^()]*)\)/, '$1'],
  [/!\s*/, ''],
  [/(\S+)\s*(&&|\|\|)\s*/, ''],
  [/\s*(&&|\|\|)\s*\S+$/, ''],
  [/\s*(=|!=|<=?|>=?)\s*\S+$/, ''],
  [/"[^"]+"/, '""'],
  [/"[^"]+"/, '"p"'],
  [/'([^'"]*)'/, '"$1"'],
  [/\s{2,}(?=\S)/, ' '],
];

/** Simplifies each line by itself. */
async function simplerLines(get, accept) {
  for (let at = 0; at < get().split('\n').length; at++)
    for (const [pattern, replacement] of simplifications)
      for (let time = 0; time < 6; time++) {
        const lines = get().split('\n');
        if (at >= lines.length) return;
        const line = lines[at].replace(pattern, replacement);
        if (line.length >= lines[at].length && !line.includes('"p"')) break;
        if (line === lines[at]) break;
        lines[at] = line;
        if (!(await accept(lines.join('\n')))) break;
      }
}
