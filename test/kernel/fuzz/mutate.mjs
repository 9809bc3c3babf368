// Breaks texts: bytes flipped, lost, doubled, spliced, NUL, invalid UTF-8, very long lines, deep nesting; and the words
// and lines of the language in the wrong places. Everything works on Latin-1 strings, one character a byte.

const words = [
  ...'config menuconfig choice endchoice menu endmenu if endif comment source rsource osource mainmenu'.split(' '),
  ...'bool tristate int hex string def_bool def_tristate def_int default depends on select imply range'.split(' '),
  ...'help ---help--- modules optional prompt visible option env= allnoconfig_y transitional boolean'.split(' '),
  ...'y n m && || ! = != < <= > >= ( ) := += "x" \'x\' "$(A)" $(A) $A $(shell,x) $(info,x) $( $ # \\'.split(' '),
  ...'0x10 -3 99999999999999999999 CONFIG_ CONFIG_A=y \\\n \n \n\t \r\n \f \v'.split(' '),
  '# CONFIG_A is not set',
  '$' + '{A}',
  '<<<<<<< HEAD',
  '$(error-if,y,x)',
  '$(warning-if,y,x)',
  'A = $(A)$(A)\n',
  'f = $(f,$(1)$(1))\n',
  'B := $(f,x)\n',
  '\nconfig ',
  '\n\tselect ',
  '\n\tdepends on ',
  '\nsource "Kconfig"\n',
];
const oddBytes = [
  '\0',
  '\xff',
  '\xc3',
  '\xe2\x82',
  '\xf4\x90\x80\x80',
  '\xed\xa0\x80',
  '\xef\xbb\xbf',
  '\r',
  '\x1b',
  '\x7f',
];

/** Wrapped around something, or repeated: [before, after]. */
const nests = [
  ['(', ')'],
  ['!', ''],
  ['!(', ')'],
  ['(A && ', ')'],
  ['A && ', 'B'],
  ['A || !', 'B'],
  ['$(', ')'],
  ['$(A,', ')'],
  ['if A\n', 'endif\n'],
  ['menu "m"\n', 'endmenu\n'],
  ['menu "m"\n\tdepends on A\n', 'endmenu\n'],
  ['choice\n\tprompt "c"\n', 'endchoice\n'],
  ['\\\n', ''],
  ['\\', ''],
  ['"', ''],
  ['\n', ''],
  ['\t', ''],
  ['$', ''],
  ['#', ''],
];
/** Lines that follow each other, each with its number. */
const chains = [
  (i) => `config Q${i}\n\tbool "q"\n\tdepends on Q${i - 1}\n`,
  (i) => `config Q${i}\n\tbool "q"\n\tselect Q${i + 1}\n`,
  (i) => `config Q${i}\n\tdef_bool Q${i - 1}\n`,
  (i) => `config Q${i}\n\tint "q"\n\tdefault Q${i + 1}\n\trange Q${i + 2} Q${i - 1}\n`,
  (i) => `config Q${i}\n\tbool "q" if Q${i - 1} && Q${i >> 1}\n\timply Q${i + 1} if Q${i - 2}\n`,
  (i) => `config Q\n\tbool "q${i}"\n\tdefault A if B = ${i}\n`,
  (i) => `config Q\n\tdepends on Q${i} || Q${i >> 1}\n`,
  (i) => `V${i} = $(V${i - 1})$(V${i - 1})\n`,
  (i) => `V${i} = $(V${i - 1})x\n`,
  (i) => `V += $(V${i})\n`,
  (i) => `CONFIG_Q${i}=y\n`,
  (i) => `choice\n\tprompt "c${i}"\nconfig Q${i}\n\tbool "q"\n\tdepends on Q${i - 1}\nendchoice\n`,
];

/** A broken version of a text. `others` are texts that parts are taken from. */
export function mutate(next, text, others) {
  let result = text;
  for (let count = 1 + next.below(next.pick([1, 3, 8])); count > 0; count--) {
    const kind = next.pick(next.chance(60) ? grammatical : byteWise);
    result = kind(next, result, others).slice(0, lengthLimit);
  }
  return result;
}

/** The longest text; a few are as long. */
const lengthLimit = 6 << 20;

