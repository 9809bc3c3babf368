/** Which options are named, in which order, and the numbers that fit. */
import { describe, expect, it } from 'vitest';
import { renderFit } from '../../../src/diagnostics/render-fit.js';
import type { Turn } from '../../../src/fixes/turns.js';
import {
  isSize,
  largestByLinker,
  largestByTwo,
  largestHeapLimit,
  linkerCostOf,
  raiseLow,
} from '../../../src/pipelines/fit/numbers.js';
import { rankOptions, type Tried } from '../../../src/pipelines/fit/rank-options.js';
import { inOrder } from '../../../src/pipelines/fit/trial-order.js';
import { createBuildPlan } from '../../../src/plan/create-plan.js';
import { planInputOf } from '../../plan/plan-input.js';

const needs = (flash: number, ram: number) =>
  new Map([
    ['FLASH', flash],
    ['RAM', ram],
  ]);
const tried = (setting: string, flash: number, ram: number, givesUp: readonly string[] = []): Tried => ({
  needs: needs(flash, ram),
  capacities: needs(1000, 500),
  about: setting.replace(/=.*/, ''),
  option: { set: [setting], unset: [], prompts: [], givesUp, command: `set ${setting}` },
});

function rank(base: ReadonlyMap<string, number>, options: readonly Tried[]): readonly string[] {
  return rankOptions('FLASH', base, needs(1000, 500), options).map(
    ({ set, savedBytes, fits, excessBytes }) => `${set.join()} ${savedBytes} ${fits ? 'fits' : excessBytes}`,
  );
}

describe('options of a region', () => {
  it('those that make it fit come first, the least change before larger ones', () => {
    const options = [
      tried('A=n', 700, 400),
      tried('B=n', 1001, 400),
      tried('C=n', 990, 400),
      tried('D=n', 800, 400, ['E=y']),
    ];
    expect(rank(needs(1100, 400), options)).toEqual(['C=n 110 fits', 'A=n 400 fits', 'D=n 300 fits']);
  });

  it('where none does, those that save most; what saves nothing is no option', () => {
    const options = [
      tried('A=n', 1190, 400),
      tried('B=n', 1300, 400),
      tried('C=n', 1100, 400),
      tried('D=n', 1200, 400),
    ];
    expect(rank(needs(1200, 400), options)).toEqual(['C=n 100 100', 'A=n 10 190']);
  });

  it('space of another region is no help, unless that overflows anyway', () => {
    expect(rank(needs(1100, 400), [tried('A=n', 900, 501)])).toEqual(['A=n 200 0']);
    expect(rank(needs(1100, 600), [tried('A=n', 900, 550)])).toEqual(['A=n 200 fits']);
  });

  it('more memory helps as well as a smaller program', () => {
    const more = { ...tried('WIFI_RAM=y', 1100, 400), capacities: needs(1200, 500) };
    expect(rank(needs(1100, 400), [more])).toEqual(['WIFI_RAM=y 200 fits']);
  });

  it('more memory takes nothing from the program: it comes first, where it fits and where it does not', () => {
    const more = (...[setting, flash, capacity]: [string, number, number]): Tried => ({
      ...tried(setting, flash, 400),
      capacities: needs(capacity, 500),
    });
    const fitting = [tried('A=n', 990, 400), more('WIFI_RAM=y', 1116, 1200)];
    expect(rank(needs(1100, 400), fitting)).toEqual(['WIFI_RAM=y 184 fits', 'A=n 110 fits']);
    const tooLittle = [tried('A=n', 1150, 400), more('WIFI_RAM=y', 1200, 1020), tried('B=n', 1000, 400)];
    expect(rank(needs(1200, 400), tooLittle)).toEqual(['B=n 200 fits', 'WIFI_RAM=y 20 180', 'A=n 50 150']);
  });

  it('more memory is given, not saved; both are told where the program is smaller, too', () => {
    const worth = (flash: number) => {
      const more = { ...tried('WIFI_RAM=y', flash, 400), capacities: needs(1200, 500) };
      const options = rankOptions('FLASH', needs(1100, 400), needs(1000, 500), [more]);
      const fit = {
        region: 'FLASH',
        capacityBytes: 1000,
        neededBytes: 1100,
        excessBytes: 100,
        packages: [],
        symbols: [],
      };
      return renderFit({ ...fit, options, tried: 1, untried: 0, elf: 'app.elf' }).join('\n');
    };
    expect(worth(1116)).toContain('        gives 200 bytes more: fits;');
    expect(worth(1090)).toContain('        gives 200 bytes more, saves 10 bytes: fits;');
  });

  it('what gives an overflowing region more memory is tried first, the others by turns', () => {
    const untried = (name: string, isSlow: boolean, flash = 1000, ram = 500) => ({
      name,
      isSlow,
      capacities: needs(flash, ram),
    });
    const all = [
      untried('quick 1', false),
      untried('quick 2', false),
      untried('quick 3', false, 1000, 600),
      untried('slow', true),
      untried('WIFI_RAM', false, 1200),
    ];
    const order = (overflowing: readonly string[]) =>
      inOrder(all, needs(1000, 500), overflowing).map(({ name }) => name);
    expect(order(['FLASH'])).toEqual(['WIFI_RAM', 'slow', 'quick 1', 'quick 2', 'quick 3']);
    expect(order(['RAM'])).toEqual(['quick 3', 'slow', 'quick 1', 'quick 2', 'WIFI_RAM']);
  });

  it('of several members of one choice the better one is enough', () => {
    const member = (setting: string, flash: number): Tried => ({ ...tried(setting, flash, 400), about: 'OPT_Z' });
    const tooLittle = [
      member('OPT_1=y', 1150),
      member('OPT_2=y', 1120),
      tried('A=n', 1190, 400),
      tried('B=n', 1180, 400),
    ];
    expect(rank(needs(1200, 400), tooLittle)).toEqual(['OPT_2=y 80 120', 'B=n 20 180', 'A=n 10 190']);
    const fitting = [member('OPT_1=y', 900), member('OPT_2=y', 950), tried('A=n', 800, 400)];
    expect(rank(needs(1100, 400), fitting)).toEqual(['OPT_2=y 150 fits', 'A=n 300 fits']);
  });

  it('of several values of one number the least change is enough', () => {
    const options = [tried('N=1', 500, 400), tried('N=90', 1000, 400)];
    expect(rank(needs(1100, 400), options)).toEqual(['N=90 100 fits']);
  });
});

