// KC0312 with its place: a bool is compared with m. The tree has such tests replaced already, so the lines are read again.

import type { KconfigDiagnostic } from '../diagnostic.js';
import type { LintContext, LintRule } from './context.js';

export const boolTests: LintRule = { codes: ['KC0312'], find };

const test = /(?<![A-Za-z0-9_"])([A-Za-z0-9_]+)\s*(!?=)\s*"?m"?(?![A-Za-z0-9_])/;

function* find(context: LintContext): Generator<KconfigDiagnostic> {
  for (const file of context.model.files) {
    for (const { match, at } of context.statements.matches(file, test)) {
      const [, name = '', operator] = match;
      if (context.model.symbols.get(name)?.type !== 'bool') continue;
      const message = `${name} is a bool, which is never m: the test is always ${operator === '=' ? 'n' : 'y'}`;
      yield context.finding('KC0312', message, at, `compare with y or n, or write just ${name}`);
    }
  }
}
