/** The real make with its job server around bljh, with fake compilers: make itself counts the bytes of its pipe when it ends (F27). */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withSystemPath } from '../fakes/fake-tools.js';
import { type ManyBoards, makeManyBoards, waitsForOthers, waitsUntil } from '../fakes/many-boards.js';
import { bljhFile, isRunning, treeOf, until } from '../rig.js';

async function makeWithMake(
  boards: number,
): Promise<ManyBoards & { start: (...args: string[]) => ReturnType<ManyBoards['rig']['start']> }> {
  const many = await makeManyBoards(boards);
  withSystemPath(many.rig);
  many.rig.write(
    'app/Makefile',
    `BLJH := '${process.execPath}' '${bljhFile}'
all:
	+$(BLJH) build --all --verbose
closed:
	$(BLJH) build --all --verbose
both: all other
other:
	@echo "begin other" >> ../compilers; sleep 0.2; echo "end other" >> ../compilers
twice:
	+$(BLJH) build --all & $(BLJH) build --all --force; wait
.PHONY: all closed both other twice
`,
  );
  return { ...many, start: (...args) => many.rig.start('make', args, { cwd: many.project, timeoutMs: 60_000 }) };
}

/** Make's own words: "INTERNAL: Exiting with 1 jobserver tokens available; should be 3!" */
const LOST = /jobserver tokens/;

describe('make', () => {
  it.each([
    { args: ['-j3', 'all'], most: 3 },
    { args: ['-j16', 'all'], most: 4 },
    { args: ['-j1', 'all'], most: 1 },
    { args: ['-j4', 'closed'], most: 1 },
  ])('$args: $most of four boards at a time, no byte is lost', async ({ args, most }) => {
    const many = await makeWithMake(4);
    many.compilerDoes(waitsForOthers(many.rig, most));
    const { code, stdout, stderr } = await many.start(...args).done;
    expect(code, `${stdout}\n${stderr}`).toBe(0);
    expect(many.mostAtOnce()).toBe(most);
    expect(stderr).not.toMatch(LOST);
    expect(stderr.includes("make's job server cannot be used")).toBe(args.includes('closed'));
  });

  it('jobs of make and boards of bljh together are not more than -jN', async () => {
    const many = await makeWithMake(4);
    many.compilerDoes('/bin/sleep 0.1');
    const { code, stderr } = await many.start('-j2', 'both').done;
    expect(code, stderr).toBe(0);
    expect(many.mostAtOnce()).toBeLessThanOrEqual(2);
    expect([...many.begun()].sort()).toEqual([...many.boards, 'other']);
    expect(stderr).not.toMatch(LOST);
  });

  it('two bljh in one recipe share the pipe and the folder', async () => {
    const many = await makeWithMake(3);
    const { code, stderr } = await many.start('-j4', 'twice').done;
    expect(code, stderr).toBe(0);
    expect(stderr).not.toMatch(LOST);
  });

  it('a board that fails fails make, and no byte is lost', async () => {
    const many = await makeWithMake(3);
    many.compilerDoes(`${waitsForOthers(many.rig, 3)}\n[ $board != board2 ] || exit 1`);
    const { code, stderr } = await many.start('-j4', 'all').done;
    expect(code).toBe(2);
    expect(stderr).toContain('error[PR0001]: board2');
    expect(stderr).not.toMatch(LOST);
  });

  it('Ctrl-C at make ends all, and no byte is lost', async () => {
    const many = await makeWithMake(4);
    many.compilerDoes(`echo $$ > '${many.rig.path('pid')}'-$board\ntrap '' TERM INT\n${waitsUntil('false')}`);
    const running = many.start('-j3', 'all');
    const pids = () => many.boards.slice(0, 3).map((board) => `pid-${board}`);
    await until(
      'three compile',
      () => many.begun().length === 3 && pids().every((name) => existsSync(many.rig.path(name))),
    );
    // As a terminal does it: to the whole foreground group.
    process.kill(-running.pid, 'SIGINT');
    const { code, stderr } = await running.done;
    expect(code).not.toBe(0);
    expect(stderr).not.toMatch(LOST);
    await until('all are gone', () => pids().every((name) => !isRunning(Number(many.rig.read(name)))));
    expect(Object.keys(treeOf(many.project)).filter((path) => /lock|\.tmp$/.test(path))).toEqual([]);
  });

  it('-n starts bljh, which builds nothing', async () => {
    const many = await makeWithMake(2);
    const { code, stderr } = await many.start('-n', '-j2', 'all').done;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('make -n: nothing is built');
    expect(many.rig.calls()).toEqual([]);
    expect(existsSync(many.rig.path('app/build'))).toBe(false);
  });
});
