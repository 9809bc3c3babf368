/** Menus without a terminal: keys in, screens out, on Kconfig text held in memory. */
import { type ConfigSetting, memoryFileSystem, parseKconfig } from '../../src/kconfig/index.js';
import { ConfigEditor } from '../../src/menu/index.js';
import { type Frame, type Size, textOf } from '../../src/tui/frame.js';
import type { Host } from '../../src/tui/host.js';
import type { Key } from '../../src/tui/key.js';
import { layoutOf, type ViewOptions } from '../../src/tui/layout.js';
import { type Effect, type TuiState, topOf, withMessage } from '../../src/tui/state.js';
import type { Context } from '../../src/tui/step.js';
import { firstState, update } from '../../src/tui/update.js';
import { settle } from '../../src/tui/update-path.js';
import { view } from '../../src/tui/view.js';

/** Every kind of entry that a menu can hold. */
export const station = `mainmenu "Weather station"

config MODULES
	bool "Loadable modules"
	modules
	default y

menu "Radio"

config RADIO
	bool "Radio"
	default y
	help
	  Sends what was measured.

	  A long line: it goes on and on, until it does not fit on the line of a usual terminal any more.

config ENCRYPT
	tristate "Encrypt what is sent"
	depends on RADIO
	select CIPHER if SAFE

menuconfig SENSORS
	bool "Sensors"
	default y

if SENSORS

config TEMPERATURE
	tristate "Temperature 温度計"

config HUMIDITY
	bool "Humidity"

endif

endmenu

config SAFE
	bool "Safe"
	default y

config CIPHER
	bool "Cipher"

choice
	prompt "Power"
	default BATTERY

config BATTERY
	bool "Battery"

config SUN
	bool "Sun"

config GRID
	bool "Grid"

config VOLTAGE
	int "Volts"
	depends on GRID
	range 110 240
	default 230

endchoice

config INTERVAL
	int "Seconds between two measurements"
	range 1 LONGEST
	default 60

config LONGEST
	int
	default 3600

config NAME
	string "Name of the station"
	default "station"

config ADDRESS
	hex "Address"
	default 0x10

comment "The end"
`;

type ScreenSize = Partial<Size> & { readonly unicode?: boolean };

export interface Menus {
  readonly editor: ConfigEditor;
  /** Presses keys: names of keys in angle brackets, everything else letter by letter. */
  readonly press: (keys: string) => Promise<void>;
  /** The screen has this size from then on. */
  readonly screen: (size?: ScreenSize) => string;
  /** What `screen` shows, with its styles. */
  readonly frame: (size?: ScreenSize) => Frame;
  /** The entry under the cursor or the kind of the front screen, and the last line that was told. */
  readonly state: () => TuiState;
  readonly effects: readonly Effect[];
}

export interface MenusOptions {
  readonly kconfig?: string;
  readonly settings?: readonly ConfigSetting[];
  readonly mentioned?: readonly string[];
  readonly isWhole?: boolean;
  readonly host?: Partial<Host>;
}

export function menusOf({
  kconfig = station,
  settings = [],
  mentioned,
  isWhole = false,
  host,
}: MenusOptions = {}): Menus {
  const { model } = parseKconfig({ file: 'Kconfig', fileSystem: memoryFileSystem({ Kconfig: kconfig }) });
  const editor = new ConfigEditor({ model, settings, isWhole, ...(mentioned && { mentioned: new Set(mentioned) }) });
  const effects: Effect[] = [];
  const whole: Host = {
    title: model.mainmenu,
    path: '.config',
    problems: () => [],
    showPlace: ({ file, line }) => `${file}:${line}`,
    save: async () => ({ kind: 'saved', isOwn: true, message: 'saved .config' }),
    saveTo: async (_editor, { path }) => ({ kind: 'saved', isOwn: false, message: `saved ${path}` }),
    load: (path) => ({ kind: 'failed', message: `there is no ${path}` }),
    suggestPath: () => '.config',
    ...host,
  };
  let state = firstState(editor);
  let viewed: ViewOptions = { size: { columns: 80, rows: 24 }, unicode: true };
  const context = (): Context => ({ editor, host: whole, layout: layoutOf(viewed), onNotice });
  const onNotice = (text: string): void => {
    state = withMessage(state, text);
  };
  const frame: Menus['frame'] = (wanted = {}) => {
    const { unicode = viewed.unicode, columns, rows } = { ...viewed.size, ...wanted };
    viewed = { size: { columns, rows }, unicode };
    return view(state, context(), viewed);
  };
  return {
    editor,
    effects,
    state: () => state,
    press: async (keys) => {
      for (const key of keysOf(keys)) {
        let step = update(state, key, context());
        while (step.effect?.kind === 'save' || step.effect?.kind === 'path') {
          effects.push(step.effect);
          step = await settle(step.state, step.effect, context());
        }
        if (step.effect !== undefined) effects.push(step.effect);
        state = step.state;
      }
    },
    frame,
    screen: (wanted) =>
      frame(wanted)
        .lines.map((line) => textOf(line).trimEnd())
        .join('\n')
        .trimEnd(),
  };
}

function keysOf(keys: string): readonly Key[] {
  return [...keys.matchAll(/<([a-z0-9-]+)>|([\s\S])/g)].map(([, name, letter = '']) =>
    name === undefined
      ? { name: 'char', text: letter, ctrl: false }
      : { name: name.replace(/^ctrl-/, ''), text: '', ctrl: name.startsWith('ctrl-') },
  );
}

/** The prompt of the entry under the cursor. */
export function chosen({ state }: Menus): string | undefined {
  const screen = topOf(state());
  return screen.kind === 'menu' ? screen.at?.prompt?.text : undefined;
}
