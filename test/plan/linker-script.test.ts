import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BuildPlan } from '../../src/plan/build-plan.js';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { renderLinkerScript } from '../../src/plan/linker-script.js';
import { placeFiles, temporaryFolder } from '../process/temporary-folder.js';
import { PACKAGE, planInputOf, TINYGO_BOARDS, unwrap } from './plan-input.js';

const GCC = 'riscv64-unknown-elf-gcc';
const hasGcc = spawnSync(GCC, ['--version']).status === 0;

function planOf(board: string, settings: Readonly<Record<string, string>> = {}): BuildPlan {
  return unwrap(createBuildPlan(planInputOf({ board, settings })));
}

function scriptOf(plan: BuildPlan): string {
  return plan.files.find(({ path }) => path.endsWith('/board.ld'))?.content ?? '';
}

describe('renderLinkerScript', () => {
  it.each([
    ['virt32', '0x80000000', '0x100000', '0x80100000', '0'],
    ['virt32-xip', '0x23000000', '0xc7000', '0x80000000', '0'],
    ['bl602', '0x23000000', '0xc7000', '0x42010000', '2'],
  ])('puts the regions and symbols of %s in their places', (board, flash, length, ram, mode) => {
    const script = scriptOf(planOf(board, { HEAP_LIMIT: '32', SYSTEM_STACK_SIZE: '2048' }));
    expect(script).toContain(`FLASH (rx) : ORIGIN = ${flash}, LENGTH = ${length}`);
    expect(script).toContain(`RAM (rwx) : ORIGIN = ${ram}, LENGTH = 0x20000`);
    expect(script).toMatch(/^_bljh_stack_size = 2048; \/\* CONFIG_SYSTEM_STACK_SIZE=2048 \(user/m);
    expect(script).toMatch(/^_bljh_heap_limit = 32768;/m);
    expect(script).toMatch(new RegExp(`^_bljh_mtvec_mode = ${mode};`, 'm'));
    expect(script).not.toMatch(/@\w+@/);
  });

  it('takes text as it is: no pattern of String.replace, no end of a comment', () => {
    const origins = [{ kind: 'symbol', symbol: 'X', value: "*/ $& $'", by: 'user' } as const];
    const text = renderLinkerScript('@MEMORY@ @SYMBOLS@', [], [{ name: 'x', text: '1', origins }]);
    expect(text.trim()).toBe("x = 1; /* CONFIG_X=* / $& $' (user) */");
  });

  it.skipIf(!hasGcc).each(TINYGO_BOARDS)(`links with the real linker on %s (needs ${GCC})`, (board) => {
    const folder = temporaryFolder();
    placeFiles(folder, {
      'board.ld': scriptOf(planOf(board, { HEAP_LIMIT: '32' })),
      'a.c':
        'int data = 1; int bss; void bljh_trap_entry(void) {} void bljh_fatal_entry(void) {} void _start(void) { bss = data; }\n',
    });
    const args = ['-march=rv32imac', '-mabi=ilp32', '-nostdlib', '-T', 'board.ld', 'a.c', '-o', 'a.elf'];
    const { status, stderr } = spawnSync(GCC, args, { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    expect(status, stderr).toBe(0);
  });
});

describe('the target of TinyGo', () => {
  const targetOf = (board: string, settings: Readonly<Record<string, string>> = {}) =>
    JSON.parse(
      planOf(board, settings).files.find(({ path }) => path.endsWith('/target.json'))?.content ?? '',
    ) as Record<string, unknown>;

  it.each([
    [{}, 'conservative', 4096, '-march=rv32imafc'],
    [{ TINYGO_GC_PRECISE: 'y' }, 'precise', 4096, '-march=rv32imafc'],
    [{ TINYGO_GC_LEAKING: 'y', HARD_FLOAT: 'n' }, 'leaking', 4096, '-march=rv32imac'],
    [{ GOROUTINE_STACK_SIZE: '512' }, 'conservative', 512, '-march=rv32imafc'],
  ])('%j: %s, stack %i, %s', (settings, gc, stack, march) => {
    const target = targetOf('bl602', settings as Readonly<Record<string, string>>);
    expect(target).toMatchObject({
      gc,
      'default-stack-size': stack,
      'target-abi': 'ilp32',
      linkerscript: '{project}/build/bl602/gen/board.ld',
    });
    expect((target['cflags'] as string[])[0]).toBe(march);
    expect(String(target['features']).includes('+f')).toBe(march.includes('f'));
  });

  it('has the tags of its board', () => {
    expect(targetOf('virt32')['build-tags']).toEqual(expect.arrayContaining(['bljh', 'virt32', 'tinygo.riscv32']));
  });

  it('names only files that bljh brings or TinyGo has', () => {
    const files = targetOf('virt32')['extra-files'] as string[];
    const own = files.filter((file) => file.startsWith('src/device/bljh/'));
    expect(own).toHaveLength(3);
    for (const file of own)
      expect(readFileSync(join(PACKAGE, 'templates', 'tinygo', 'overlay', file), 'utf8')).not.toBe('');
  });
});
