// Three-valued logic: n < m < y. AND is the minimum, OR the maximum, NOT is y minus the value.
// Source of the rule: Documentation/kbuild/kconfig-language.rst, "Menu dependencies".

/** 0 = n, 1 = m, 2 = y: the order of the numbers is the order of the logic. */
export type Tristate = 0 | 1 | 2;

export const NO = 0;
export const MOD = 1;
export const YES = 2;

export type TristateText = 'n' | 'm' | 'y';

const texts: readonly [TristateText, TristateText, TristateText] = ['n', 'm', 'y'];

export function tristateText(value: Tristate): TristateText {
  return texts[value];
}

/** The value of `n`, `m` or `y`; undefined for any other text. */
export function parseTristate(text: string): Tristate | undefined {
  if (text === 'y') return YES;
  if (text === 'm') return MOD;
  if (text === 'n') return NO;
  return undefined;
}