const byteWise = [
  (next, text) => {
    const at = next.below(text.length + 1);
    const flipped = String.fromCharCode((text.charCodeAt(at) || 0) ^ (1 << next.below(8)));
    return splice(text, at, 1, flipped);
  },
  (next, text) => splice(text, next.below(text.length + 1), 1, String.fromCharCode(next.below(256))),
  (next, text) => splice(text, next.below(text.length + 1), next.below(next.pick([3, 20, 200])), ''),
  (next, text) => {
    const from = next.below(text.length + 1);
    return splice(
      text,
      from,
      0,
      text.slice(from, from + next.below(next.pick([5, 50, 500]))).repeat(1 + next.below(4)),
    );
  },
  (next, text, others) => {
    const other = next.pick(others);
    const from = next.below(other.length + 1);
    return splice(text, next.below(text.length + 1), next.below(30), other.slice(from, from + next.below(300)));
  },
  (next, text) => splice(text, next.below(text.length + 1), 0, next.pick(oddBytes)),
  (next, text) => text.slice(0, next.below(text.length + 1)),
  (next, text) =>
    next.chance(20) ? text.replaceAll('\n', '\r\n') : splice(text, next.below(text.length + 1), 0, '\r'),
  (next, text) => {
    const [before] = next.pick(nests);
    return splice(text, next.below(text.length + 1), 0, before.repeat(howMany(next)));
  },
  (next, text) =>
    splice(
      text,
      next.below(text.length + 1),
      0,
      next.pick(['x', ' ', '\t', 'é', '"', '(', '0', '\\ ']).repeat(length(next)),
    ),
];

const grammatical = [
  (next, text) => splice(text, boundary(next, text), 0, ` ${next.pick(words)} `),
  (next, text) => {
    const at = boundary(next, text);
    return splice(text, at, /^\s*\S*/.exec(text.slice(at, at + 80))[0].length, next.pick(words));
  },
  (next, text) => withLines(next, text, (lines, at) => lines.splice(at, 1 + next.below(3))),
  (next, text) => withLines(next, text, (lines, at) => lines.splice(at, 0, ...lines.slice(at, at + 1 + next.below(6)))),
  (next, text) =>
    withLines(next, text, (lines, at) => {
      const other = next.below(lines.length);
      [lines[at], lines[other]] = [lines[other], lines[at]];
    }),
  (next, text, others) =>
    withLines(next, text, (lines, at) => {
      const more = next.pick(others).split('\n');
      const from = next.below(more.length);
      lines.splice(at, 0, ...more.slice(from, from + 1 + next.below(10)));
    }),
  (next, text) => {
    const [before, after] = next.pick(nests);
    const count = howMany(next);
    const from = boundary(next, text);
    const middle = next.chance(50) ? /^\s*\S*/.exec(text.slice(from, from + 80))[0] : text.slice(from);
    return splice(text, from, middle.length, before.repeat(count) + middle + after.repeat(next.chance(80) ? count : 1));
  },
  (next, text) => {
    const chain = next.pick(chains);
    const count = Math.min(howMany(next), 3000);
    const lines = Array.from({ length: count }, (_, i) => chain(next.chance(1) ? next.below(count) : i));
    return withLines(next, text, (all, at) => all.splice(at, 0, ...(next.chance(20) ? lines.reverse() : lines)));
  },
  (next, text) => {
    // One name for two.
    const names = text.match(/\b[A-Z][A-Z0-9_]*\b/g) ?? ['A'];
    return text.replaceAll(next.pick(names), next.pick(names));
  },
];

/** Large ones are rare, because they take most of the time. */
function howMany(next) {
  const most = next.chance(90) ? 50 : next.chance(80) ? 400 : next.chance(80) ? 3000 : 100_000;
  return 1 + next.below(most);
}

function length(next) {
  return next.chance(80) ? 300 : next.chance(80) ? 5000 : next.chance(80) ? 70_000 : 5 << 20;
}

function splice(text, at, remove, insert) {
  return text.slice(0, at) + insert + text.slice(at + remove);
}

/** Between two words. */
function boundary(next, text) {
  const from = next.below(text.length + 1);
  const blank = text.slice(from, from + 200).search(/\s/);
  return blank === -1 ? from : from + blank;
}

function withLines(next, text, change) {
  const lines = text.split('\n');
  change(lines, next.below(lines.length));
  return lines.join('\n');
}
