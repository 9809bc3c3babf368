/** What is known of a symbol at the moment. */
export const ValueFlag = {
  /** The value is computed. */
  valid: 1,
  /** A .config has a line for it. */
  written: 2,
  /** A user gave a value. */
  user: 4,
  /** The members of a choice must get their values before it (allyesconfig and the like). */
  setMembers: 8,
} as const;
