/**
 * The clocks that a BL602 runs at when the boot ROM starts the program, from the fields of the boot header, and what
 * the runtime divides them by. Read, and never tried on a chip: root clocks and dividers in the vendor's SDK
 * (bl_iot_sdk, bl602_glb.c: GLB_Set_System_CLK, GLB_Set_System_CLK_Div, GLB_Set_UART_CLK, GLB_Set_MTimer_CLK).
 */
import type { FlashImage } from './build-plan.js';

const MHZ = 1_000_000;
/** By xtal_type. */
const CRYSTALS: Readonly<Record<number, number>> = {
  1: 24 * MHZ,
  2: 32 * MHZ,
  3: 38.4 * MHZ,
  4: 40 * MHZ,
  5: 26 * MHZ,
  6: 32 * MHZ,
};
const RC_OSCILLATOR = 32 * MHZ;
const PLL = { clock48: 48 * MHZ, clock120: 120 * MHZ, clock160: 160 * MHZ, clock192: 192 * MHZ };
/** pll_clk up to this is an oscillator's own clock, with no PLL in the way. */
const LAST_WITHOUT_PLL = 1;

/** More than ten ticks a microsecond only make the counters run over sooner. */
const FASTEST_TIMEBASE = 10 * MHZ;
/** Below, time.Sleep would be off by more than 10 us. */
const SLOWEST_TIMEBASE = MHZ / 10;
const TIMER_DIVIDERS = 1 << 17;
const NANOSECONDS = 1_000_000_000;

export interface Clocks {
  readonly coreHz: number;
  readonly busHz: number;
  readonly uartHz: number;
  /** HBN's selection: 0 the root clock, 1 the PLL's 160 MHz. */
  readonly uartSource: 0 | 1;
  readonly uartDivider: number;
}

export function clocksOf(header: FlashImage['header']): Clocks {
  const field = (name: string) => header.find((each) => each.name === name)?.value ?? 0;
  const pll = field('pll_clk');
  const root = rootClock(pll, field('xtal_type'));
  const coreHz = root / (field('hclk_div') + 1);
  return {
    coreHz,
    busHz: coreHz / (field('bclk_div') + 1),
    // NuttX and the SDK take the PLL's 160 MHz. Whether the PLL runs where nothing else needs it is not known.
    ...(pll <= LAST_WITHOUT_PLL
      ? { uartHz: root, uartSource: 0, uartDivider: 1 }
      : { uartHz: PLL.clock160 / 4, uartSource: 1, uartDivider: 4 }),
  };
}

function rootClock(pll: number, crystal: number): number {
  switch (pll) {
    case 0:
      return RC_OSCILLATOR;
    case 1:
      return CRYSTALS[crystal] ?? RC_OSCILLATOR;
    case 2:
      return PLL.clock48;
    case 3:
      return PLL.clock120;
    case 5:
      return PLL.clock192;
    default:
      return PLL.clock160;
  }
}

export interface Timebase {
  readonly divider: number;
  readonly nanosecondsPerTick: number;
}

/** The fastest that neither drifts nor is too fast: a whole divider, and a whole number of nanoseconds a tick. */
export function timebaseOf(busHz: number): Timebase | undefined {
  for (let divider = 1; divider <= TIMER_DIVIDERS; divider += 1) {
    const hz = busHz / divider;
    if (hz < SLOWEST_TIMEBASE) return undefined;
    if (hz <= FASTEST_TIMEBASE && Number.isInteger(hz) && NANOSECONDS % hz === 0)
      return { divider, nanosecondsPerTick: NANOSECONDS / hz };
  }
  return undefined;
}

/** Clocks a bit: a field of 16 bits that holds one less. */
const LONGEST_BIT = 1 << 16;

export interface BaudRate {
  readonly bitPeriod: number;
  readonly actual: number;
  /** Of the rate that was asked for; the sign says whether it is faster. */
  readonly deviation: number;
}

/** The nearest rate that the UART can have. */
export function baudRateOf(uartHz: number, asked: number): BaudRate {
  const bitPeriod = Math.min(LONGEST_BIT, Math.max(1, Math.round(uartHz / asked)));
  const actual = uartHz / bitPeriod;
  return { bitPeriod, actual, deviation: actual / asked - 1 };
}
