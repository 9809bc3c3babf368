/**
 * The files behind the menus. What is saved is written whole or not at all; nothing is overwritten that somebody else wrote meanwhile, and
 * nothing that was asked for goes without a question.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { FileSettings } from '../configuration/open-configuration.js';
import { fileProblem } from '../configuration/read-settings.js';
import { type Diagnostic, failure, hasErrors, type Result } from '../diagnostics/diagnostic.js';
import { showPath } from '../diagnostics/render.js';
import { type ConfigSetting, decodeText, type KconfigModel, saveConfig } from '../kconfig/index.js';
import { ConfigEditor, type Section } from '../menu/index.js';
import type { Host, LoadOutcome, PathCall, SaveOutcome } from '../tui/host.js';
import type { Doubt, PathPurpose } from '../tui/state.js';
import {
  type Doubtful,
  describeFailure,
  describeLosses,
  describeProblems,
  doubtChange,
  doubtLosses,
  doubtReplacing,
  doubtUnread,
  showPlace,
} from './menu-doubts.js';

/** What is configured, and where it goes. */
export interface MenuTarget {
  readonly title: string;
  /** The configuration file. */
  readonly file: string;
  /** What is read where there is no such file yet. */
  readonly startFrom?: string;
  readonly model: KconfigModel;
  /** What was said of the Kconfig files; with an error among them nothing is saved. */
  readonly diagnostics: readonly Diagnostic[];
  readonly read: (file: string) => FileSettings;
  /** Gives the text that stands in the file then; PJ0010 if the file is not as it is known. May throw the errors of node:fs. */
  readonly write: (editor: ConfigEditor, call: WriteCall) => Result<string> | Promise<Result<string>>;
  /** What it was made of, and what that says since. */
  readonly defconfig?: {
    readonly file: string;
    readonly newsFor: (settings: readonly ConfigSetting[]) => readonly Diagnostic[];
  };
  /** Whether the file may hold what differs from the defaults alone. */
  readonly mayBeMinimal: boolean;
  /** Other files that something is saved to. */
  readonly suggestions: Readonly<Record<Exclude<PathPurpose, 'load'>, string>>;
}

export interface WriteCall {
  /** What the menus know the file to hold; undefined if there is none, or none that can be read. */
  readonly text: string | undefined;
  /** Something to say before it is done. */
  readonly onNotice: (text: string) => void;
}

export interface OpenedMenu {
  readonly editor: ConfigEditor;
  readonly host: Host;
}

/** Opens whatever the files say: what is wrong with them is shown in the menus. */
export function openMenu(target: MenuTarget): OpenedMenu {
  const before = readIfThere(target.file);
  const start = before.isThere ? target.file : target.startFrom;
  const read = start === undefined ? undefined : target.read(start);
  // A file of which nothing can be taken over is made anew from what a first one would be made of.
  const isAnew = before.isThere && read?.isUnreadable === true && target.startFrom !== undefined;
  const { settings = [], mentioned, isWhole = false } = (isAnew ? target.read(target.startFrom) : read) ?? {};
  const editor = new ConfigEditor({
    model: target.model,
    settings,
    isWhole,
    ...(before.isThere && !isAnew && mentioned && { mentioned }),
  });
  return { editor, host: new FileHost(target, editor, before, read) };
}

interface FileNow {
  /** undefined if it is not there or cannot be read. */
  readonly text: string | undefined;
  readonly isThere: boolean;
}

class FileHost implements Host {
  readonly title: string;
  readonly path: string;
  readonly showPlace = showPlace;
  readonly #target: MenuTarget;
  readonly #editor: ConfigEditor;
  /** The file as it was read or written last. */
  #before: FileNow;
  /** The file that somebody else wrote, when it was asked whether it may be replaced. */
  #asked: FileNow;
  /** What could not be read of it, until it is saved for the first time; whether that is all of it. */
  #unread: readonly Diagnostic[];
  readonly #isUnreadable: boolean;
  /** What was said of the file that was loaded last. */
  #said: readonly Diagnostic[];
  #problems: readonly Section[] | undefined;

  constructor(target: MenuTarget, editor: ConfigEditor, before: FileNow, read: FileSettings | undefined) {
    this.#target = target;
    this.#editor = editor;
    this.#before = before;
    this.#asked = before;
    this.#unread = before.isThere ? (read?.unread ?? []) : [];
    this.#isUnreadable = read?.isUnreadable === true;
    this.#said = read?.diagnostics ?? [];
    this.title = target.title;
    this.path = showPath(target.file, process.cwd());
  }

