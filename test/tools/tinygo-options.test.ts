/** Options of the bare-metal boards (docs/tinygo.md): each acts in the program, and what cannot be is refused. */
import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, packageFolder } from '../rig.js';
import { BUILD_TIMEOUT_MS, makeRealProject, type RealProject } from './real-tools.js';

const BOARDS = ['virt32', 'virt32-xip', 'bl602'] as const;
const FIXTURES = join(packageFolder, 'test', 'fixtures');
const set = (...settings: readonly string[]) => settings.flatMap((setting) => ['--set', setting]);

/** A project with nothing but this program. */
async function makeProjectOf(program: string): Promise<RealProject> {
  const project = await makeRealProject('led_blink');
  for (const name of ['verbose_on.go', 'verbose_off.go']) rmSync(project.rig.path('app', name));
  copyFileSync(join(FIXTURES, program, 'main.go'), project.rig.path('app/main.go'));
  return project;
}

const configureAnew = ({ ok }: RealProject, board: string, ...settings: readonly string[]) =>
  ok('configure', '--board', board, '--defconfig', board, ...set(...settings));

async function runIn({ rig, folder }: RealProject, board: string, input: string, ...flags: string[]): Promise<Outcome> {
  const outcome = await rig.bljh(['run', '--board', board, ...flags], {
    cwd: folder,
    input,
    timeoutMs: BUILD_TIMEOUT_MS,
  });
  return { ...outcome, stdout: outcome.stdout.replaceAll('\r', '') };
}

describe('the heap limit', () => {
  const LIMIT_KIB = 40;
  /** main's stack is in the heap, too. */
  const STACK_KIB = 4;

  it.each(['CONSERVATIVE', 'PRECISE', 'LEAKING'])(
    'with the collector %s: a tenth below it a program runs, a tenth above it panics with "out of memory"',
    async (collector) => {
      const project = await makeProjectOf('tinygo/allocate');
      for (const board of BOARDS)
        await configureAnew(project, board, `HEAP_LIMIT=${LIMIT_KIB}`, `TINYGO_GC_${collector}=y`);
      await project.ok('build', ...BOARDS.flatMap((board) => ['--board', board]));
      for (const board of BOARDS) {
        const below = await runIn(project, board, `${Math.floor(LIMIT_KIB * 0.9) - STACK_KIB}.`);
        expect(below, `${board}: ${below.stderr}`).toMatchObject({ code: 0, stdout: 'kept\n' });
        const above = await runIn(project, board, `${Math.ceil(LIMIT_KIB * 1.1)}.`, '--timeout', '20');
        expect(above.stdout, board).toContain('out of memory');
        expect({ board, code: above.code }).toEqual({ board, code: 2 });
      }
      const runs = 2 * BOARDS.length;
      process.stdout.write(
        `heap limit, ${collector}: ${runs} runs on ${BOARDS.length} boards, a tenth below and above\n`,
      );
    },
    BUILD_TIMEOUT_MS,
  );

  it('WIFI_RAM holds what the RAM without it does not', async () => {
    const project = await makeProjectOf('tinygo/allocate');
    const leaking = 'TINYGO_GC_LEAKING=y'; // a collector looks through all of a full heap again and again
    await configureAnew(project, 'bl602', leaking);
    expect(await runIn(project, 'bl602', '200.')).toMatchObject({ code: 2 });
    await configureAnew(project, 'bl602', leaking, 'WIFI_RAM=y');
    expect(await runIn(project, 'bl602', '200.')).toMatchObject({ code: 0, stdout: 'kept\n' });
    await configureAnew(project, 'bl602', leaking, 'RAM_ORIGIN=0x42014000', 'RAM_SIZE=0x8000');
    expect(await runIn(project, 'bl602', '20.')).toMatchObject({ code: 0, stdout: 'kept\n' });
    expect(await runIn(project, 'bl602', '40.')).toMatchObject({ code: 2 });
  });
});

