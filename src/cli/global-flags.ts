/** Global flags before the command (`bljh --json boards`) belong behind it for the command framework. */
const PLAIN = new Set(['--json', '--quiet', '-q', '--verbose', '-v', '--no-color']);
/** Of their commands, two words are the name. */
const TOPICS = new Set(['cache', 'image', 'kconfig', 'sim', 'toolchain']);
const WITH_VALUE = new Set(['--project', '-C']);

/** Flags alone ask for the help, but -v: many a program has it for --version. */
function withoutCommand(argv: readonly string[]): readonly string[] {
  const verbose = argv.find((word) => word === '-v' || word === '--verbose');
  if (verbose !== undefined) return [verbose, ...argv.filter((word) => word !== verbose)];
  return argv.length === 0 ? argv : ['help', ...argv.filter((word) => PLAIN.has(word))];
}

export function moveGlobalFlags(argv: readonly string[]): readonly string[] {
  let taken = 0;
  while (taken < argv.length) {
    const word = argv[taken] ?? '';
    if (WITH_VALUE.has(word)) taken += 2;
    else if (PLAIN.has(word) || word.startsWith('--project=')) taken += 1;
    else break;
  }
  const [command, ...rest] = argv.slice(taken);
  // Of a command of two words the second one follows at once; the flags may stand between them and the rest.
  const second = command !== undefined && TOPICS.has(command) ? rest.splice(0, 1) : [];
  if (command === undefined) return withoutCommand(argv);
  return taken === 0 ? argv : [command, ...second, ...argv.slice(0, taken), ...rest];
}