describe('numbers', () => {
  const turn = (name: string, now: number, low: number): Turn => ({ name, value: '', prompt: '', range: { now, low } });

  it('what the linker takes as it is costs what it says', () => {
    const plan = createBuildPlan(planInputOf({ board: 'virt32', settings: { HEAP_LIMIT: '100' } }));
    if (!plan.ok) expect.fail();
    const costs = [
      turn('HEAP_LIMIT', 100, 0),
      turn('SYSTEM_STACK_SIZE', 4096, 1024),
      turn('GOROUTINE_STACK_SIZE', 4096, 512),
    ];
    expect(costs.map((each) => linkerCostOf(each, plan.value))).toEqual([1024, 1, 1]);
  });

  it.each([
    ['a KiB that is only begun counts whole', turn('HEAP_LIMIT', 100, 0), 1024, 4688, 95],
    ['a stack ends at a multiple of 16', turn('SYSTEM_STACK_SIZE', 4096, 1024), 1, 100, 3984],
    ['nothing below its range', turn('SYSTEM_STACK_SIZE', 4096, 1024), 1, 9999, 1024],
  ])('%s', (_what, of, cost, excess, value) => {
    expect(largestByLinker(of, cost, excess)).toBe(value);
  });

  it('two builds tell what a step costs', () => {
    expect(largestByTwo(turn('BUFFER', 16000, 16), { now: 142384, low: 126400 }, 131072)).toBe(4688);
    expect(largestByTwo(turn('BUFFER', 16000, 16), { now: 142384, low: 131073 }, 131072)).toBeUndefined();
  });

  it('a number that only is a shorter instruction when it is small is the size of nothing', () => {
    expect(isSize(turn('BLINK_INTERVAL_MS', 500, 1), 6)).toBe(false);
    expect(isSize(turn('BITS', 1024, 0), 128)).toBe(true);
  });
});

describe('the largest heap limit', () => {
  const share = (owner: string, bytes: number) => ({ package: owner, bytes });
  const ram = (packages: readonly { package: string; bytes: number }[], neededBytes: number) => ({
    packages,
    capacityBytes: 131_072,
    neededBytes,
  });

  it('is what the others leave, however many of them are larger', () => {
    const others = Array.from({ length: 30 }, (_each, index) => share(`p${index}`, 4300));
    expect(largestHeapLimit(ram([...others, share('(heap)', 4096)], 30 * 4300 + 4096), 4096, 1)).toBe(2);
  });

  it('none below the least that main starts with is named or tried', () => {
    expect(
      largestHeapLimit(ram([share('main', 127_000), share('(heap)', 12_288)], 139_288), 12_288, 5),
    ).toBeUndefined();
    const turn = (now: number): Turn => ({ name: 'HEAP_LIMIT', value: '0', prompt: '', range: { now, low: 0 } });
    expect(raiseLow(turn(12), 5)).toEqual([{ ...turn(12), value: '5', range: { now: 12, low: 5 } }]);
    expect([...raiseLow(turn(5), 5), ...raiseLow(turn(0), 5)]).toEqual([]);
  });

  it('there is none without the option, in a region without the heap, and where nothing is left', () => {
    expect(largestHeapLimit(ram([share('main', 130_900), share('(heap)', 1024)], 131_924), 0, 1)).toBeUndefined();
    expect(largestHeapLimit(ram([share('main', 140_000)], 140_000), 20_480, 1)).toBeUndefined();
    expect(largestHeapLimit(ram([share('main', 131_000), share('(heap)', 4096)], 135_096), 4096, 1)).toBeUndefined();
  });
});
