/**
 * Names that `bljh explain` knows, for completion: found by looking at the files, because a shell asks at every Tab and a real
 * reading would be waited for. Part of the quick path: node: modules only. What is broken or missing has no names.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { scanIni } from '../ini/scan-ini.js';
import { namesIn, textOrNothing } from './kconfig-names.js';

/** Files that source each other in circles end somewhere. */
const MAX_FILES = 200;

export function explainableNames(packageFolder: string, project: string, board: string | undefined): readonly string[] {
  const boardFolder = [join(project, 'boards'), join(packageFolder, 'boards')]
    .map((folder) => join(folder, board ?? ''))
    .find((folder) => board !== undefined && existsSync(join(folder, 'board.ini')));
  const kconfig = join(packageFolder, 'templates', 'kconfig');
  const files = [
    ...(boardFolder === undefined ? [] : [join(boardFolder, 'Kconfig')]),
    ...OWN_KCONFIG.map((name) => join(kconfig, name)),
    join(project, 'Kconfig'),
  ];
  const keys = [join(project, 'bljh.ini'), ...(boardFolder === undefined ? [] : [join(boardFolder, 'board.ini')])];
  const iniText = textOrNothing(join(project, 'bljh.ini'));
  const names = [
    ...(board === undefined ? [] : [`bljh_${board}`, ...builtIn(textOrNothing(keys[1] ?? ''))]),
    ...tagsOf(namesIn([join(project, 'Kconfig')], { folder: project, most: MAX_FILES }).switches, iniText),
    ...keysIn(iniText).flatMap((key) => (key.startsWith('ldflags.') ? [key.slice('ldflags.'.length)] : [])),
    ...namesIn(files, { folder: project, most: MAX_FILES }).defined,
    ...keys.flatMap((file) => keysIn(textOrNothing(file))),
    ...(board === undefined ? [] : builtNames(join(project, 'build', board, 'manifest.json'))),
  ];
  return [...new Set(names)].sort();
}

/** Those that templates/kconfig/Kconfig sources. */
const OWN_KCONFIG = [
  'Kconfig.runtime',
  'Kconfig.heap',
  'Kconfig.memory',
  'Kconfig.console',
  'Kconfig.image',
  'Kconfig.size',
];

const OF_ALL = ['GOENV', 'GOFLAGS', 'GOPROXY', 'GOTOOLCHAIN', 'GOWORK'];
const OF_GO = ['CGO_ENABLED', 'GOARCH', 'GOOS', 'GORISCV64'];
const OF_TINYGO = ['TINYGOROOT', '_bljh_heap_limit', '_bljh_main_stack_size', '_bljh_mtvec_mode', '_bljh_stack_size'];

const OF_BL602 = [
  ...['_bljh_timer_divider', '_bljh_ns_per_tick', '_bljh_uart_source', '_bljh_uart_divider', '_bljh_uart_clock'],
  ...[
    '_bljh_console_baud',
    '_bljh_console_bit_period',
    '_bljh_console_signals',
    '_bljh_console_tx',
    '_bljh_console_rx',
  ],
];

/** What every plan of such a board has. One that inherits may be of both kinds. */
function builtIn(boardIni: string): readonly string[] {
  const isGo = /^\s*\[go\]/m.test(boardIni);
  const isTinyGo = /^\s*\[tinygo\]/m.test(boardIni);
  // By its tags, or by the board that it inherits from.
  const isBl602 = /^\s*(?:tags|inherits)\s*=.*\bbl602\b/m.test(boardIni);
  return [
    ...OF_ALL,
    ...(isGo || !isTinyGo ? OF_GO : []),
    ...(isTinyGo || !isGo ? OF_TINYGO : []),
    ...(isBl602 ? OF_BL602 : []),
  ];
}

/** The build tags of a project's switches: their names in lower case, unless [tags] says otherwise. */
function tagsOf(switches: readonly string[], ini: string): readonly string[] {
  const [, section = ''] = /^\s*\[tags\]\s*$([^[]*)/m.exec(ini) ?? [];
  const own = new Map([...section.matchAll(/^\s*(\w+)\s*=\s*(\S+)/gm)].map(([, name = '', tag = '']) => [name, tag]));
  return switches.map((name) => own.get(name) ?? name.toLowerCase());
}

function keysIn(text: string): readonly string[] {
  return scanIni(text).keys.map(({ section, key }) => (section === '' ? key : `${section}.${key}`));
}

/** What the last build had: tags, variables and linker symbols. */
function builtNames(manifest: string): readonly string[] {
  try {
    const { plan } = JSON.parse(textOrNothing(manifest)) as {
      readonly plan: {
        readonly tags: readonly { readonly text: string }[];
        readonly variables: readonly { readonly name: string }[];
        readonly linkerSymbols: readonly { readonly name: string }[];
        readonly steps: readonly { readonly env: readonly { readonly name: string }[] }[];
      };
    };
    const named = [...plan.variables, ...plan.linkerSymbols, ...plan.steps.flatMap(({ env }) => env)];
    return [...plan.tags.map(({ text }) => text), ...named.map(({ name }) => name)];
  } catch {
    return [];
  }
}
