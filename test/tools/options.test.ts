/** Options arrive in the program, and the heap limit acts. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRealProject, readelf, valuesOf } from './real-tools.js';

const set = (...settings: string[]) => settings.flatMap((setting) => ['--set', setting]);

describe.each(['virt64', 'virt32'])('on %s', (board) => {
  it('a bool arrives as a tag and a constant, string, int and hex as typed constants, -X as a value', async () => {
    const { ok } = await makeRealProject('options');
    const quick = set('HEAP_LIMIT=0', 'HEAP_GARBAGE_KIB=0', 'HEAP_TEST_KIB=1');
    await ok('configure', '--board', board, ...quick, ...set('FEATURE=y', 'FEATURE_RENAMED=y', 'BUFFER_SIZE=7'));
    await ok(
      'configure',
      '--board',
      board,
      ...set('GREETING=tab\tand "quotes" \\n', 'REGISTER_BASE=0x10A0', "APP_VERSION=v1 'x' $(y) -s"),
    );
    expect(valuesOf(await ok('run', '--board', board))).toMatchObject({
      board,
      tag_feature: 'true',
      const_feature: 'true',
      tag_other_name: 'true',
      const_feature_renamed: 'true',
      greeting: 'tab\tand "quotes" \\n',
      array_len: '7',
      register_base: '0x10a0',
      version: "v1 'x' $(y) -s",
      heap_test: 'done',
    });
    await ok('configure', '--board', board, ...set('FEATURE=n', 'FEATURE_RENAMED=n', 'BUFFER_SIZE=8'));
    expect(valuesOf(await ok('run', '--board', board))).toMatchObject({
      tag_feature: 'false',
      const_feature: 'false',
      tag_other_name: 'false',
      const_feature_renamed: 'false',
      array_len: '8',
    });
  });
});

describe('the heap limit on Linux', () => {
  it('soft: the runtime reports the limit and collects; without a limit it never does', async () => {
    const { ok } = await makeRealProject('options');
    const heap = set('HEAP_GARBAGE_KIB=65536', 'HEAP_TEST_KIB=1024');
    await ok('configure', '--board', 'virt64', ...heap, ...set('HEAP_LIMIT=16384', 'HEAP_LIMIT_SOFT=y'));
    const limited = valuesOf(await ok('run', '--board', 'virt64'));
    expect(limited['memory_limit']).toBe(String(16384 * 1024));
    expect(Number(limited['gc_count'])).toBeGreaterThan(0);
    expect(Number(limited['sys_kib'])).toBeLessThan(32 * 1024);

    await ok('configure', '--board', 'virt64', ...set('HEAP_LIMIT=0'));
    const free = valuesOf(await ok('run', '--board', 'virt64'));
    expect(free['memory_limit']).toBe('none');
    expect(free['gc_count']).toBe('0');
    expect(Number(free['sys_kib'])).toBeGreaterThan(64 * 1024);
  });

  it('soft: a program that needs more still gets more, and the report says so', async () => {
    const { ok } = await makeRealProject('options');
    await ok('configure', '--board', 'virt64', ...set('HEAP_LIMIT=8192', 'HEAP_GARBAGE_KIB=0', 'HEAP_TEST_KIB=12288'));
    expect(await ok('build', '--board', 'virt64')).toMatch(/heap limit: 8 MiB, soft: .*still gets more/);
    expect(valuesOf(await ok('run', '--board', 'virt64'))).toMatchObject({ live_kib: '12288', heap_test: 'done' });
  });

  it('it holds in a program that does not import bljh/config', async () => {
    const { ok, rig } = await makeRealProject('led_blink');
    for (const name of ['verbose_on.go', 'verbose_off.go']) rig.write(`app/${name}`, 'package main\n');
    rig.write(
      'app/main.go',
      'package main\n\nimport "runtime/debug"\n\nfunc main() { println(debug.SetMemoryLimit(-1)) }\n',
    );
    await ok('configure', '--board', 'virt64', ...set('HEAP_LIMIT=16384'));
    await ok('build', '--board', 'virt64');
    const { stderr } = await rig.bljh(['run', '--board', 'virt64'], { cwd: rig.path('app') });
    expect(stderr).toMatch(/^16777216$/m);
  });

  it.each([
    ['less than 8 MiB', ['HEAP_LIMIT=8191'], /8191 KiB.*8192 KiB[\s\S]*HEAP_LIMIT_TINY/],
    ['rlimit-data below 64 MiB', ['HEAP_LIMIT=65535', 'HEAP_LIMIT_RLIMIT_DATA=y'], /rlimit-data.*65536 KiB/],
    [
      'rlimit-data below 64 MiB even with HEAP_LIMIT_TINY',
      ['HEAP_LIMIT=4096', 'HEAP_LIMIT_TINY=y', 'HEAP_LIMIT_RLIMIT_DATA=y'],
      /rlimit-data/,
    ],
  ])('%s is refused: exit 3 and what would do; in a .config with its line', async (_what, settings, says) => {
    const { rig, bljh } = await makeRealProject('options');
    const configured = await bljh('configure', '--board', 'virt64', ...set(...settings));
    expect(configured.code).toBe(3);
    expect(configured.stderr).toMatch(/error\[PL0001\]/);
    expect(configured.stderr).toMatch(says);
    expect(existsSync(rig.path('app/build/virt64/.config'))).toBe(false);
    rig.write('app/build/virt64/.config', settings.map((setting) => `CONFIG_${setting}\n`).join(''));
    const built = await bljh('build', '--board', 'virt64');
    expect(built.code).toBe(3);
    expect(built.stderr).toMatch(/build\/virt64\/\.config:1:1: error\[PL0001\]/);
    expect(built.stderr).toMatch(says);
  });

  it('less than 8 MiB with HEAP_LIMIT_TINY=y is built and acts', async () => {
    const { ok } = await makeRealProject('options');
    const tiny = set('HEAP_LIMIT=4096', 'HEAP_LIMIT_TINY=y', 'HEAP_GARBAGE_KIB=8192', 'HEAP_TEST_KIB=256');
    await ok('configure', '--board', 'virt64', ...tiny);
    expect(valuesOf(await ok('run', '--board', 'virt64'))['memory_limit']).toBe(String(4096 * 1024));
  });

  it('rlimit-data from 64 MiB up is built, and the report is honest about QEMU', async () => {
    const { ok } = await makeRealProject('options');
    const limit = set('HEAP_LIMIT=65536', 'HEAP_LIMIT_RLIMIT_DATA=y', 'HEAP_GARBAGE_KIB=0', 'HEAP_TEST_KIB=1024');
    await ok('configure', '--board', 'virt64', ...limit);
    expect(await ok('build', '--board', 'virt64')).toMatch(/RLIMIT_DATA.*ignored by QEMU user emulation/);
    expect(valuesOf(await ok('run', '--board', 'virt64'))['heap_test']).toBe('done');
  });

  it('cgroup: a systemd unit with MemoryMax= beside the program, and a soft limit at 90 %', async () => {
    const { ok, folder } = await makeRealProject('options');
    const limit = set('HEAP_LIMIT=20480', 'HEAP_LIMIT_CGROUP=y', 'HEAP_GARBAGE_KIB=32768', 'HEAP_TEST_KIB=1024');
    await ok('configure', '--board', 'virt64', ...limit);
    expect(await ok('build', '--board', 'virt64')).toMatch(/build\/virt64\/app\.service .*unit/);
    const unit = readFileSync(join(folder, 'build/virt64/app.service'), 'utf8');
    expect(unit).toMatch(new RegExp(`^MemoryMax=${20480 * 1024}$`, 'm'));
    const values = valuesOf(await ok('run', '--board', 'virt64'));
    expect(values['memory_limit']).toBe(String(Math.floor(20480 * 1024 * 0.9)));
    expect(Number(values['gc_count'])).toBeGreaterThan(0);
    await ok('configure', '--board', 'virt64', ...set('HEAP_LIMIT=0'));
    await ok('build', '--board', 'virt64');
    expect(existsSync(join(folder, 'build/virt64/app.service'))).toBe(false);
  });
});

describe('the heap limit on bare metal', () => {
  const LIMIT_KIB = 40;

  it.each(['virt32', 'bl602'])('%s: the heap in the ELF is exactly as long as HEAP_LIMIT asks for', async (board) => {
    const { ok, rig, folder } = await makeRealProject('options');
    await ok('configure', '--board', board, ...set(`HEAP_LIMIT=${LIMIT_KIB}`));
    await ok('build', '--board', board);
    const symbols = await readelf(rig, '-s', '-W', join(folder, 'build', board, 'app.elf'));
    const addressOf = (name: string) =>
      Number.parseInt(new RegExp(`^\\s*\\d+: ([0-9a-f]+) .* ${name}$`, 'm').exec(symbols)?.[1] ?? '', 16);
    expect(addressOf('_heap_end') - addressOf('_heap_start')).toBe(LIMIT_KIB * 1024);
  });

  it('10 % below the limit the program runs, 10 % above it panics with "out of memory"', async () => {
    const { ok, bljh } = await makeRealProject('options');
    const limit = set(`HEAP_LIMIT=${LIMIT_KIB}`, 'HEAP_GARBAGE_KIB=0');
    // The goroutine's stack (4 KiB) is taken from the heap too: HEAP_TEST_KIB counts the blocks alone.
    await ok('configure', '--board', 'virt32', ...limit, ...set(`HEAP_TEST_KIB=${Math.floor(LIMIT_KIB * 0.9) - 4}`));
    expect(valuesOf(await ok('run', '--board', 'virt32'))['heap_test']).toBe('done');

    await ok('configure', '--board', 'virt32', ...set(`HEAP_TEST_KIB=${Math.ceil(LIMIT_KIB * 1.1)}`));
    const above = await bljh('run', '--board', 'virt32', '--timeout', '20');
    expect(above.stdout).toContain('out of memory');
    expect(above.stdout).not.toContain('heap_test=done');
    expect(above.code).not.toBe(0);
    expect(Number(valuesOf(above.stdout)['live_kib'])).toBeLessThan(LIMIT_KIB);
  });

  it('garbage far beyond the limit is collected', async () => {
    const { ok } = await makeRealProject('options');
    const heap = set(`HEAP_LIMIT=${LIMIT_KIB}`, 'HEAP_GARBAGE_KIB=400', 'HEAP_TEST_KIB=8');
    await ok('configure', '--board', 'virt32', ...heap);
    expect(valuesOf(await ok('run', '--board', 'virt32'))).toMatchObject({ garbage_kib: '400', heap_test: 'done' });
  });

  it('more than the RAM of the board is refused; more than what is left does not link: never a broken image', async () => {
    const { ok, bljh, folder } = await makeRealProject('options');
    const refused = await bljh('configure', '--board', 'virt32', ...set('HEAP_LIMIT=129'));
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/error\[PL0008\].*129 KiB.*128 KiB/);
    await ok('configure', '--board', 'virt32', ...set('HEAP_LIMIT=128'));
    const tight = await bljh('build', '--board', 'virt32');
    expect([5, 6]).toContain(tight.code);
    expect(existsSync(join(folder, 'build/virt32/app.elf'))).toBe(false);
  });
});

describe('-X', () => {
  it.each(['virt64', 'virt32'])(
    '%s: a name that no variable has is found out after the link: PR0004, exit 5',
    async (board) => {
      const { rig, bljh } = await makeRealProject('options');
      rig.write('app/bljh.ini', rig.read('app/bljh.ini').replace('main.version', 'main.versoin'));
      const { code, stderr } = await bljh('build', '--board', board);
      expect(code).toBe(5);
      expect(stderr).toMatch(/bljh\.ini:\d+:\d+: error\[PR0004\].*main\.versoin/);
      expect(existsSync(rig.path('app/build', board, 'app'))).toBe(false);
    },
  );

  it('works in a stripped program, and a wrong name is found out there, too', async () => {
    const { rig, ok, bljh } = await makeRealProject('options');
    await ok(
      'configure',
      '--board',
      'virt64',
      ...set('STRIP=y', 'HEAP_LIMIT=0', 'HEAP_GARBAGE_KIB=0', 'HEAP_TEST_KIB=1'),
    );
    expect(valuesOf(await ok('run', '--board', 'virt64'))['version']).toBe('1.2.3 (virt64)');
    rig.write('app/bljh.ini', rig.read('app/bljh.ini').replace('main.version', 'main.versoin'));
    expect((await bljh('build', '--board', 'virt64')).stderr).toContain('error[PR0004]');
  });

  it('a tag that Go would refuse or that bljh reserves is an error with its line', async () => {
    const { rig, bljh } = await makeRealProject('options');
    const ini = rig.read('app/bljh.ini');
    for (const [tag, code] of [
      ['not a tag', 'PL0002'],
      ['linux', 'PL0003'],
      ['feature', 'PL0004'],
    ] as const) {
      rig.write('app/bljh.ini', ini.replace('other_name', tag));
      const outcome = await bljh('build', '--board', 'virt64');
      expect({ tag, code: outcome.code }, outcome.stderr).toEqual({ tag, code: 3 });
      expect(outcome.stderr).toContain(`error[${code}]`);
      expect(outcome.stderr).toMatch(/bljh\.ini:\d+|Kconfig:\d+/);
    }
  });
});