  /** As they were when the file was loaded: what was done since is told otherwise. */
  problems(): readonly Section[] {
    this.#problems ??= [
      ...describeProblems([...this.#target.diagnostics, ...this.#said]),
      ...describeLosses(this.#editor.losses),
    ];
    return this.#problems;
  }

  async save(editor: ConfigEditor, accepted: readonly Doubt[], onNotice: (text: string) => void): Promise<SaveOutcome> {
    if (hasErrors(this.#target.diagnostics)) return nothingSaved;
    const known = this.#known(accepted);
    const doubt = this.#findDoubt([...this.#doubtsOfFile(known), ...doubtLosses(editor.losses)], accepted);
    if (doubt !== undefined) return doubt;
    const written = await this.#tryToWrite(editor, { text: known.text, onNotice });
    if (written.ok) return this.#noteSaved(written.value);
    // Somebody wrote it between the question and the lock.
    if (written.diagnostics.some(({ code }) => code === 'PJ0010')) return this.#doubtChange();
    return { kind: 'failed', message: describeFailure(written.diagnostics) };
  }

  /** What goes to the configuration file goes the way of `save`, however its path is written. */
  async saveTo(
    editor: ConfigEditor,
    { path, purpose, accepted }: PathCall,
    onNotice: (text: string) => void,
  ): Promise<SaveOutcome> {
    const isOwn = this.#isOwn(path);
    if (isOwn && purpose === 'save-as') return this.save(editor, accepted, onNotice);
    if (hasErrors(this.#target.diagnostics)) return nothingSaved;
    if (isOwn && !this.#target.mayBeMinimal)
      return { kind: 'failed', message: `${path} is the configuration itself, which has every line: s saves it` };
    const doubts = [
      ...(isOwn ? this.#doubtsOfFile(this.#known(accepted)) : []),
      ...doubtLosses(editor.losses),
      ...(existsSync(resolve(path)) ? [doubtReplacing(path, this.#newsOf(path, editor))] : []),
    ];
    const doubt = this.#findDoubt(doubts, accepted);
    if (doubt !== undefined) return doubt;
    const text = purpose === 'save-minimal' ? editor.minimalText() : editor.text();
    try {
      saveConfig(resolve(path), text);
    } catch (error) {
      return { kind: 'failed', message: fileProblem(path, 'write', error).message };
    }
    return isOwn ? this.#noteSaved(text) : { kind: 'saved', isOwn: false, message: `saved ${path}` };
  }

  load(path: string): LoadOutcome {
    const isOwn = this.#isOwn(path);
    const now = isOwn ? readIfThere(this.#target.file) : this.#before;
    const file = this.#target.read(resolve(path));
    const [wrong] = file.diagnostics.filter(({ severity }) => severity === 'error');
    if (wrong !== undefined) return { kind: 'failed', message: wrong.message };
    this.#before = now;
    if (isOwn) this.#unread = [];
    this.#said = file.diagnostics;
    this.#problems = undefined;
    return { kind: 'loaded', file, isOwn, message: `loaded ${path}` };
  }

  suggestPath(purpose: PathPurpose): string {
    return purpose === 'load' ? this.path : showPath(this.#target.suggestions[purpose], process.cwd());
  }

  #isOwn(path: string): boolean {
    return realPathOf(path) === realPathOf(this.#target.file);
  }

  #newsOf(path: string, { values }: ConfigEditor): readonly Diagnostic[] {
    const { defconfig } = this.#target;
    return defconfig !== undefined && realPathOf(path) === realPathOf(defconfig.file)
      ? defconfig.newsFor(values.settings)
      : [];
  }

  /** Whoever agreed to replace what somebody else wrote agreed to what stood there then. */
  #known(accepted: readonly Doubt[]): FileNow {
    return accepted.includes('changed-elsewhere') ? this.#asked : this.#before;
  }

  #doubtsOfFile(known: FileNow): readonly Doubtful[] {
    const now = readIfThere(this.#target.file);
    const isSame = now.text === known.text && now.isThere === known.isThere;
    return [...(isSame ? [] : [this.#doubtChange(now)]), ...doubtUnread(this.#unread, this.#replacement(), this.path)];
  }

  /** What is made of the file, where nothing of it can be taken over. */
  #replacement(): string | undefined {
    const { startFrom } = this.#target;
    if (!this.#isUnreadable) return undefined;
    return startFrom === undefined ? 'the defaults' : showPath(startFrom, process.cwd());
  }

  #doubtChange(now = readIfThere(this.#target.file)): Doubtful {
    this.#asked = now;
    return doubtChange(this.path, now.isThere);
  }

  #findDoubt(doubts: readonly Doubtful[], accepted: readonly Doubt[]): Doubtful | undefined {
    return doubts.find(({ doubt }) => doubt === 'changed-elsewhere' || !accepted.includes(doubt));
  }

  async #tryToWrite(editor: ConfigEditor, call: WriteCall): Promise<Result<string>> {
    try {
      return await this.#target.write(editor, call);
    } catch (error) {
      return failure(fileProblem(this.#target.file, 'write', error));
    }
  }

  #noteSaved(text: string): SaveOutcome {
    this.#before = { text, isThere: true };
    this.#unread = [];
    this.#said = [];
    this.#problems = undefined;
    return { kind: 'saved', isOwn: true, message: `saved ${this.path}` };
  }
}

const nothingSaved: SaveOutcome = {
  kind: 'failed',
  message: 'the Kconfig files have errors (! shows them): nothing is saved',
};

function readIfThere(file: string): FileNow {
  try {
    return { text: decodeText(readFileSync(file)), isThere: true };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return { text: undefined, isThere: !['ENOENT', 'ENOTDIR'].includes(code) };
  }
}

/** Two ways to write one path are one; the file need not be there. */
function realPathOf(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    const folder = dirname(whole);
    return folder === whole ? whole : join(realPathOf(folder), basename(whole));
  }
}
