// Remembers the answers of $(shell,...) between runs, each with what it depended on. An answer counts only while all of
// that is unchanged.

import type { CommandIdentity, Identities } from './identity.js';
import type { CommandOutput } from './run-command.js';

interface RememberedAnswer extends CommandOutput {
  readonly identity: CommandIdentity;
}

/** The form on the disk. */
export interface SavedAnswers {
  readonly version: 1;
  readonly answers: Readonly<Record<string, readonly RememberedAnswer[]>>;
}

/** Of one command in different environments, such as architectures. */
const maxVariants = 6;

export class ShellMemory {
  readonly #identities: Identities;
  readonly #answers: Map<string, readonly RememberedAnswer[]>;
  readonly #used = new Map<string, CommandIdentity>();
  /** Something new was learned. */
  changed = false;

  constructor(identities: Identities, saved: SavedAnswers | undefined) {
    this.#identities = identities;
    this.#answers = new Map(Object.entries(saved?.answers ?? {}));
  }

  /** Every command that was ever answered. */
  get commands(): Iterable<string> {
    return this.#answers.keys();
  }

  /** Commands of this run with what they depended on. */
  get used(): ReadonlyMap<string, CommandIdentity> {
    return this.#used;
  }

  get(command: string): CommandOutput | undefined {
    const found = this.#answers.get(command)?.find(({ identity }) => this.#identities.isCurrent(identity));
    if (found !== undefined) this.#used.set(command, found.identity);
    return found;
  }

  add(command: string, output: CommandOutput): void {
    const identity = this.#identities.of(command);
    const others = (this.#answers.get(command) ?? []).filter(
      (answer) => JSON.stringify(answer.identity.environment) !== JSON.stringify(identity.environment),
    );
    this.#answers.set(command, [{ ...output, identity }, ...others].slice(0, maxVariants));
    this.#used.set(command, identity);
    this.changed = true;
  }

  save(): SavedAnswers {
    return { version: 1, answers: Object.fromEntries(this.#answers) };
  }
}
