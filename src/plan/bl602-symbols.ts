/**
 * What the runtime of a BL602 (templates/tinygo/overlay/src/machine/bljh_bl602*.go) is told by linker symbols: the
 * console's pins and rate, and dividers that fit the clocks of the boot header.
 */
import { isBl602 } from '../boards/chip.js';
import { hexadecimal } from '../boards/hexadecimal.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { baudRateOf, type Clocks, clocksOf, timebaseOf } from './bl602-clocks.js';
import type { Origin, Variable } from './build-plan.js';
import { planHeader } from './flash-image.js';
import { bljhOrigin, originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import { hintToSet, symbolProblem } from './symbol-problem.js';
import { chosenOf, isSet, textOf } from './values.js';

/** What a UART and a terminal put up with together is about twice that. */
const MOST_DEVIATION = 0.025;
/** The upper bound of CONSOLE_BAUD_RATE (templates/kconfig/Kconfig.console). */
const HIGHEST_RATE = 5_000_000;
/** Signals of the UARTs: pin p is wired to signal p mod 8 (NuttX hardware/bl602_glb.h). */
const SIGNALS = 8;
const UART_FUNCTIONS = {
  CONSOLE_UART0: { transmit: 2, receive: 3 },
  CONSOLE_UART1: { transmit: 6, receive: 7 },
} as const;
const NO_FUNCTION = 15;

type Uart = keyof typeof UART_FUNCTIONS;
/** Where the options are not visible, with CONSOLE_NONE: what package machine then uses. */
const OTHERWISE = { baud: '115200', transmit: '16', receive: '7' } as const;

export function planBl602Symbols(input: PlanInput): Result<readonly Variable[]> {
  if (!isBl602(input.board)) return success([]);
  const origins = originsOf(input);
  const header = planHeader(input);
  const clocks = clocksOf(header);
  const fields = (...names: readonly string[]): readonly Origin[] => [
    ...new Set(header.filter(({ name }) => names.includes(name)).flatMap((field) => field.origins)),
  ];
  const timebase = timebaseOf(clocks.busHz);
  const uart = chosenOf(input.values, ['CONSOLE_UART0', 'CONSOLE_UART1'], 'CONSOLE_UART0');
  const hasConsole = !isSet(input.values, 'CONSOLE_NONE');
  const given = (symbol: string, otherwise: string) => textOf(input.values, symbol) || otherwise;
  const baud = given('CONSOLE_BAUD_RATE', OTHERWISE.baud);
  const pins = {
    transmit: given('CONSOLE_TX_PIN', OTHERWISE.transmit),
    receive: given('CONSOLE_RX_PIN', OTHERWISE.receive),
  };
  const problems = [
    timebase === undefined ? noTimebase(input, clocks) : undefined,
    ...(hasConsole
      ? [
          findWrongRate(input, clocks, Number(baud)),
          findSharedSignal(input, Number(pins.transmit), Number(pins.receive)),
        ]
      : []),
  ].filter((problem) => problem !== undefined);
  if (timebase === undefined || problems.length > 0) return failure(...problems);

  const { coreHz, busHz, uartHz, uartSource, uartDivider } = clocks;
  const bus = [
    ...fields('pll_clk', 'xtal_type', 'hclk_div', 'bclk_div'),
    bljhOrigin(`the bus clock is ${megahertz(busHz)}`),
  ];
  const clock = [...fields('pll_clk', 'xtal_type'), bljhOrigin(`the core's clock is ${megahertz(coreHz)}`)];
  return success([
    { name: '_bljh_timer_divider', text: String(timebase.divider), origins: bus },
    { name: '_bljh_ns_per_tick', text: String(timebase.nanosecondsPerTick), origins: bus },
    { name: '_bljh_uart_source', text: String(uartSource), origins: clock },
    { name: '_bljh_uart_divider', text: String(uartDivider), origins: clock },
    { name: '_bljh_uart_clock', text: String(uartHz), origins: clock },
    { name: '_bljh_console_baud', text: baud, origins: [origins.symbol('CONSOLE_BAUD_RATE')] },
    {
      name: '_bljh_console_bit_period',
      text: hexadecimal(bitPeriodRegister(uartHz, Number(baud))),
      origins: [
        origins.symbol('CONSOLE_BAUD_RATE'),
        bljhOrigin(`clocks of ${megahertz(uartHz)} a bit, less one, twice`),
      ],
    },
    {
      name: '_bljh_console_signals',
      text: hexadecimal(signalsRegister(uart, Number(pins.transmit), Number(pins.receive))),
      origins: [
        ...['CONSOLE_TX_PIN', 'CONSOLE_RX_PIN', uart].map(origins.symbol),
        bljhOrigin('what each of eight signals of the pins is: 4 bits a signal, 15 for none'),
      ],
    },
    { name: '_bljh_console_tx', text: pins.transmit, origins: [origins.symbol('CONSOLE_TX_PIN')] },
    { name: '_bljh_console_rx', text: pins.receive, origins: [origins.symbol('CONSOLE_RX_PIN')] },
  ]);
}

/** UART_BIT_PRD: to receive in the upper half, to transmit in the lower one. */
function bitPeriodRegister(uartHz: number, baud: number): number {
  return (baudRateOf(uartHz, baud).bitPeriod - 1) * 0x1_0001;
}

/** GLB_UART_SIG_SEL_0. */
function signalsRegister(uart: Uart, transmit: number, receive: number): number {
  const functions = UART_FUNCTIONS[uart];
  const ofSignal = (signal: number): number => {
    if (signal === transmit % SIGNALS) return functions.transmit;
    return signal === receive % SIGNALS ? functions.receive : NO_FUNCTION;
  };
  return Array.from({ length: SIGNALS }, (_each, signal) => ofSignal(signal) * 16 ** signal).reduce((a, b) => a + b, 0);
}

export function megahertz(hz: number): string {
  return `${Number((hz / 1e6).toFixed(3))} MHz`;
}

function noTimebase(input: PlanInput, { busHz }: Clocks): Diagnostic {
  const clocks = ['BOOT_CLOCK_160M', 'BOOT_CLOCK_192M', 'BOOT_CLOCK_120M', 'BOOT_CLOCK_48M', 'BOOT_CLOCK_CRYSTAL'];
  const chosen = chosenOf(input.values, [...clocks, 'BOOT_CLOCK_RC32M'], 'BOOT_CLOCK_160M');
  const board = originsOf(input).board('image.header.bclk_div');
  const own = originsOf(input).board('image.header.hclk_div');
  const at = own.kind === 'board' ? own.at : board.kind === 'board' ? board.at : undefined;
  return {
    severity: 'error',
    code: 'PL0010',
    message: `${chosen} and the dividers of [image.header] give a bus clock of ${megahertz(busHz)}: no whole number of nanoseconds is a whole number of its periods, so time would drift`,
    ...(at !== undefined && { at }),
    hint: {
      text: `choose another BOOT_CLOCK, or other dividers (hclk_div, bclk_div) in ${input.board.name}'s board.ini`,
    },
  };
}

function findWrongRate(input: PlanInput, { uartHz }: Clocks, asked: number): Diagnostic | undefined {
  const { actual, deviation } = baudRateOf(uartHz, asked);
  if (Math.abs(deviation) <= MOST_DEVIATION) return undefined;
  const offered = actual > HIGHEST_RATE ? uartHz / Math.ceil(uartHz / HIGHEST_RATE) : actual;
  const nearest = `CONSOLE_BAUD_RATE=${Math.round(offered)}`;
  const percent = Math.abs(deviation * 100).toFixed(1);
  return symbolProblem(input, 'CONSOLE_BAUD_RATE', {
    code: 'PL0011',
    message: `CONSOLE_BAUD_RATE is ${asked}: a UART clock of ${megahertz(uartHz)} gives ${Math.round(actual)} baud at best, which is ${percent} % off`,
    hint: hintToSet(input.board.name, [nearest], 'choose a rate that the clock can be divided to'),
  });
}

function findSharedSignal(input: PlanInput, transmit: number, receive: number): Diagnostic | undefined {
  if (transmit % SIGNALS !== receive % SIGNALS) return undefined;
  const otherwise = receive % SIGNALS === 0 ? 1 : 16;
  const why = transmit === receive ? 'are the same pin' : 'share a UART signal: pin p has signal p mod 8';
  return symbolProblem(input, 'CONSOLE_TX_PIN', {
    code: 'PL0012',
    message: `CONSOLE_TX_PIN=${transmit} and CONSOLE_RX_PIN=${receive} ${why}`,
    hint: hintToSet(
      input.board.name,
      [`CONSOLE_TX_PIN=${otherwise}`],
      'choose another pin for one of them, whose number leaves another rest when divided by 8',
    ),
  });
}
