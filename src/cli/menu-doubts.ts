/** What the files behind the menus are asked about and complained of, in words. Reads and writes none of them. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { renderDiagnostic, showPath } from '../diagnostics/render.js';
import type { ConfigLoss, Location } from '../kconfig/index.js';
import { describeLoss, type Section } from '../menu/index.js';
import type { SaveOutcome } from '../tui/host.js';

export type Doubtful = SaveOutcome & { readonly kind: 'doubtful' };

export function showPlace({ file, line }: Location): string {
  return `${showPath(file, process.cwd())}:${line}`;
}

export function describeProblems(diagnostics: readonly Diagnostic[]): readonly Section[] {
  return diagnostics
    .filter(({ severity }) => severity !== 'info')
    .map((diagnostic) => {
      const [title = '', ...lines] = renderDiagnostic(diagnostic, process.cwd()).split('\n');
      return { title, lines };
    });
}

export function describeLosses(losses: readonly ConfigLoss[]): readonly Section[] {
  return losses.map((loss) => ({ title: lossLine(loss), lines: [] }));
}

export function doubtChange(shown: string, isThere: boolean): Doubtful {
  return {
    kind: 'doubtful',
    doubt: 'changed-elsewhere',
    title: isThere ? 'Somebody else has changed the file' : 'The file is gone',
    lines: [
      isThere
        ? `${shown} is not what it was when it was read. Saving replaces what is there now.`
        : `${shown} was there when it was read. Saving makes it anew.`,
    ],
  };
}

export function doubtLosses(losses: readonly ConfigLoss[]): readonly Doubtful[] {
  if (losses.length === 0) return [];
  const title = `${losses.length === 1 ? 'A value' : `${losses.length} values`} asked for cannot be, and will be gone`;
  return [{ kind: 'doubtful', doubt: 'losses', title, lines: losses.map(lossLine) }];
}

/** `from`: what is made anew of, as nothing of the file could be taken over. */
export function doubtUnread(
  unread: readonly Diagnostic[],
  from: string | undefined,
  shown: string,
): readonly Doubtful[] {
  if (unread.length === 0) return [];
  const lines = unread.map(({ message, at }) => (at === undefined ? message : `${showPlace(at)}: ${message}`));
  const [title, kept] =
    from === undefined
      ? ['What cannot be read of the file will be gone', []]
      : [
          'The file cannot be read, and will be replaced',
          [
            `Nothing of it is taken over: it is made anew from ${from} and what was set here.`,
            `What is there now is kept as ${shown}.old.`,
          ],
        ];
  return [{ kind: 'doubtful', doubt: 'unread', title, lines: [...lines, ...kept] }];
}

/** `news` is what the file has and would lose. */
export function doubtReplacing(path: string, news: readonly Diagnostic[]): Doubtful {
  const lines = [...news.map(({ message }) => `${message}.`), `What is there now is kept as ${path}.old.`];
  return { kind: 'doubtful', doubt: 'replaces', title: `${path} is there already. Replace it?`, lines };
}

export function describeFailure(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return 'not saved';
  const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
  return `not saved: ${first.message}${more}${first.hint === undefined ? '' : ` - ${first.hint.text}`}`;
}

function lossLine(loss: ConfigLoss): string {
  return `${loss.name}=${loss.asked}: ${describeLoss(loss, showPlace)}`;
}
