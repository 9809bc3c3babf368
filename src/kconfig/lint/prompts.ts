// KC0605: a prompt that nobody can ever see. KC0607: two prompts with one text in one menu.

import type { KconfigDiagnostic } from '../diagnostic.js';
import type { Expression, KSymbol, MenuNode, SymbolPrompt } from '../model/model.js';
import { printExpression } from '../model/print-model-expression.js';
import type { LintContext, LintRule } from './context.js';
import { partsOf } from './context.js';

export const unreachablePrompts: LintRule = { codes: ['KC0605'], find: findUnreachable };
export const duplicatePrompts: LintRule = { codes: ['KC0607'], find: findDuplicates };

function* findUnreachable(context: LintContext): Generator<KconfigDiagnostic> {
  for (const { kind, symbol, choice, prompt, parent } of context.nodes) {
    const subject = symbol?.name ?? choice?.name ?? `the ${kind}`;
    if (prompt?.condition === undefined || kind === 'comment') continue;
    // What stands in such a choice or menu follows from it, and is not said again.
    if (parent?.prompt !== undefined && context.isNever(parent.prompt.condition, parent.prompt.at)) continue;
    if (!context.isNever(prompt.condition, prompt.at)) continue;
    const message = `nobody can ever see the prompt "${prompt.text}": ${reasonOf(context, prompt.condition)}`;
    const hint = `mend the condition, or remove the prompt of ${subject}`;
    yield context.finding('KC0605', message, prompt.at, hint);
  }
}

function* findDuplicates(context: LintContext): Generator<KconfigDiagnostic> {
  const seen = new Map<
    MenuNode | undefined,
    Map<string, { readonly symbol: KSymbol; readonly prompt: SymbolPrompt }>
  >();
  for (const node of context.nodes) {
    const { symbol, prompt } = node;
    if (symbol === undefined || prompt === undefined) continue;
    const menu = menuOf(node);
    const texts = seen.get(menu) ?? new Map<string, { readonly symbol: KSymbol; readonly prompt: SymbolPrompt }>();
    seen.set(menu, texts);
    const key = prompt.text.trim().toLowerCase();
    const earlier = texts.get(key);
    if (earlier === undefined) texts.set(key, { symbol, prompt });
    else if (earlier.symbol !== symbol && canShowBoth(context, earlier.prompt, prompt)) {
      const message = `${symbol.name} and ${earlier.symbol.name} have the same prompt "${prompt.text}" in one menu`;
      const related = [{ message: `the prompt of ${earlier.symbol.name}`, at: earlier.prompt.at }];
      yield context.finding('KC0607', message, prompt.at, 'say in one of them what is different', related);
    }
  }
}

/** What the entry stands in, or below: options of two drivers may well have one text. */
function menuOf({ parent }: MenuNode): MenuNode | undefined {
  let menu = parent;
  while (menu?.kind === 'if') menu = menu.parent;
  return menu;
}

/** The one part that is enough, or the whole. */
function reasonOf(context: LintContext, condition: Expression): string {
  const { formulas, solver } = context.lenient;
  const part = partsOf(condition).find((each) => solver.isPossible([formulas.of(each)]) === 'impossible');
  const text = printExpression(part ?? condition);
  return text === 'n' ? 'its condition is n' : `${text} is always n`;
}

function canShowBoth(context: LintContext, a: SymbolPrompt, b: SymbolPrompt): boolean {
  const { formulas, solver } = context.strict;
  return solver.isPossible([formulas.of(a.condition), formulas.of(b.condition)]) === 'possible';
}