describe('scheduler, collector and panics', () => {
  let project: RealProject;

  beforeAll(async () => {
    project = await makeProjectOf('tinygo/panics');
  });

  it.each(['virt32', 'bl602'])(
    '%s: without a scheduler and a collector time passes, and a panic ends with 2, printed or trapped',
    async (board) => {
      const sizes: number[] = [];
      const none = ['TINYGO_SCHEDULER_NONE=y', 'TINYGO_GC_NONE=y'];
      for (const [settings, says] of [
        [[], 'index out of range'],
        [none, 'index out of range'],
        [['TINYGO_PANIC_TRAP=y', ...none], 'panic: exception 2 (illegal instruction)'],
      ] as const) {
        await configureAnew(project, board, ...settings);
        const { code, stdout, stderr } = await runIn(project, board, '');
        expect({ settings, code }, stderr).toEqual({ settings, code: 2 });
        expect(stdout).toMatch(/^tick 0\ntick 1\ntick 2\n/);
        expect(stdout).toContain(says);
        sizes.push(statSync(join(project.folder, 'build', board, 'app.bin')).size);
      }
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      expect(new Set(sizes).size).toBe(sizes.length);
    },
  );

  it('a go statement without a scheduler, an allocation without a collector, an embedded file: the hint names the option, and its command mends it', async () => {
    const { rig, bljh, ok } = project;
    const cases = [
      ['func init() { go func() { println("x") }() }', ['TINYGO_SCHEDULER_NONE=y'], 'TINYGO_SCHEDULER_TASKS=y'],
      [
        'import "time"\n\nvar b []byte\n\nfunc init() { b = make([]byte, time.Now().Second()+1) }',
        ['TINYGO_SCHEDULER_NONE=y', 'TINYGO_GC_NONE=y'],
        'TINYGO_GC_CONSERVATIVE=y',
      ],
      ['import _ "embed"\n\n//go:embed more.txt\nvar text string\n\nfunc init() { print(text) }', [], 'HARD_FLOAT=n'],
    ] as const;
    rig.write('app/more.txt', 'more\n');
    for (const [code, settings, mends] of cases) {
      rig.write('app/more.go', `package main\n\n${code}\n`);
      await configureAnew(project, 'bl602', ...settings);
      rmSync(rig.path('app/build/bl602/app.img'), { force: true });
      const failed = await bljh('build', '--board', 'bl602');
      expect(failed.code, failed.stderr).toBe(5);
      expect(failed.stderr).toContain(
        settings.length > 0 ? `hint: ${settings.at(-1)} allows no` : 'hint: TinyGo cannot link //go:embed',
      );
      expect(failed.stderr).toContain(`bljh configure --board bl602 --set ${mends}`);
      expect(existsSync(rig.path('app/build/bl602/app.img'))).toBe(false);
      await ok('configure', '--board', 'bl602', '--set', mends);
      await ok('build', '--board', 'bl602');
    }
    rmSync(rig.path('app/more.go'));
  });

  it('with no console nothing is printed, and the exit code is the same', async () => {
    for (const board of ['virt32', 'bl602']) {
      await configureAnew(project, board, 'CONSOLE_NONE=y');
      expect(await runIn(project, board, '')).toMatchObject({ code: 2, stdout: '' });
    }
  });
});

describe('the console of a BL602', () => {
  let project: RealProject;

  beforeAll(async () => {
    project = await makeProjectOf('bl602/trials');
  });

  it.each([
    [['CONSOLE_UART1=y']],
    [['CONSOLE_UART1=y', 'CONSOLE_TX_PIN=20', 'CONSOLE_RX_PIN=1', 'CONSOLE_BAUD_RATE=921600']],
    [['CONSOLE_TX_PIN=0', 'CONSOLE_RX_PIN=22', 'CONSOLE_BAUD_RATE=9600', 'BOOT_CLOCK_RC32M=y']],
    [['CONSOLE_BAUD_RATE=2000000', 'BOOT_CLOCK_192M=y', 'IMAGE_LAYOUT_DIRECT=y']],
  ])('%j: what is printed and read passes at the rate and on the pins of the options', async (settings) => {
    await configureAnew(project, 'bl602', ...settings);
    const { code, stdout, stderr } = await runIn(project, 'bl602', 'ehello.');
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: 'ready\nhellodone\n' });
    expect(stderr).not.toContain('emulator:');
  });

  it('the model tells a rate that the terminal does not have, and a UART that is not on its pin', async () => {
    const uarts = await makeProjectOf('bl602/uarts');
    const slow = await runIn(uarts, 'bl602', 'b');
    expect(slow.stderr).toMatch(/emulator: UART0 sends at 9599 baud, the console has 115200/);
    const other = await runIn(uarts, 'bl602', 'u');
    expect(other.stderr).toMatch(/emulator: UART1 does not drive pin 16/);
    expect(other.stdout).toBe('ready\ndone\n');
    const wrong = await runIn(uarts, 'bl602', 'e');
    const [rx, tx] = ['machine: invalid input pin', 'machine: invalid output pin'];
    const rate = "machine: a baud rate that the UART's clock cannot be divided to";
    expect(wrong.stdout.split('\n')).toEqual(['ready', rx, tx, rx, tx, tx, rate, rate, rate, 'done', '']);
  });
});

