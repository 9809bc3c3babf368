import { Args, Flags } from '@oclif/core';
import { BljhCommand } from '../../cli/base-command.js';
import { scanElsewhere } from '../../cli/kconfig-elsewhere.js';
import { dialectsHelp, kconfigFlags } from '../../cli/kconfig-flags.js';
import { countProblems, type ProblemCounts, problemExitCode, showCounts } from '../../cli/kconfig-problems.js';
import { loadTree, withExcerpts } from '../../cli/kconfig-tree.js';
import { type Diagnostic, failure, hasErrors, type Result, success } from '../../diagnostics/diagnostic.js';
import { suggest } from '../../diagnostics/suggest.js';
import { diagnosticCodes, lintModel, lintRules, nodeFileSystem } from '../../kconfig/index.js';

const ownRules: readonly string[] = lintRules.map(({ code }) => code);
/** Those of the reader as well: its warnings are findings, too. */
const knownRules: readonly string[] = Object.keys(diagnosticCodes).filter(
  (code) => /^KC0[123]/.test(code) || ownRules.includes(code),
);

interface Linted extends ProblemCounts {
  readonly symbols: number;
  /** How often each rule found something. */
  readonly rules: Readonly<Record<string, number>>;
  readonly exitCode: number;
}

export default class KconfigLint extends BljhCommand<Linted> {
  static override summary = 'Find what is legal in a Kconfig tree but hardly meant';
  static override description =
    `Undefined names, selects of symbols whose dependencies may be unmet, prompts that nobody can
see, defaults that can never win, and the like. Kconfig files that the tree does not read, such as those of other
architectures, count as far as names go. Rules that are a matter of taste are on with --all or by name.

Rules:
${lintRules.map(({ code, byDefault }) => `  ${code}  ${diagnosticCodes[code][1]}${byDefault ? '' : ' (off)'}`).join('\n')}

${dialectsHelp}`;
  static override examples = [
    '<%= config.bin %> kconfig lint',
    '<%= config.bin %> kconfig lint Kconfig --rule KC0601 --rule KC0602',
    '<%= config.bin %> kconfig lint --all --strict',
  ];
  static override args = { KCONFIG: Args.string({ description: 'top file of the tree' }) };
  static override flags = {
    rule: Flags.string({
      description: 'only this rule; can be given several times',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'CODE',
    }),
    all: Flags.boolean({ description: 'every rule, also those that are off', exclusive: ['rule'] }),
    strict: Flags.boolean({ description: 'end with exit code 3 if there is a warning' }),
    ...kconfigFlags,
  };

  protected override async execute(): Promise<Result<Linted>> {
    const { args, flags } = await this.parseGlobals(KconfigLint);
    const unknown = flags.rule?.find((rule) => !knownRules.includes(rule));
    if (unknown !== undefined) return failure(unknownRule(unknown));
    const tree = loadTree(args.KCONFIG, flags, this.packageFolder);
    if (!tree.ok) return tree;
    const { model, folders, diagnostics: problems } = tree.value;
    // What could not be understood would be found missing everywhere.
    if (hasErrors(problems)) return failure(...problems);
    const found = lintModel(model, {
      readText: (file) => nodeFileSystem.readText(file),
      elsewhere: () => scanElsewhere(folders, model.files),
      all: flags.all,
      ...(flags.rule !== undefined && { rules: flags.rule.filter((rule) => ownRules.includes(rule)) }),
    });
    const diagnostics = [...problems.filter((problem) => isWanted(problem, flags.rule)), ...withExcerpts(found)];
    const rules: Record<string, number> = {};
    for (const { code } of diagnostics) rules[code] = (rules[code] ?? 0) + 1;
    const exitCode = problemExitCode(diagnostics, flags.strict);
    return success({ symbols: model.symbols.size, ...countProblems(diagnostics), rules, exitCode }, diagnostics);
  }

  protected override present({ symbols, rules, ...counts }: Linted): string {
    const lines = Object.entries(rules)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([code, count]) => `${String(count).padStart(6)}  ${code}  ${meaningOf(code)}`);
    return [...lines, `${symbols} symbol${symbols === 1 ? '' : 's'}: ${showCounts(counts)}`].join('\n');
  }

  protected override exitCode({ exitCode }: Linted): number {
    return exitCode;
  }
}

/** Warnings of the reader are findings, too; that of KC0312 is told by lint itself, with its place. */
function isWanted({ code }: Diagnostic, rules: readonly string[] | undefined): boolean {
  return code !== 'KC0312' && (rules === undefined || rules.includes(code));
}

function meaningOf(code: string): string {
  return Object.entries(diagnosticCodes).find(([each]) => each === code)?.[1][1] ?? '';
}

function unknownRule(rule: string): Diagnostic {
  const near = suggest(rule.toUpperCase(), knownRules);
  const text = near === undefined ? 'the rules are listed by' : `did you mean ${near}?`;
  return {
    severity: 'error',
    code: 'CL0003',
    message: `unknown rule "${rule}"`,
    hint: near === undefined ? { text, command: 'bljh kconfig lint --help' } : { text },
  };
}
