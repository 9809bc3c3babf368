/** What is wrong with the store, told once for each kind. A store never fails a build, and never is silent about why it does not help. */
import type { OnTrouble } from '../store.js';

/** Nothing more can be put there in this run; the rest are of one file, or of a moment. */
const LASTING = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'ENOENT']);

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota is used up',
  EROFS: 'it is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'a file stands where a folder is needed',
  EISDIR: 'a folder stands where a file is needed',
  ERR_FS_EISDIR: 'a folder stands where a file is needed',
  ENOENT: 'its folder cannot be made',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk fails',
};

const CONSEQUENCES = {
  read: 'results are not taken from it',
  fetch: 'results are not taken from it',
  write: 'results are not kept there',
} as const;

export class Troubles {
  readonly #folder: string;
  readonly #onTrouble: OnTrouble;
  readonly #told = new Set<string>();
  #isWriteLost = false;

  constructor(folder: string, onTrouble: OnTrouble) {
    this.#folder = folder;
    this.#onTrouble = onTrouble;
  }

  get isWriteLost(): boolean {
    return this.#isWriteLost;
  }

  /** Throws what no disk does: a bug. */
  tell(doing: keyof typeof CONSEQUENCES, error: unknown): void {
    if (!isSystemError(error)) throw error;
    const code = error.code ?? '';
    if (doing === 'write' && LASTING.has(code)) this.#isWriteLost = true;
    const reason = REASONS[code] ?? code;
    this.#once(`${doing} ${code}`, `${reason}: ${CONSEQUENCES[doing]}`);
  }

  tellDamage(text: string): void {
    this.#once('damage', text);
  }

  #once(kind: string, text: string): void {
    if (this.#told.has(kind) || this.#told.has(text)) return;
    this.#told.add(kind).add(text);
    this.#onTrouble(`local store ${this.#folder}: ${text}`);
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}
