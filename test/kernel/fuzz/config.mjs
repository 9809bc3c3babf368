// Random .config files and random typed answers for the symbols of a tree.

const wrong = [
  'm',
  'y',
  'n',
  '"',
  '""',
  '"x',
  'x',
  '',
  '07',
  '0x',
  '1.5',
  '-',
  'Y',
  '99999999999999999999',
  '"a"b',
  '\\',
];

/** The text of a .config; share is how many of 100 symbols it names. */
export function configText(next, { symbols, undefinedNames }, share = 60) {
  const lines = next.chance(40) ? ['#', '# Automatically generated file; DO NOT EDIT.', '# Main menu', '#'] : [];
  const damage = next.chance(35);
  for (const symbol of next.chance(80) ? symbols : [...symbols].reverse()) {
    if (!next.chance(share)) continue;
    lines.push(setting(symbol.name, value(next, symbol.type)));
    if (damage && next.chance(12)) lines.push(...damaged(next, symbol, undefinedNames));
  }
  const end = next.chance(95) ? '\n' : '';
  return lines.join(damage && next.chance(5) ? '\r\n' : '\n') + end;
}

function setting(name, value) {
  return value === 'n' ? `# CONFIG_${name} is not set` : `CONFIG_${name}=${value}`;
}

function value(next, type) {
  if (next.chance(5)) return next.pick(wrong);
  switch (type) {
    case 'bool':
      return next.pick(['y', 'y', 'n', 'n', ...(next.chance(10) ? ['m'] : [])]);
    case 'tristate':
      return next.pick(['y', 'm', 'n']);
    case 'int':
      return next.pick(['0', '1', '3', '7', '10', '50', '100', '-5', '1000', '99999', '4294967296', '-0']);
    case 'hex':
      return next.pick(['0x0', '0x10', '0xFF', 'ff', '1f', '0x1000', '0xdeadbeef', '0Xa', '10', '0']);
    default:
      return next.pick([
        '""',
        '"text"',
        '"two words"',
        '"q\\"q"',
        '"back\\\\slash"',
        '"\\n"',
        '"#"',
        '"y"',
        '"$X"',
        '"\t"',
      ]);
  }
}

function damaged(next, { name, type }, undefinedNames) {
  const other = undefinedNames[0] ?? 'NOBODY';
  return next.pick([
    [setting(name, value(next, type))],
    [`CONFIG_${name}=${next.pick(wrong)}`],
    [`CONFIG_${name}`],
    [`CONFIG_${name} =y`],
    [` CONFIG_${name}=y`],
    [`CONFIG_${name}=y  `],
    [`CONFIG_${name}=y # comment`],
    [`# CONFIG_${name} is not set yet`],
    [`# CONFIG_${name} is not`],
    [`#CONFIG_${name} is not set`],
    [`#  CONFIG_${name} is not set`],
    [`# CONFIG_${name}=y`],
    [`CONFIG_${name}=n`],
    [`CONFIG_NO_SUCH_${name}=y`],
    [`CONFIG_${other}=y`, `# CONFIG_${other} is not set`],
    ['CONFIG_=y'],
    ['CONFIG_'],
    ['nonsense'],
    ['', '  ', '\t'],
    [`export CONFIG_${name}=y`],
    ['=y'],
    ['# end of Main menu'],
    [`CONFIG_${name}=y\r`],
    [`CONFIG_${name}="${'long '.repeat(30)}"`],
  ]);
}

/** Typed lines, most of them good answers; fewer than are asked for in some, so that the input ends. */
export function answerLines(next) {
  const answers = ['', '', '', 'y', 'n', 'm', 'y', 'n', 'Y', 'N', 'M', 'yes', 'no', '1', '2', '3', '4', '9', '0', '-1'];
  const odd = [
    '?',
    '?',
    '1?',
    '2?',
    '0x1f',
    '100',
    'text',
    '"',
    ' y',
    'y ',
    'x',
    'yess',
    '\t',
    'mm',
    '12 34',
    '\\',
    ' ',
    '?x',
  ];
  const count = next.pick([0, 1, 3, 10, 40, 120]);
  const lines = Array.from({ length: count }, () => (next.chance(15) ? next.pick(odd) : next.pick(answers)));
  return lines.join('\n') + (count > 0 && next.chance(97) ? '\n' : '');
}
