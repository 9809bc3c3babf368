/** The menu program: keys in, frames out, until somebody leaves. */
import { styleText } from 'node:util';
import type { ConfigEditor } from '../menu/index.js';
import type { Frame, Style } from './frame.js';
import type { Host } from './host.js';
import type { Key } from './key.js';
import { pageOf, type ViewOptions } from './layout.js';
import { type Effect, type TuiState, withMessage } from './state.js';
import type { Context, Step } from './step.js';
import { Terminal } from './terminal.js';
import { firstState, update } from './update.js';
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
  /** Called with what gives the terminal back, for when bljh has to leave without unwinding. */
  readonly onLastResort: (action: () => void) => () => void;
  /** Said in the last line of the first screen. */
  readonly greeting?: string;
}

/** How the user left: `saved` also where there was nothing to save after the last time. */
export type MenuEnd = 'saved' | 'unsaved' | 'interrupted';

const colours: Readonly<Record<Style, Parameters<typeof styleText>[0]>> = {
  title: 'bold',
  cursor: 'inverse',
  dim: 'dim',
  new: 'yellow',
  error: 'red',
  key: 'bold',
  match: 'underline',
};

/** Not colours, and so right without them. */
const plainStyles: readonly Style[] = ['title', 'cursor', 'key', 'match'];

export function runMenu(options: MenuOptions): Promise<MenuEnd> {
  const { editor, host, colour, unicode, input, output, interruption } = options;
  return new Promise((resolve) => {
    let state: TuiState = firstState(editor);
    if (options.greeting !== undefined) state = withMessage(state, options.greeting);
    const paint = (style: Style, text: string): string =>
      colour || plainStyles.includes(style) ? styleText(colours[style], text, { validateStream: false }) : text;
    const viewOptions = (): ViewOptions => ({ size: terminal.size, unicode });
    const context = (): Context => ({ editor, host, page: pageOf(viewOptions()) });
    const draw = (): void => terminal.draw(frameOf());
    const frameOf = (): Frame => view(state, context(), viewOptions());
    const end = (how: MenuEnd): void => {
      forget();
      interruption.removeEventListener('abort', onInterruption);
      process.off('exit', giveBack);
      terminal.close();
      resolve(how);
    };
    const onInterruption = (): void => end('interrupted');
    const perform = (step: Step): boolean => {
      state = step.state;
      const { effect } = step;
      if (effect === undefined) return true;
      return performEffect(effect);
    };
    const performEffect = (effect: Effect): boolean => {
      if (effect.kind === 'leave') {
        end(effect.how);
        return false;
      }
      if (effect.kind === 'suspend') {
        terminal.suspend();
        return true;
      }
      return perform(settle(state, effect, context()));
    };
    const onKey = (key: Key): void => {
      if (perform(update(state, key, context()))) draw();
    };
    const terminal = new Terminal({ input, output, paint }, { onKey, onRedraw: () => draw(), onEnd: onInterruption });
    const giveBack = (): void => terminal.giveBack();
    const forget = options.onLastResort(giveBack);
    process.on('exit', giveBack);
    interruption.addEventListener('abort', onInterruption);
    terminal.open();
    draw();
  });
}
