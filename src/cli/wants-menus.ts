/** Whether a call of `bljh configure` is for menus: asked by the quick path and by the command alike. Pure, and without libraries. */

/** What says how to configure, and so leaves nothing to menus. */
export const flagsWithoutMenus = [
  'all',
  'defconfig',
  'from-old',
  'merge',
  'set',
  'unset',
  'drop-lost',
  'save-defconfig',
  'list-new',
  'report',
  'dry-run',
] as const;

/** What says how to tell what was done: only --menu asks for menus then. */
const flagsOfTelling = ['json', 'quiet', 'verbose'] as const;

export type FlagWithoutMenus = (typeof flagsWithoutMenus)[number];

export type MenuFlags = Readonly<Partial<Record<FlagWithoutMenus | (typeof flagsOfTelling)[number], unknown>>> & {
  /** --menu, --no-menu, or neither. */
  readonly menu?: boolean | undefined;
  readonly board?: readonly string[] | undefined;
};

export function wantsMenus(flags: MenuFlags, hasScreen: boolean): boolean {
  if (flags.menu !== undefined) return flags.menu;
  const isPlain = [...flagsWithoutMenus, ...flagsOfTelling].every((name) => !isGiven(flags[name]));
  return hasScreen && isPlain && boardsOf(flags) < 2;
}

/** What excludes menus in a call that asks for them, if anything does. */
export function whyNoMenus(flags: MenuFlags): string | undefined {
  const other = flagsWithoutMenus.find((name) => isGiven(flags[name]));
  if (other !== undefined) return `--${other} says what to write, and --menu asks for it: they exclude each other`;
  const boards = boardsOf(flags);
  return boards < 2 ? undefined : `--menu is about one board, and ${boards} are named`;
}

function isGiven(flag: unknown): boolean {
  return flag !== undefined && flag !== false;
}

function boardsOf({ board = [] }: MenuFlags): number {
  return new Set(board).size;
}
