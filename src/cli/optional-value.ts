/** oclif knows no flag whose value may be left out: `otherwise`, or an empty one, stands for it. */
export function allowEmptyValue(argv: readonly string[], flag: string, otherwise = ''): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, index) => {
    if (word !== flag || (end !== -1 && index > end)) return word;
    const next = argv[index + 1];
    return next === undefined || next.startsWith('-') ? `${flag}=${otherwise}` : word;
  });
}
