/**
 * The files behind the menus. What is saved is written whole or not at all; nothing is overwritten that somebody else wrote meanwhile, and
 * no value that was asked for goes without a question.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FileSettings } from '../configuration/open-configuration.js';
import { fileProblem } from '../configuration/read-settings.js';
import { type Diagnostic, failure, hasErrors, type Result } from '../diagnostics/diagnostic.js';
import { renderDiagnostic, showPath } from '../diagnostics/render.js';
import { type ConfigLoss, type KconfigModel, nodeFileSystem, saveConfig } from '../kconfig/index.js';
import { ConfigEditor, describeLoss, type Section } from '../menu/index.js';
import type { Host, LoadOutcome, SaveOutcome } from '../tui/host.js';
import type { Doubt } from '../tui/state.js';

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
  /** May throw the errors of node:fs. */
  readonly write: (editor: ConfigEditor) => Result<unknown> | Promise<Result<unknown>>;
}

export interface OpenedMenu {
  readonly editor: ConfigEditor;
  readonly host: Host;
}

/** Opens whatever the files say: what is wrong with them is shown in the menus. */
export function openMenu(target: MenuTarget): OpenedMenu {
  const { model, file } = target;
  let before = nodeFileSystem.readText(file);
  const start = before === undefined ? target.startFrom : file;
  const read = start === undefined ? undefined : target.read(start);
  const { settings = [], mentioned, isWhole = false } = read ?? {};
  const editor = new ConfigEditor({
    model,
    settings,
    isWhole,
    ...(before !== undefined && mentioned && { mentioned }),
  });
  const shown = showPath(file, process.cwd());
  const showPlace: Host['showPlace'] = ({ file: path, line }) => `${showPath(path, process.cwd())}:${line}`;
  const problems = [
    ...describeProblems([...target.diagnostics, ...(read?.diagnostics ?? [])]),
    ...editor.losses.map((loss) => ({ title: lossLine(loss, showPlace), lines: [] })),
  ];
  const save = async (edited: ConfigEditor, accepted: readonly Doubt[]): Promise<SaveOutcome> => {
    if (hasErrors(target.diagnostics))
      return { kind: 'failed', message: 'the Kconfig files have errors (! shows them): nothing is saved' };
    const doubt = findDoubts(edited, before, file, showPlace).find((each) => !accepted.includes(each.doubt));
    if (doubt !== undefined) return doubt;
    const written = await tryToWrite(target, edited);
    if (!written.ok) return { kind: 'failed', message: describeFailure(written.diagnostics) };
    before = nodeFileSystem.readText(file);
    return { kind: 'saved', message: `saved ${shown}` };
  };
  const host: Host = {
    title: target.title,
    path: shown,
    problems,
    showPlace,
    save,
    saveTo: (edited, path, purpose, accepted) =>
      existsSync(resolve(path)) && !accepted.includes('replaces')
        ? replacing(path)
        : saveTo(purpose === 'save-minimal' ? edited.minimalText() : edited.text(), path),
    load: (path) => loadFrom(target, path),
    suggestPath: (purpose) => (purpose === 'save-minimal' ? 'defconfig' : shown),
  };
  return { editor, host };
}

function describeProblems(diagnostics: readonly Diagnostic[]): readonly Section[] {
  return diagnostics
    .filter(({ severity }) => severity !== 'info')
    .map((diagnostic) => {
      const [title = '', ...lines] = renderDiagnostic(diagnostic, process.cwd()).split('\n');
      return { title, lines };
    });
}

type Doubtful = SaveOutcome & { readonly kind: 'doubtful' };

function findDoubts(
  editor: ConfigEditor,
  before: string | undefined,
  file: string,
  showPlace: Host['showPlace'],
): readonly Doubtful[] {
  const { losses } = editor;
  const shown = showPath(file, process.cwd());
  const now = nodeFileSystem.readText(file);
  const changed: Doubtful = {
    kind: 'doubtful',
    doubt: 'changed-elsewhere',
    title: now === undefined ? 'The file is gone' : 'Somebody else has changed the file',
    lines: [
      now === undefined
        ? `${shown} was there when it was read. Saving makes it anew.`
        : `${shown} is not what it was when it was read. Saving replaces what is there now.`,
    ],
  };
  const lost: Doubtful = {
    kind: 'doubtful',
    doubt: 'losses',
    title: `${losses.length === 1 ? 'A value' : `${losses.length} values`} asked for cannot be, and will be gone`,
    lines: losses.map((loss) => lossLine(loss, showPlace)),
  };
  return [...(now === before ? [] : [changed]), ...(losses.length === 0 ? [] : [lost])];
}

function lossLine(loss: ConfigLoss, showPlace: Host['showPlace']): string {
  return `${loss.name}=${loss.asked}: ${describeLoss(loss, showPlace)}`;
}

function replacing(path: string): Doubtful {
  const lines = [`What is there now is kept as ${path}.old.`];
  return { kind: 'doubtful', doubt: 'replaces', title: `${path} is there already. Replace it?`, lines };
}

async function tryToWrite({ write, file }: MenuTarget, editor: ConfigEditor): Promise<Result<unknown>> {
  try {
    return await write(editor);
  } catch (error) {
    return failure(fileProblem(file, 'write', error));
  }
}

function describeFailure(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return 'not saved';
  const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
  return `not saved: ${first.message}${more}${first.hint === undefined ? '' : ` - ${first.hint.text}`}`;
}

function saveTo(text: string, path: string): SaveOutcome {
  try {
    saveConfig(resolve(path), text);
    return { kind: 'saved', message: `saved ${path}` };
  } catch (error) {
    return { kind: 'failed', message: fileProblem(path, 'write', error).message };
  }
}

function loadFrom(target: MenuTarget, path: string): LoadOutcome {
  const { settings, diagnostics } = target.read(resolve(path));
  const [wrong] = diagnostics.filter(({ severity }) => severity === 'error');
  if (wrong !== undefined) return { kind: 'failed', message: wrong.message };
  return { kind: 'loaded', settings, message: `loaded ${path}` };
}
