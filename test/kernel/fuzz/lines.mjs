// Writes tokens as lines of Kconfig, in plain or in odd but valid forms: tabs, spaces, continued lines, comments.

export function lineWriter(next, { oddForms }) {
  const lines = [];
  const odd = (percent) => oddForms && next.chance(percent);

  const gap = () => {
    if (odd(4)) return ' \\\n\t\t';
    return odd(8) ? next.pick(['  ', '\t', ' \t ']) : ' ';
  };

  /** Operators need no blanks around them. */
  const joined = (tokens) => {
    let line = '';
    for (const [at, token] of tokens.entries()) {
      const tight = at > 0 && (tokens[at - 1] === '!' || tokens[at - 1] === '(' || token === ')');
      const operator = at > 0 && (isOperator(tokens[at - 1]) || isOperator(token));
      if (at > 0 && !(tight && !odd(15)) && !(operator && odd(20))) line += gap();
      line += token;
    }
    return line;
  };

  return {
    line(depth, tokens) {
      const indent = odd(10) ? next.pick(['', ' ', '    ', '\t \t']) : '\t'.repeat(depth);
      const end = odd(6) ? next.pick([' # comment', '   ', '\t', '# comment "x', ' \\\n']) : '';
      lines.push(indent + joined(tokens) + end);
      if (odd(2)) lines.push(next.pick(['# a comment', '\t# another', '#', '   ', '#config X', '# text \\']));
    },
    raw: (line) => lines.push(line),
    blank() {
      if (!odd(15)) lines.push('');
    },
    end: () => lines.join('\n') + (odd(4) ? '' : '\n'),
  };
}

function isOperator(token) {
  return /^[=!<>&|]+$/.test(token);
}
