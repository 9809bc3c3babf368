/** The menu program: keys in, frames out, until somebody leaves. */
import { styleText } from 'node:util';
import type { ConfigEditor } from '../menu/index.js';
import type { Style } from './frame.js';
import type { Host } from './host.js';
import { KeyQueue } from './key-queue.js';
import { layoutOf, type ViewOptions } from './layout.js';
import { type Effect, type TuiState, withMessage } from './state.js';
import type { Context } from './step.js';
import { Terminal } from './terminal.js';
import { firstState, isInterrupt, update } from './update.js';
import { settle } from './update-path.js';
import { view } from './view.js';

export interface MenuOptions {
  readonly editor: ConfigEditor;
  readonly host: Host;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Ends the menus from outside: a signal. */
  readonly interruption: AbortSignal;
  /** Asks for that signal, as the terminal does for Ctrl-C where it hands out no keys: something is waited for. */
  readonly interrupt: () => void;
  /** Called with what gives the terminal back, for when bljh has to leave without unwinding. */
  readonly onLastResort: (action: () => void) => () => void;
  /** Said in the last line of the first screen. */
  readonly greeting?: string;
}

/** How the user left: with everything saved that was changed, if anything was; without some changes; by Ctrl-C. */
export type MenuEnd = 'kept' | 'dropped' | 'interrupted';

const colours: Readonly<Record<Style, Parameters<typeof styleText>[0]>> = {
  title: 'bold',
  cursor: 'inverse',
  dim: 'dim',
  new: 'yellow',
  error: 'red',
  key: 'bold',
};

/** Not colours, and so right without them. */
const plainStyles: readonly Style[] = ['title', 'cursor', 'key'];

export async function runMenu(options: MenuOptions): Promise<MenuEnd> {
  const { editor, host, colour, unicode, input, output, interruption } = options;
  const keys = new KeyQueue();
  const paint = (style: Style, text: string): string =>
    colour || plainStyles.includes(style) ? styleText(colours[style], text, { validateStream: false }) : text;
  const terminal = new Terminal(
    { input, output, paint },
    {
      onKey: (key) => (isBusy && isInterrupt(key) ? options.interrupt() : keys.push(key)),
      onRedraw: () => draw(),
      onEnd: () => keys.end(),
    },
  );
  let isBusy = false;
  const viewOptions = (): ViewOptions => ({ size: terminal.size, unicode });
  const context = (): Context => ({ editor, host, layout: layoutOf(viewOptions()), onNotice });
  const onNotice = (text: string): void => {
    state = withMessage(state, text);
    draw();
  };
  const first = firstState(editor);
  let state: TuiState = options.greeting === undefined ? first : withMessage(first, options.greeting);
  const draw = (): void => terminal.draw(view(state, context(), viewOptions()));
  const giveBack = (): void => terminal.giveBack();
  const forget = options.onLastResort(giveBack);
  const onInterruption = (): void => keys.end();
  process.on('exit', giveBack);
  interruption.addEventListener('abort', onInterruption);
  terminal.open();
  try {
    draw();
    prepareChanges(editor, keys);
    for (let key = await keys.next(); key !== undefined; key = await keys.next()) {
      let step = update(state, key, context());
      while (step.effect !== undefined && isForFiles(step.effect)) {
        state = step.state;
        isBusy = true;
        step = await settle(state, step.effect, context());
        isBusy = false;
      }
      state = step.state;
      if (step.effect?.kind === 'leave') return step.effect.how;
      if (step.effect?.kind === 'suspend') terminal.suspend();
      else if (!keys.hasMore && !keys.hasEnded) draw();
    }
    return 'interrupted';
  } finally {
    interruption.removeEventListener('abort', onInterruption);
    process.off('exit', giveBack);
    forget();
    keys.end();
    terminal.close();
  }
}

/** Does piece by piece what the first change needs, so that no key waits for it. */
function prepareChanges(editor: ConfigEditor, keys: KeyQueue): void {
  const next = (): void => {
    if (!keys.hasEnded && editor.values.prepare()) setImmediate(next);
  };
  setImmediate(next);
}

function isForFiles({ kind }: Effect): boolean {
  return kind === 'save' || kind === 'path';
}
