/** What the runtime of a BL602 is told of its clocks and its console. */
import { describe, expect, it } from 'vitest';
import { baudRateOf, timebaseOf } from '../../src/plan/bl602-clocks.js';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { codesOf, errorsOf, planInputOf, unwrap } from './plan-input.js';

function symbolsOf(settings: Readonly<Record<string, string>> = {}, board = 'bl602'): Readonly<Record<string, string>> {
  const { linkerSymbols } = unwrap(createBuildPlan(planInputOf({ board, settings })));
  return Object.fromEntries(linkerSymbols.map(({ name, text }) => [name.replace('_bljh_', ''), text]));
}

const plan = (settings: Readonly<Record<string, string>>, ini?: string) =>
  createBuildPlan(
    ini === undefined
      ? planInputOf({ board: 'bl602', settings })
      : planInputOf({
          board: 'mine',
          settings,
          files: {
            'boards/mine/board.ini': `title = Mine\ninherits = bl602\n${ini}`,
            'boards/mine/Kconfig': 'config BOARD_MINE\n\tdef_bool y\n\tselect BARE_METAL\n\tselect HAS_TINYGO\n',
          },
        }),
  );

describe('clocks', () => {
  it.each([
    [{}, 8, 100, 1, 40_000_000],
    [{ BOOT_CLOCK_192M: 'y' }, 12, 125, 1, 40_000_000],
    [{ BOOT_CLOCK_120M: 'y' }, 6, 100, 1, 40_000_000],
    [{ BOOT_CLOCK_48M: 'y' }, 3, 125, 1, 40_000_000],
    [{ BOOT_CLOCK_CRYSTAL: 'y' }, 2, 100, 0, 40_000_000],
    [{ BOOT_CLOCK_CRYSTAL: 'y', CRYSTAL_38M4: 'y' }, 12, 625, 0, 38_400_000],
    [{ BOOT_CLOCK_CRYSTAL: 'y', CRYSTAL_26M: 'y' }, 13, 1000, 0, 26_000_000],
    [{ BOOT_CLOCK_CRYSTAL: 'y', CRYSTAL_24M: 'y' }, 3, 250, 0, 24_000_000],
    [{ BOOT_CLOCK_RC32M: 'y' }, 2, 125, 0, 32_000_000],
  ])('%j: mtime divides by %i, %i ns a tick; the UARTs have source %i, %i Hz', (settings, divider, ns, source, hz) => {
    expect(symbolsOf(settings as Readonly<Record<string, string>>)).toMatchObject({
      timer_divider: String(divider),
      ns_per_tick: String(ns),
      uart_source: String(source),
      uart_clock: String(hz),
    });
  });

  it('a timebase never drifts', () => {
    for (let mhz = 1; mhz <= 200; mhz += 1) {
      const found = timebaseOf(mhz * 1_000_000);
      if (found === undefined) throw new Error(`none for ${mhz} MHz`);
      expect((mhz * found.nanosecondsPerTick) / found.divider).toBe(1000);
    }
  });

  it('dividers of a board that fit no timebase are refused, with their line', () => {
    const result = plan({}, '\n[image.header]\nhclk_div = 2\n');
    expect(codesOf(result)).toEqual(['PL0010']);
    expect(errorsOf(result)[0]).toMatchObject({ at: { file: 'boards/mine/board.ini', line: 5 } });
  });

  it('other dividers change the timer with them', () => {
    const { linkerSymbols } = unwrap(plan({}, '\n[image.header]\nhclk_div = 1\nbclk_div = 0\n'));
    expect(linkerSymbols.find(({ name }) => name === '_bljh_timer_divider')).toMatchObject({ text: '8' });
  });
});

