// Writes .config and defconfig texts in the exact format of the C tool (conf_write and conf_write_defconfig of
// scripts/kconfig/confdata.c, Linux 6.1). Reads values from a Resolution; computes none but menu visibility and defaults.

import { defaultMember } from './choice.js';
import type { ValueContext } from './evaluate-expression.js';
import { evaluateExpression, promote } from './evaluate-expression.js';
import type { KconfigModel, KSymbol, MenuNode } from './model.js';
import type { Resolution, ResolvedValue } from './resolution.js';
import { resolutionContext } from './resolution-context.js';
import { defaultText, keepsM, reverseLevel } from './symbol-rules.js';
import { NO } from './tristate.js';

/**
 * The whole configuration as .config text. `header` replaces the text between the two `#` lines at the top, one comment
 * line a line; the default is C's, with the title of the main menu.
 */
export function formatConfig(model: KconfigModel, resolution: Resolution, header?: string): string {
  const title = header ?? `Automatically generated file; DO NOT EDIT.\n${model.mainmenu}`;
  const lines = ['#', ...title.split('\n').map((line) => (line === '' ? '#' : `# ${line}`)), '#'];
  const context = resolutionContext(model, resolution);
  const done = new Set<string>();
  // After `# end of`, C puts a blank line in front of the next symbol, but not in front of the next heading.
  let needsBlank = false;
  const visit = (node: MenuNode): void => {
    const heading = node.kind === 'menu' || node.kind === 'comment';
    const shown = heading && isShown(node, context);
    if (shown) {
      lines.push('', '#', `# ${node.prompt?.text ?? ''}`, '#');
      needsBlank = false;
    }
    const value = node.symbol && resolution.values.get(node.symbol.name);
    if (value?.written && !done.has(value.name)) {
      done.add(value.name);
      if (needsBlank) lines.push('');
      needsBlank = false;
      lines.push(formatSymbol(value));
    }
    for (const child of node.children) visit(child);
    if (shown && node.kind === 'menu') {
      lines.push(`# end of ${node.prompt?.text ?? ''}`);
      needsBlank = true;
    }
  };
  for (const node of model.root.children) visit(node);
  return `${lines.join('\n')}\n`;
}

function isShown(node: MenuNode, context: ValueContext): boolean {
  return (
    evaluateExpression(node.visibility, context) !== NO && evaluateExpression(node.prompt?.condition, context) !== NO
  );
}

/** One line of a .config file, without its line end. */
function formatSymbol({ name, type, value }: ResolvedValue): string {
  if (type === 'string') return `CONFIG_${name}="${value.replace(/["\\]/g, '\\$&')}"`;
  return (type === 'bool' || type === 'tristate') && value === 'n'
    ? `# CONFIG_${name} is not set`
    : `CONFIG_${name}=${value}`;
}

/**
 * The settings that differ from what the symbols would be by themselves: what `savedefconfig` writes. No header, no
 * menus; resolving it again gives the same configuration.
 */
export function formatDefconfig(model: KconfigModel, resolution: Resolution): string {
  const context = resolutionContext(model, resolution);
  const done = new Set<string>();
  const lines: string[] = [];
  const visit = (node: MenuNode): void => {
    const { symbol } = node;
    const value = symbol && resolution.values.get(symbol.name);
    if (symbol !== undefined && value?.written && !done.has(value.name)) {
      done.add(value.name);
      if (differsFromDefault(symbol, value, resolution, context)) lines.push(`${formatSymbol(value)}\n`);
    }
    for (const child of node.children) visit(child);
  };
  visit(model.root);
  return lines.join('');
}

function differsFromDefault(
  symbol: KSymbol,
  value: ResolvedValue,
  resolution: Resolution,
  context: ValueContext,
): boolean {
  const { choice } = symbol;
  const selected = choice === undefined ? reverseLevel(symbol.selectedBy, context).level : NO;
  // Not changeable: not more visible than it is selected.
  if (value.visibility <= promote(selected, keepsM(symbol, context))) return false;
  if (value.value === defaultText(symbol, context)) return false;
  if (choice === undefined || choice.optional || symbol.type !== 'bool' || value.value !== 'y') return true;
  const visibilityOf = ({ name }: KSymbol) => resolution.values.get(name)?.visibility ?? NO;
  return defaultMember(choice, context, visibilityOf).selected !== symbol;
}