describe('the clocks of a BL602', () => {
  it(
    'time.Sleep takes its time with each of them, by the clocks of the boot header',
    async () => {
      const project = await makeRealProject('led_blink');
      for (const settings of [
        ['BOOT_CLOCK_192M=y'],
        ['BOOT_CLOCK_48M=y'],
        ['BOOT_CLOCK_CRYSTAL=y', 'CRYSTAL_26M=y'],
        ['BOOT_CLOCK_RC32M=y'],
      ]) {
        await configureAnew(project, 'bl602', 'BLINK_INTERVAL_MS=500', ...settings);
        const { stderr } = await runIn(project, 'bl602', '', '--timeout', '3', '--trace', '-');
        const times = [...stderr.matchAll(/^pin 5 = [01] at ([\d.]+) ms$/gm)].map(([, at]) => Number(at)).slice(1);
        expect(times.length, `${settings.join()}\n${stderr}`).toBeGreaterThan(4);
        for (const [index, at] of times.slice(1).entries()) {
          const passed = at - (times[index] ?? 0);
          expect(passed, settings.join()).toBeGreaterThanOrEqual(500);
          expect(passed, settings.join()).toBeLessThan(500.2);
        }
        expect(stderr).not.toContain('emulator:');
      }
    },
    BUILD_TIMEOUT_MS,
  );
});

