/** --set SYMBOL=VALUE as settings of the configuration. */
import { type Result, success } from '../diagnostics/diagnostic.js';
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
