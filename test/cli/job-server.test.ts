/** bljh below make: it takes a byte of the job server's pipe for each board beyond the first, and gives all of them back. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writesPid } from '../fakes/fake-tools.js';
import { type ManyBoards, makeManyBoards, waitsForOthers, waitsUntil } from '../fakes/many-boards.js';
import { makeTokenPool, type TokenPool } from '../fakes/token-pool.js';
import { bljhFile, isRunning, until } from '../rig.js';

const TOKENS = 'abcdefgh';

interface Pooled extends ManyBoards {
  readonly pool: TokenPool;
}

async function makePooled(boards: number, tokens: number): Promise<Pooled> {
  const many = await makeManyBoards(boards);
  return { ...many, pool: makeTokenPool(many.rig.path('job pool'), TOKENS.slice(0, tokens)) };
}

const sorted = (text: string) => [...text].sort().join('');

/** How the pool reaches bljh: by name as make 4.4 does it, or as two inherited descriptors. */
const ways = [
  {
    way: 'a named pipe',
    start: ({ rig, project, pool }: Pooled, args: readonly string[]) =>
      rig.startBljh(args, {
        cwd: project,
        env: { MAKEFLAGS: ` --jobserver-auth=fifo:${pool.path.replaceAll(' ', '\\ ')}` },
      }),
  },
  ...['auth', 'fds'].map((name) => ({
    way: `descriptors (--jobserver-${name})`,
    start: ({ rig, project, pool }: Pooled, args: readonly string[]) =>
      rig.start('/bin/sh', ['-c', 'exec 5<"$0" 6>"$0"; exec "$@"', pool.path, process.execPath, bljhFile, ...args], {
        cwd: project,
        env: { MAKEFLAGS: ` --jobserver-${name}=5,6 -j` },
      }),
  })),
];

describe.each(ways)('$way', ({ start }) => {
  it.each([
    { tokens: 0, args: ['-j16'], most: 1 },
    { tokens: 1, args: [], most: 2 },
    { tokens: 8, args: ['-j3'], most: 3 },
  ])(
    '$tokens tokens, $args: $most of four boards at a time, and every byte is back',
    async ({ tokens, args, most }) => {
      const pooled = await makePooled(4, tokens);
      pooled.compilerDoes(waitsForOthers(pooled.rig, most));
      const { code, stderr } = await start(pooled, ['build', '--all', '--verbose', ...args]).done;
      expect(code, stderr).toBe(0);
      expect(stderr).not.toContain('job server');
      expect(pooled.mostAtOnce()).toBe(most);
      expect(sorted(pooled.pool.tokens())).toBe(TOKENS.slice(0, tokens));
    },
  );
});

it.each([
  { way: 0, signal: 'SIGINT', exit: 130, again: false },
  { way: 0, signal: 'SIGTERM', exit: 143, again: true },
  { way: 1, signal: 'SIGHUP', exit: 129, again: false },
  { way: 1, signal: 'SIGINT', exit: 130, again: true },
] as const)('$signal (again and again: $again): the bytes are back', async ({ way, signal, exit, again }) => {
  const pooled = await makePooled(4, 2);
  pooled.compilerDoes(`trap '' TERM INT HUP\n${writesPid(pooled.rig, 'pid')}\n${waitsUntil('false')}`);
  const running = ways[way]?.start(pooled, ['build', '--all']);
  await until('three compilers run', () => pooled.begun().length === 3);
  await until('the last has told its number', () => existsSync(pooled.rig.path('pid')));
  expect(pooled.pool.tokens()).toBe('');
  do {
    running?.signal(signal);
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (again && running?.isOver() === false);
  expect((await running?.done)?.code).toBe(exit);
  expect(sorted(pooled.pool.tokens())).toBe('ab');
  expect(isRunning(Number(pooled.rig.read('pid')))).toBe(false);
});

it('tokens that come while it builds are used, and those of boards that have ended go back at once', async () => {
  const pooled = await makePooled(3, 0);
  const { rig, pool } = pooled;
  pooled.compilerDoes(waitsUntil(`[ -e '${rig.path('go-on')}'-$board ]`));
  const running = ways[0]?.start(pooled, ['build', '--all']);
  await until('one compiles', () => pooled.begun().length === 1);
  pool.put('xy');
  await until('all three compile', () => pooled.begun().length === 3);
  expect(pool.tokens()).toBe('');
  rig.write('go-on-board1', '');
  await until('one is back', () => pool.tokens().length === 1);
  rig.write('go-on-board3', '');
  await until('both are back', () => pool.tokens().length === 2);
  expect(running?.isOver()).toBe(false);
  rig.write('go-on-board2', '');
  expect((await running?.done)?.code).toBe(0);
  expect(sorted(pool.tokens())).toBe('xy');
});

it('a board that fails, and a system that refuses, keep no byte', async () => {
  const pooled = await makePooled(4, 3);
  pooled.compilerDoes(`${waitsForOthers(pooled.rig, 4)}\nexit 1`);
  expect((await ways[0]?.start(pooled, ['build', '--all']).done)?.code).toBe(5);
  expect(sorted(pooled.pool.tokens())).toBe('abc');
  pooled.compilerDoes('');
  // A file where a folder has to be.
  rmSync(pooled.rig.path('app/build/board2'), { recursive: true });
  writeFileSync(pooled.rig.path('app/build/board2'), '');
  expect((await ways[0]?.start(pooled, ['build', '--all']).done)?.code).toBe(3);
  expect(sorted(pooled.pool.tokens())).toBe('abc');
  expect(existsSync(pooled.rig.path('app/build/board4/app'))).toBe(true);
});

it('an address that leads nowhere: one board at a time, told with --verbose only', async () => {
  const many = await makeManyBoards(2);
  const call = (address: string, ...args: string[]) => {
    many.forget();
    const env = { MAKEFLAGS: ` -j4 --jobserver-auth=${address}` };
    return many.rig.bljh(['build', '--all', '--force', '-j2', ...args], { cwd: many.project, env });
  };
  // Descriptors that make has closed: Node opens pipes of its own under the same numbers.
  const closed = Array.from({ length: 6 }, (_, index) => `${index + 3},${index + 4}`);
  for (const address of [...closed, '-2,-2', '3', 'fifo:/nowhere/pool', 'fifo:/dev/null', 'gmake_semaphore_1']) {
    const { code, stderr } = await call(address, '--verbose');
    expect({ address, code, most: many.mostAtOnce() }, stderr).toEqual({ address, code: 0, most: 1 });
    expect(stderr).toContain("make's job server cannot be used, so one at a time: ");
  }
  expect((await call('3,4')).stderr).not.toContain('job server');
}, 120_000);

it('make -n: nothing is built, and nothing is touched', async () => {
  const many = await makeManyBoards(2);
  const env = { MAKEFLAGS: 'n -j2 --jobserver-auth=3,4' };
  for (const args of [['--all'], ['--board', 'board1'], ['--all', '--json']]) {
    const { code, stdout, stderr } = await many.rig.bljh(['build', ...args], { cwd: many.project, env });
    expect(code, stderr).toBe(0);
    expect(stdout.includes('"builds": []')).toBe(args.includes('--json'));
  }
  expect(many.rig.calls()).toEqual([]);
  expect(existsSync(many.rig.path('app/build'))).toBe(false);
});
