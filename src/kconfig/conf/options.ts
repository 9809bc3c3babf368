// The command line of `conf`, read as GNU getopt_long reads it: options may stand anywhere, long ones may be shortened as
// long as they are unique, the last mode wins, and an unknown option is complained about and passed over.

export const modes = [
  'oldaskconfig',
  'oldconfig',
  'syncconfig',
  'defconfig',
  'savedefconfig',
  'allnoconfig',
  'allyesconfig',
  'allmodconfig',
  'alldefconfig',
  'randconfig',
  'listnewconfig',
  'helpnewconfig',
  'olddefconfig',
  'yes2modconfig',
  'mod2yesconfig',
  'mod2noconfig',
] as const;
export type Mode = (typeof modes)[number];

export interface ConfOptions {
  readonly mode: Mode;
  readonly silent: boolean;
  /** The file of defconfig and savedefconfig. */
  readonly argument?: string | undefined;
  /** The first Kconfig file named. */
  readonly file?: string | undefined;
  readonly help: boolean;
  /** In the order of the command line: complaints, and modes that act at once. */
  readonly events: readonly ConfOptionEvent[];
}

export type ConfOptionEvent = { readonly complaint: string } | { readonly mode: Mode };

const longNames: readonly string[] = ['help', 'silent', ...modes];
const withArgument: ReadonlySet<string> = new Set(['defconfig', 'savedefconfig']);

export function readOptions(program: string, args: readonly string[]): ConfOptions {
  const events: ConfOptionEvent[] = [];
  const complain = (text: string): void => {
    events.push({ complaint: `${program}: ${text}\n` });
  };
  let mode: Mode = 'oldaskconfig';
  let silent = false;
  let argument: string | undefined;
  const files: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--') {
      files.push(...args.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      files.push(word);
      continue;
    }
    if (!word.startsWith('--')) {
      for (const letter of word.slice(1)) {
        if (letter === 'h') return { mode, silent, help: true, events };
        if (letter === 's') silent = true;
        else complain(`invalid option -- '${letter}'`);
      }
      continue;
    }
    const equals = word.indexOf('=');
    const written = equals === -1 ? word.slice(2) : word.slice(2, equals);
    const name = findLong(written, word, complain);
    if (name === undefined) continue;
    let value = equals === -1 ? undefined : word.slice(equals + 1);
    if (value !== undefined && !withArgument.has(name)) {
      complain(`option '--${name}' doesn't allow an argument`);
      continue;
    }
    if (value === undefined && withArgument.has(name)) {
      index += 1;
      value = args[index];
      if (value === undefined) {
        complain(`option '--${name}' requires an argument`);
        continue;
      }
    }
    if (name === 'help') return { mode, silent, help: true, events };
    if (name === 'silent') {
      silent = true;
      continue;
    }
    mode = name as Mode;
    if (value !== undefined) argument = value;
    if (mode === 'syncconfig') silent = true;
    events.push({ mode });
  }
  return { mode, silent, argument, file: files[0], help: false, events };
}

function findLong(written: string, word: string, complain: (text: string) => void): string | undefined {
  if (longNames.includes(written)) return written;
  const matches = longNames.filter((name) => name.startsWith(written));
  if (matches.length === 1) return matches[0];
  if (matches.length === 0) complain(`unrecognized option '${word.split('=')[0]}'`);
  else complain(`option '${word}' is ambiguous; possibilities: ${matches.map((name) => `'--${name}'`).join(' ')}`);
  return undefined;
}

export function usage(program: string): string {
  return `Usage: ${program} [options] <kconfig-file>

Generic options:
  -h, --help              Print this message and exit.
  -s, --silent            Do not print log.

Mode options:
  --listnewconfig         List new options
  --helpnewconfig         List new options and help text
  --oldaskconfig          Start a new configuration using a line-oriented program
  --oldconfig             Update a configuration using a provided .config as base
  --syncconfig            Similar to oldconfig but generates configuration in
                          include/{generated/,config/}
  --olddefconfig          Same as oldconfig but sets new symbols to their default value
  --defconfig <file>      New config with default defined in <file>
  --savedefconfig <file>  Save the minimal current configuration to <file>
  --allnoconfig           New config where all options are answered with no
  --allyesconfig          New config where all options are answered with yes
  --allmodconfig          New config where all options are answered with mod
  --alldefconfig          New config with all symbols set to default
  --randconfig            New config with random answer to all options
  --yes2modconfig         Change answers from yes to mod if possible
  --mod2yesconfig         Change answers from mod to yes if possible
  --mod2noconfig          Change answers from mod to no if possible
  (If none of the above is given, --oldaskconfig is the default)
`;
}