describe('what cannot be is refused with the option or the line, and leaves nothing to flash', () => {
  let project: RealProject;
  const made = () => existsSync(project.rig.path('app/build/bl602/app.img'));

  beforeAll(async () => {
    project = await makeRealProject('led_blink');
  });

  it.each(['GOROUTINE_STACK_SIZE', 'SYSTEM_STACK_SIZE'])(
    '%s=64: typed, in a defconfig, in a .config',
    async (symbol) => {
      const { rig, bljh, ok } = project;
      const typed = await bljh('configure', '--board', 'bl602', ...set(`${symbol}=64`));
      expect(typed.code).toBe(3);
      expect(typed.stderr).toMatch(new RegExp(`error\\[KC0506\\]: ${symbol}=64 is lost: .* outside its range`));
      rig.write('app/small_defconfig', `CONFIG_${symbol}=64\n`);
      const preset = await bljh('configure', '--board', 'bl602', '--defconfig', 'small_defconfig');
      expect(preset.code).toBe(3);
      expect(preset.stderr).toMatch(/small_defconfig:1:1: error\[KC0506\]/);
      await ok('configure', '--board', 'bl602');
      const config = rig.read('app/build/bl602/.config');
      rig.write(
        'app/build/bl602/.config',
        config.replace(new RegExp(`^CONFIG_${symbol}=.*$`, 'm'), `CONFIG_${symbol}=64`),
      );
      const edited = await bljh('build', '--board', 'bl602');
      expect(edited.code).toBe(3);
      expect(edited.stderr).toMatch(
        new RegExp(`build/bl602/\\.config:\\d+:1: error\\[KC0506\\]: ${symbol}=64 is lost`),
      );
      expect(made()).toBe(false);
      rig.write('app/build/bl602/.config', config);
    },
  );

  it('memory and pins that are not there', async () => {
    for (const [setting, code] of [
      ['RAM_ORIGIN=0x42008000', 'PL0013'],
      ['RAM_SIZE=0x30000', 'PL0013'],
      ['HEAP_LIMIT=200', 'PL0008'],
      ['CONSOLE_TX_PIN=15', 'PL0012'],
      ['CONSOLE_TX_PIN=23', 'KC0506'],
      ['CONSOLE_BAUD_RATE=4000000000', 'KC0506'],
      ['CONSOLE_BAUD_RATE=3000000', 'PL0011'],
      ['LINKER_SCRIPT=none.ld', 'PL0014'],
    ] as const) {
      const { code: exit, stderr } = await project.bljh('configure', '--board', 'bl602', ...set(setting));
      expect({ setting, exit }, stderr).toEqual({ setting, exit: 3 });
      expect(stderr).toContain(`error[${code}]`);
      expect(stderr).toContain(setting.replace(/=.*/, ''));
    }
    expect(made()).toBe(false);
  });

  it("a linker script of one's own: used if it is right, else refused with its line, or by what was linked", async () => {
    const { rig, bljh, ok } = project;
    await ok('build', '--board', 'bl602');
    const reference = rig.read('app/build/bl602/app.bin');
    const script = rig.read('app/build/bl602/gen/board.ld').replaceAll(/^_bljh_\w+ = (?:0x)?[0-9a-f]+;.*\n/gm, '');
    rig.write('app/my.ld', script);
    await ok('configure', '--board', 'bl602', ...set('LINKER_SCRIPT=my.ld'));
    await ok('build', '--board', 'bl602');
    expect(rig.read('app/build/bl602/app.bin')).toBe(reference);
    await ok('configure', '--board', 'bl602', ...set('HEAP_LIMIT=32', 'SYSTEM_STACK_SIZE=2048'));
    expect(await ok('build', '--board', 'bl602')).toContain('heap 32 KiB');
    for (const file of ['img', 'bin', 'elf']) rmSync(rig.path(`app/build/bl602/app.${file}`));
    for (const [from, to, exit, says] of [
      [
        'ORIGIN = 0x42010000',
        'ORIGIN = 0x230c0000',
        3,
        /^my\.ld:10:1: error\[PL0015\]: region RAM, .* overlaps region FLASH of line 9/m,
      ],
      ['> RAM AT > FLASH', '> RAM AT > ROM', 3, /^my\.ld:\d+:1: error\[PL0015\]: .*region ROM/m],
      ['ENTRY(_start)', 'ENTRY(nowhere)', 6, /error\[IM0002\]: .*begins at 0x0/],
      [
        '_heap_start + _bljh_heap_limit;',
        '_heap_start + _bljh_heap_limit + 16;',
        6,
        /error\[IM0003\]: .*has 32784 bytes/,
      ],
      ['SECTIONS', 'SECTION', 5, /my\.ld:\d+/],
    ] as const) {
      expect(script).toContain(from);
      rig.write('app/my.ld', script.replace(from, to));
      const { code, stderr } = await bljh('build', '--board', 'bl602');
      expect({ to, code }, stderr).toEqual({ to, code: exit });
      expect(stderr).toMatch(says);
      expect(made()).toBe(false);
    }
  });

  it("an image is not that of another board's program, and a part of one is no image", async () => {
    const { rig, bljh, ok, folder } = project;
    await configureAnew(project, 'bl602');
    await ok('build', '--board', 'bl602', '--board', 'virt32-xip', '--board', 'virt64');
    const image = 'build/bl602/app.img';
    await ok('image', 'verify', image, '--elf', 'build/bl602/app.elf');
    for (const [elf, says] of [
      ['build/virt32-xip/app.elf', 'the length of the program'],
      ['build/virt64/app', '64 bits'],
      ['build/bl602/app.bin', 'no ELF file'],
    ] as const) {
      const { code, stderr } = await bljh('image', 'verify', image, '--elf', elf);
      expect({ elf, code }).toEqual({ elf, code: 6 });
      expect(stderr).toMatch(/error\[IM0109\]/);
      expect(stderr).toContain(says);
    }
    await rig.run('truncate', ['-s', '9000', image], { cwd: folder });
    expect((await bljh('image', 'verify', image)).stderr).toContain('error[IM0103]');
  });
});
