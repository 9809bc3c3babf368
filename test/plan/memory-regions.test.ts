/** The RAM that a program has by the options, and what is refused. */
import { describe, expect, it } from 'vitest';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { codesOf, errorsOf, planInputOf, unwrap } from './plan-input.js';

const plan = (settings: Readonly<Record<string, string>>, board = 'bl602') =>
  createBuildPlan(planInputOf({ board, settings }));
const ramOf = (settings: Readonly<Record<string, string>>, board = 'bl602') => {
  const ram = unwrap(plan(settings, board)).memory.find(({ name }) => name === 'RAM');
  return [ram?.origin, ram?.length];
};

describe('RAM', () => {
  it.each([
    ['bl602', {}, 0x42010000, 0x20000],
    ['bl602', { WIFI_RAM: 'y' }, 0x42010000, 0x3c000],
    ['bl602', { RAM_ORIGIN: '0x42014000', RAM_SIZE: '0x8000' }, 0x42014000, 0x8000],
    ['bl602', { WIFI_RAM: 'y', RAM_ORIGIN: '0x42030000', RAM_SIZE: '0x1c000' }, 0x42030000, 0x1c000],
    ['bl602', { RAM_ORIGIN: '0x42014000' }, 0x42014000, 0x1c000],
    ['virt32', {}, 0x80100000, 0x20000],
    ['virt32-xip', { RAM_SIZE: '0x10000' }, 0x80000000, 0x10000],
  ])('%s with %j: from %i on %i bytes', (board, settings, origin, length) => {
    expect(ramOf(settings as Readonly<Record<string, string>>, board)).toEqual([origin, length]);
  });

  it.each([
    [{ RAM_ORIGIN: '0x42008000' }, /0x42008000 to 0x4200ffff serves as cache/],
    [{ RAM_SIZE: '0x20010' }, /0x42030000 to 0x4204bfff is for programs with WIFI_RAM=y/],
    [{ RAM_SIZE: '0x3c010', WIFI_RAM: 'y' }, /has RAM at 0x42010000 to 0x4204bfff$/],
    [{ RAM_ORIGIN: '0x0' }, /has RAM at 0x42010000 to 0x4202ffff$/],
    [{ RAM_ORIGIN: '0xfffffff0' }, /has RAM at/],
    [{ RAM_ORIGIN: '0x42030000' }, /has RAM at 0x42010000 to 0x4202ffff/],
    [{ RAM_SIZE: '0x4008' }, /RAM_SIZE=0x4008 is no multiple of 16/],
    [{ RAM_ORIGIN: '0x42010004', RAM_SIZE: '0x4000' }, /RAM_ORIGIN=0x42010004 is no multiple of 16/],
    [{ RAM_ORIGIN: '0x42010008' }, /RAM_ORIGIN=0x42010008 is no multiple of 16/],
    [{ RAM_ORIGIN: '0x42010008', RAM_SIZE: '0x1fff8' }, /RAM_ORIGIN=0x42010008 is no multiple of 16/],
    [{ RAM_ORIGIN: '0x42000004' }, /RAM_ORIGIN=0x42000004 is no multiple of 16/],
    [{ RAM_SIZE: '0x8' }, /RAM_SIZE=0x8 is no multiple of 16/],
  ])('%j is refused, and what is offered is not', (settings, says) => {
    const result = plan(settings as Readonly<Record<string, string>>);
    expect(codesOf(result)).toEqual(['PL0013']);
    expect(errorsOf(result)[0]?.message).toMatch(says);
    const offer = Object.fromEntries(errorsOf(result)[0]?.hint?.set?.map((each) => each.split('=')) ?? []) as Record<
      string,
      string
    >;
    expect(codesOf(plan({ ...(settings as Readonly<Record<string, string>>), ...offer }))).toEqual([]);
  });

  it('a heap limit is held against the RAM that there is', () => {
    expect(codesOf(plan({ HEAP_LIMIT: '200' }))).toEqual(['PL0008']);
    expect(codesOf(plan({ HEAP_LIMIT: '200', WIFI_RAM: 'y' }))).toEqual([]);
    expect(codesOf(plan({ HEAP_LIMIT: '20', RAM_SIZE: '0x4000' }))).toEqual(['PL0008']);
  });

  it('a board whose RAM ends before the RAM of the Wi-Fi hardware does not offer that', () => {
    const input = planInputOf({
      board: 'mine',
      settings: { WIFI_RAM: 'y' },
      files: {
        'boards/mine/board.ini': 'title = Mine\ninherits = bl602\n\n[memory.ram]\nlength = 112K\n',
        'boards/mine/Kconfig': 'config BOARD_MINE\n\tdef_bool y\n\tselect BARE_METAL\n\tselect HAS_TINYGO\n',
      },
    });
    expect(input.values.get('WIFI_RAM')?.visible).toBe(false);
    expect(unwrap(createBuildPlan(input)).memory[1]).toMatchObject({ length: 112 * 1024 });
  });
});
