/** --set SYMBOL=VALUE as settings of the configuration. */
import { type Diagnostic, type Result, success } from '../diagnostics/diagnostic.js';
import type { ConfigSetting } from '../kconfig/index.js';

/** CONFIG_ before the symbol and double quotes around the value are accepted, as they stand in a .config. */
export function parseSettings(texts: readonly string[]): Result<readonly ConfigSetting[]> {
  const settings: ConfigSetting[] = [];
  for (const text of texts) {
    const match = /^(?:CONFIG_)?([A-Za-z0-9_]+)=(.*)$/s.exec(text);
    if (match === null) {
      return {
        ok: false,
        diagnostics: [
          {
            severity: 'error',
            code: 'CL0008',
            message: `--set ${text}: expected SYMBOL=VALUE`,
            hint: { text: 'for example', command: 'bljh configure --set HEAP_LIMIT=8192' },
          },
        ],
      };
    }
    const [, name = '', value = ''] = match;
    const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"');
    settings.push({ name, value: isQuoted ? value.slice(1, -1) : value, by: '--set' });
  }
  return success(settings);
}

interface ConfigureCall {
  readonly set: readonly ConfigSetting[];
  readonly unset: readonly string[];
  readonly saveDefconfig: string | undefined;
  readonly boards: readonly string[];
}

/** What one call cannot mean at once, and oclif does not know of. */
export function diagnoseContradictions({ set, unset, saveDefconfig, boards }: ConfigureCall): readonly Diagnostic[] {
  const both = [...new Set(set.map(({ name }) => name))].filter((name) => unset.includes(name));
  const problems = both.map((name): Diagnostic => {
    const hint = { text: 'leave one of them out' };
    return { severity: 'error', code: 'CL0003', message: `--set and --unset of ${name} contradict each other`, hint };
  });
  if (saveDefconfig === undefined || saveDefconfig === '' || boards.length < 2) return problems;
  const message = `--save-defconfig ${saveDefconfig} is one file, and there are ${boards.length} boards`;
  const hint = { text: 'name no file: each board then has its own, configs/BOARD_defconfig' };
  return [...problems, { severity: 'error', code: 'CL0003', message, hint }];
}