describe('the console', () => {
  it("has the boot ROM's pins and rate by default", () => {
    expect(symbolsOf()).toMatchObject({
      console_baud: '115200',
      console_bit_period: '0x15a015a',
      console_signals: '0x3ffffff2',
      console_tx: '16',
      console_rx: '7',
    });
  });

  it('on UART1 it has others', () => {
    expect(symbolsOf({ CONSOLE_UART1: 'y' })).toMatchObject({
      console_signals: '0xfff67fff',
      console_tx: '4',
      console_rx: '3',
    });
  });

  it('with nowhere to go the symbols are there all the same: package machine needs them', () => {
    expect(symbolsOf({ CONSOLE_NONE: 'y' })).toMatchObject({ console_baud: '115200', console_tx: '16' });
  });

  it('boards with other chips are told nothing of all this', () => {
    expect(Object.keys(symbolsOf({}, 'virt32'))).toEqual(['stack_size', 'heap_limit', 'main_stack_size', 'mtvec_mode']);
  });

  it.each([
    [{ CONSOLE_BAUD_RATE: '3000000' }, 'PL0011', 'CONSOLE_BAUD_RATE=3076923'],
    [{ CONSOLE_BAUD_RATE: '300' }, 'PL0011', 'CONSOLE_BAUD_RATE=610'],
    [
      { CONSOLE_BAUD_RATE: '5000000', BOOT_CLOCK_CRYSTAL: 'y', CRYSTAL_24M: 'y' },
      'PL0011',
      'CONSOLE_BAUD_RATE=4800000',
    ],
    [{ CONSOLE_BAUD_RATE: '5000000', BOOT_CLOCK_RC32M: 'y' }, 'PL0011', 'CONSOLE_BAUD_RATE=4571429'],
    [
      { CONSOLE_BAUD_RATE: '5000000', BOOT_CLOCK_CRYSTAL: 'y', CRYSTAL_26M: 'y' },
      'PL0011',
      'CONSOLE_BAUD_RATE=4333333',
    ],
    [{ CONSOLE_TX_PIN: '7' }, 'PL0012', 'CONSOLE_TX_PIN=16'],
    [{ CONSOLE_TX_PIN: '8', CONSOLE_RX_PIN: '0' }, 'PL0012', 'CONSOLE_TX_PIN=1'],
  ])('%j is refused, and what is offered is not', (settings, code, offer) => {
    const result = plan(settings as Readonly<Record<string, string>>);
    expect(codesOf(result)).toEqual([code]);
    expect(errorsOf(result)[0]?.hint?.set).toEqual([offer]);
    const [name = '', value = ''] = offer.split('=');
    expect(codesOf(plan({ ...settings, [name]: value } as Readonly<Record<string, string>>))).toEqual([]);
  });

  it('every rate that is taken is met to 2.5 %', () => {
    for (const baud of [9600, 57600, 115_200, 230_400, 460_800, 921_600, 1_000_000, 1_500_000, 2_000_000]) {
      expect(Math.abs(baudRateOf(40_000_000, baud).deviation)).toBeLessThan(0.025);
    }
  });
});

describe('tags of the target that //go:isr marks are compiled with', () => {
  it.each([
    [{}, ['scheduler.tasks', 'serial.uart', 'gc.conservative']],
    [{ TINYGO_SCHEDULER_NONE: 'y', TINYGO_GC_NONE: 'y' }, ['scheduler.none', 'serial.uart', 'gc.none']],
    [{ CONSOLE_NONE: 'y' }, ['serial.none']],
    [{ CONSOLE_UART1: 'y' }, ['serial.uart', 'bljh.uart1']],
  ])('%j', (settings, tags) => {
    for (const tag of tags) {
      const input = planInputOf({ board: 'bl602', settings: settings as Readonly<Record<string, string>> });
      const handler = { name: 'A', irq: 'UART0', function: 'a' };
      const mark = (constraint: string) => ({ file: `${constraint}.go`, line: 1, col: 1, constraint, handler });
      const { interrupts } = unwrap(createBuildPlan({ ...input, isrMarks: [mark(tag), mark(`!${tag}`)] }));
      expect(interrupts?.handlers.map(({ at }) => at.file)).toEqual([`${tag}.go`]);
    }
  });
});
