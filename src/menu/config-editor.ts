/**
 * A configuration that somebody edits: what menus, and other faces on the same model, do with it. It knows menus, values and
 * reasons, and neither files nor terminals. A value that cannot be is refused with the reason, and the values that a change costs are
 * told.
 */
import { findChange } from '../fixes/find-change.js';
import type { FoundChange } from '../fixes/settle.js';
import { Trials } from '../fixes/trials.js';
import type { ConfigLoss, ConfigSetting, KconfigModel, MenuNode, MenuTitle } from '../kconfig/index.js';
import { LiveValues } from '../kconfig/index.js';
import { type Row, rowsOf } from './row.js';

/** What a configuration file says. */
export interface LoadedSettings {
  /** What the user has asked for. */
  readonly settings: readonly ConfigSetting[];
  /** Names that it has a line for; undefined if there is no file, and then nothing counts as new. */
  readonly mentioned?: ReadonlySet<string>;
  /** Whether the settings are all lines of a .config. Then most that say n are nobody's wish, and may be selected. */
  readonly isWhole?: boolean;
}

export interface EditorInput extends LoadedSettings {
  readonly model: KconfigModel;
}

/** What became of a wish. */
export type Outcome =
  | { readonly kind: 'done'; readonly changed: readonly string[]; readonly lost: readonly ConfigLoss[] }
  | { readonly kind: 'refused'; readonly loss: ConfigLoss; readonly way?: FoundChange }
  | { readonly kind: 'fixed'; readonly reason: string };

/** Of a kernel's symbols a search takes seconds; there what the Kconfig engine proposes has to do. */
const MAX_SYMBOLS = 2000;

export class ConfigEditor {
  readonly model: KconfigModel;
  #isWhole: boolean;
  /** Symbols that were set here. */
  readonly #own = new Set<string>();
  #values: LiveValues;
  #mentioned: ReadonlySet<string> | undefined;
  /** What was asked for when the configuration was loaded or saved last. */
  #saved: readonly ConfigSetting[];
  #titles: readonly MenuTitle[] | undefined;
  #touched = false;
  #isSaved = false;

  constructor(input: EditorInput) {
    this.model = input.model;
    this.#values = new LiveValues(input.model, input.settings);
    this.#mentioned = input.mentioned;
    this.#isWhole = input.isWhole ?? false;
    this.#saved = this.#values.settings;
  }

  /** What a search looks through. */
  get titles(): readonly MenuTitle[] {
    this.#titles ??= this.model.titles;
    return this.#titles;
  }

  get values(): LiveValues {
    return this.#values;
  }

  /** Another file instead of all that was set so far; `isOwn`: the one that is edited, as it stands now. */
  load({ settings, mentioned, isWhole = false }: LoadedSettings, isOwn = false): void {
    this.#values = new LiveValues(this.model, settings);
    this.#mentioned = mentioned;
    this.#isWhole = isWhole;
    this.#own.clear();
    this.#touched = !isOwn;
    if (isOwn) this.#saved = this.#values.settings;
  }

  rows(menu: MenuNode, all: boolean): readonly Row[] {
    return rowsOf(this.#values, menu, all);
  }

  /** Whether the loaded file did not have the symbol of an entry yet. */
  isNew({ name, kind, state }: Row): boolean {
    return (
      name !== undefined &&
      kind !== 'member' &&
      state.visible &&
      this.#mentioned?.has(name) === false &&
      !this.#own.has(name)
    );
  }

  /** The text of the .config as it would be saved. */
  text(): string {
    return this.#values.config();
  }

  minimalText(): string {
    return this.#values.defconfig();
  }

  /** What was asked for and is not so. */
  get losses(): readonly ConfigLoss[] {
    return this.#values.losses.filter((loss) => this.#counts(loss));
  }

  #counts({ name, asked, reason }: ConfigLoss): boolean {
    return !this.#isWhole || this.#own.has(name) || asked !== 'n' || reason !== 'selected';
  }

  /** Whether what would be saved is something else than what was loaded or saved last. */
  get isChanged(): boolean {
    return this.#touched && new LiveValues(this.model, this.#saved).config() !== this.text();
  }

  /** Whether it was saved at all since it was opened. */
  get isSaved(): boolean {
    return this.#isSaved;
  }

  /** Whether anything was done since: quicker to say than `isChanged`. */
  get isTouched(): boolean {
    return this.#touched;
  }

  /** What was lost is gone with it: it must not come back by a later change, nor be asked about again. */
  markSaved(): void {
    const written = this.losses.map(({ name }) => ({ name, value: this.#values.get(name)?.value }));
    for (const { name } of written) this.#values.unset(name);
    // The lines of a whole .config say what came instead, such as the nearest number in the range.
    for (const { name, value } of this.#isWhole ? written : [])
      if (value !== undefined && value !== this.#values.get(name)?.value)
        this.#values.set(name, value, 'the saved file');
    this.#saved = this.#values.settings;
    this.#touched = false;
    this.#isSaved = true;
    if (this.#mentioned === undefined) return;
    this.#mentioned = new Set([...this.#mentioned, ...this.model.symbols.keys()]);
  }

  /** The next value of a bool, tristate or choice member, as the space bar asks for. */
  step(row: Row): Outcome {
    const { levels, value } = row.state;
    if (row.kind === 'member') return this.set(row, 'y');
    if (row.kind === 'choice' && isOptional(row)) return this.set(row, value === 'n' ? 'y' : 'n');
    if (row.type !== 'bool' && row.type !== 'tristate') return { kind: 'fixed', reason: 'it has no value to turn' };
    const at = levels.indexOf('nmy'.indexOf(value) as 0 | 1 | 2);
    const next = levels[(at + 1) % levels.length];
    // Asked for what it is not: the answer is why not.
    return this.set(row, next === undefined ? (value === 'n' ? 'y' : 'n') : 'nmy'.charAt(next));
  }

  /** y, m or n. Numbers and texts are set by `setSymbol`: there a letter would replace all that was typed. */
  set(row: Row, value: string): Outcome {
    const name = row.kind === 'choice' ? this.#memberFor(row) : row.name;
    if (name === undefined) return { kind: 'fixed', reason: 'it has no value' };
    if (row.type !== 'bool' && row.type !== 'tristate') return { kind: 'fixed', reason: 'Enter edits it' };
    if (value === 'n' && isOptional(row)) return this.#chooseNone(row);
    if (row.kind === 'choice' && row.type === 'bool' && value === 'n') {
      return { kind: 'fixed', reason: 'one of a choice is always chosen' };
    }
    if (value === 'm' && row.type === 'bool') return { kind: 'fixed', reason: `${name} is a bool: y or n` };
    if (row.kind === 'member' && value !== 'y') {
      return { kind: 'fixed', reason: 'choose another member instead: one of a choice is always chosen' };
    }
    const level = row.kind === 'choice' ? undefined : (['n', 'm', 'y'].indexOf(value) as 0 | 1 | 2);
    return this.setSymbol(name, value, level !== undefined && row.state.levels.includes(level));
  }

  /** The member that stands for the mode of a choice: what is chosen, else what is a module, else the first one. */
  #memberFor({ node, state }: Row): string | undefined {
    const members = node.choice?.members ?? [];
    const visible = members.filter(({ name }) => this.#values.get(name)?.visible === true);
    const on = visible.find(({ name }) => this.#values.get(name)?.value !== 'n');
    return state.selected ?? (on ?? visible[0] ?? members[0])?.name;
  }

  /** Optional choices are off as long as nobody wants a member. */
  #chooseNone({ node }: Row): Outcome {
    const members = (node.choice ?? node.symbol?.choice)?.members ?? [];
    const { changed } = this.#unset(members.map(({ name }) => name));
    return this.#tell(changed, node.symbol?.name ?? '');
  }

  /** `canBe` saves the question whether the value would stick, where that is known. */
  setSymbol(name: string, value: string, canBe = false): Outcome {
    const loss = canBe ? undefined : this.#values.whyNot(name, value);
    if (loss !== undefined) return this.#refuse(loss);
    const { changed } = this.#values.set(name, value, 'you');
    this.#touched = true;
    this.#own.add(name);
    // Choosing one member means not choosing the others.
    const choice = value === 'y' ? this.model.symbols.get(name)?.choice : undefined;
    for (const member of choice?.members ?? []) if (member.name !== name) this.#values.unset(member.name);
    return this.#tell(changed, name);
  }

  /** With the smallest change that would let it be. It is looked for here alone: keys that do something need not wait for it. */
  #refuse(loss: ConfigLoss): Outcome {
    if (this.model.symbols.size > MAX_SYMBOLS) return { kind: 'refused', loss };
    const trials = new Trials(this.model, this.#values.settings);
    const way = findChange(trials, { ...loss, value: loss.asked }, { isShort: true });
    if (way === undefined) return { kind: 'refused', loss };
    const isWish = ({ name, value }: ConfigSetting): boolean => !this.#isWhole || this.#own.has(name) || value === 'y';
    return { kind: 'refused', loss, way: { ...way, costs: way.costs.filter(isWish) } };
  }

  /** Lets a symbol, or what is chosen in a choice, follow its default again. */
  follow({ node, name }: Row): Outcome {
    const members = node.choice?.members.map((member) => member.name);
    const { changed, wasSet } = this.#unset(members ?? (name === undefined ? [] : [name]));
    if (!wasSet) return { kind: 'fixed', reason: 'it was not set: nothing to take back' };
    return this.#tell(changed, name ?? '');
  }

  #unset(names: readonly string[]): { readonly changed: readonly string[]; readonly wasSet: boolean } {
    const before = this.#values.settings.length;
    const changed = new Set(names.flatMap((name) => this.#values.unset(name).changed));
    const wasSet = this.#values.settings.length < before;
    this.#touched ||= wasSet;
    return { changed: [...changed], wasSet };
  }

  /** What else changed, and which wishes a change costs. */
  #tell(changed: readonly string[], name: string): Outcome {
    const others = changed.filter((each) => each !== name).flatMap((each) => this.#values.loss(each) ?? []);
    const lost = others.filter((loss) => this.#counts(loss));
    return { kind: 'done', changed, lost };
  }
}

/** Whether it is a choice that may be off, or a member of one. */
function isOptional({ kind, node }: Row): boolean {
  return (kind === 'choice' || kind === 'member') && (node.choice ?? node.symbol?.choice)?.optional === true;
}
