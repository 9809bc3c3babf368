/** Several boards at the same time: how many, in which order they are told, and what ends them. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { writesPid } from '../fakes/fake-tools.js';
import { type ManyBoards, makeManyBoards, waitsForOthers, waitsUntil } from '../fakes/many-boards.js';
import { bljhFile, bytesOf, ESC, isRunning, jsonOf, treeOf, until } from '../rig.js';
import { TestTerminal } from '../terminal.js';

const build = ({ rig, project }: ManyBoards, ...args: string[]) => rig.bljh(['build', ...args], { cwd: project });
const headsOf = (stdout: string) => stdout.split('\n').flatMap((line) => /^(board\d+): /.exec(line)?.[1] ?? []);

it.each([
  { args: ['-j1'], most: 1 },
  { args: ['-j', '2'], most: 2 },
  { args: ['--jobs=3'], most: 3 },
  { args: ['-j16'], most: 4 },
])('$args of four boards: $most at a time, each built once, told in their order', async ({ args, most }) => {
  const many = await makeManyBoards(4);
  many.compilerDoes(waitsForOthers(many.rig, most));
  const { code, stdout, stderr } = await build(many, '--all', ...args);
  expect(code, stderr).toBe(0);
  expect(many.mostAtOnce()).toBe(most);
  expect([...many.begun()].sort()).toEqual(many.boards);
  expect(headsOf(stdout)).toEqual(many.boards);
});

it('results come in the order that was asked for, not that of their ends; so does --json', async () => {
  const many = await makeManyBoards(3);
  const ended = (board: string) => `/usr/bin/grep -q 'end ${board}' '${many.rig.path('compilers')}'`;
  many.compilerDoes(
    `case $board in board3) ;; board1) ${waitsUntil(ended('board2'))} ;; *) ${waitsUntil(ended('board3'))} ;; esac`,
  );
  const args = ['--board', 'board1', '--board', 'board3', '--board', 'board2', '-j3'];
  const { stdout, stderr } = await build(many, ...args);
  expect(headsOf(stdout), stderr).toEqual(['board1', 'board3', 'board2']);
  many.forget();
  const { result } = jsonOf(await build(many, ...args, '--force', '--json'));
  expect(result).toMatchObject({ builds: [{ board: 'board1' }, { board: 'board3' }, { board: 'board2' }] });
  expect(many.begun()).toHaveLength(3);
});

it('off a terminal each line says of which board it is, and each notice comes once', async () => {
  const many = await makeManyBoards(4);
  many.compilerDoes(waitsForOthers(many.rig, 4));
  const { stderr } = await build(many, '--all', '-j4', '--verbose');
  const lines = stderr.trim().split('\n');
  expect(lines.filter((line) => !/^board[1-4]: /.test(line))).toEqual([]);
  for (const board of many.boards) {
    const own = lines.filter((line) => line.startsWith(`${board}: `)).map((line) => line.slice(board.length + 2));
    expect(own).toEqual([
      `configured from configs/${board}_defconfig`,
      'go build .',
      expect.stringMatching(new RegExp(`^GOOS=linux .* -o build/${board}/.work/app \\.$`)),
    ]);
  }
});

it('every board is tried: failures are collected in their order, the others are built, and each has its log', async () => {
  const many = await makeManyBoards(5);
  many.compilerDoes(`${waitsForOthers(many.rig, 2)}\ncase $board in board2|board4) echo "no $board"; exit 1 ;; esac`);
  const outcome = await build(many, '--all', '-j2');
  expect(outcome.code).toBe(5);
  expect(outcome.stderr.match(/error\[PR0001\]: board\d/g)).toEqual(['error[PR0001]: board2', 'error[PR0001]: board4']);
  expect(outcome.stderr.match(/^board\d: built in/gm)).toEqual(
    ['board1', 'board3', 'board5'].map((b) => `${b}: built in`),
  );
  for (const board of many.boards) {
    const log = many.rig.read(`app/build/${board}/build.log`);
    expect(log.match(/^\$ /gm)).toHaveLength(1);
    expect(log).toContain(`-o build/${board}/`);
    expect(/^no board/m.test(log)).toBe(['board2', 'board4'].includes(board));
    expect(existsSync(many.rig.path(`app/build/${board}/app`))).toBe(!/[24]$/.test(board));
  }
});

it('the outputs are those of one after the other, byte for byte', async () => {
  const [one, four] = [await makeManyBoards(4), await makeManyBoards(4)];
  four.compilerDoes(waitsForOthers(four.rig, 4));
  expect((await build(one, '--all', '-j1')).code).toBe(0);
  expect((await build(four, '--all', '-j4')).code).toBe(0);
  const made = ({ project }: ManyBoards) =>
    Object.entries(treeOf(project))
      .filter(([path, what]) => !/manifest|(state|steps)\.json|build\.log/.test(path) && !what.startsWith('folder'))
      .map(([path]) => `${path} ${bytesOf(`${project}/${path}`)}`);
  expect(made(four)).toEqual(made(one));
});

it('what the editor sees is the last board, also where another one is later', async () => {
  const many = await makeManyBoards(2);
  const lock = many.rig.write('app/build/board1/.bljh-lock', String(process.pid));
  many.compilerDoes(`[ $board = board1 ] || /bin/rm '${lock}'`);
  const { code, stderr } = await build(many, '--all', '-j2');
  expect(code, stderr).toBe(0);
  expect(stderr).toContain(`board1: waiting for process ${process.pid}`);
  expect(many.begun()).toEqual(['board2', 'board1']);
  expect(many.rig.read('app/.bljh/go/config/config.go')).toContain('"board2"');
});

it('nothing to do: no tool is started, by the quick path and by the full one, and both say the same', async () => {
  const many = await makeManyBoards(3);
  await build(many, '--all', '-j3');
  many.rig.forgetCalls();
  const before = treeOf(many.project);
  const full = await build(many, '--all', '--no-color');
  expect(full).toMatchObject({ code: 0, stderr: '' });
  expect(headsOf(full.stdout)).toEqual(many.boards);
  for (const args of [['-j2'], ['-j', '2'], ['--jobs', '2'], ['--jobs=2'], ['-j=2'], []])
    expect(await build(many, '--all', ...args)).toEqual(full);
  expect(many.rig.calls()).toEqual([]);
  expect(treeOf(many.project)).toEqual(before);
});

it('a wrong number is a wrong call: exit 2, nothing is started', async () => {
  const many = await makeManyBoards(2);
  const wrong = ['0', '-1', 'x', '1.5', '1025', '', ' 2', '1e3', '0x2'].map((value) => [`--jobs=${value}`]);
  for (const args of [...wrong, ['-j', '0'], ['-j0'], ['--jobs', '2 3'], ['-j', '']]) {
    const { code, stdout, stderr } = await build(many, '--all', ...args);
    expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
    expect(stderr).toMatch(/error\[CL0003\]: --jobs .*(expected a whole number from 1 to 1024|needs a value: N)/);
  }
  expect(many.rig.calls()).toEqual([]);
});

it('-j without a number is a wrong call, too', async () => {
  const { code, stderr } = await build(await makeManyBoards(1), '-j');
  expect(code).toBe(2);
  expect(stderr).toContain('error[CL0003]: --jobs needs a value: N');
});

const signals = [
  { signal: 'SIGINT', exit: 130 },
  { signal: 'SIGTERM', exit: 143 },
  { signal: 'SIGHUP', exit: 129 },
] as const;

/** Four compilers, each with a child that ignores every polite signal; two boards more wait. */
async function hangingBuild() {
  const many = await makeManyBoards(6);
  expect((await build(many, '--all', '-j6')).code).toBe(0);
  many.forget();
  many.rig.write('app/main.go', `${many.rig.read('app/main.go')}\n// changed\n`);
  const wait = 'n=0; while [ \\$n -lt 300 ]; do /bin/sleep 0.2; n=\\$((n + 1)); done';
  const pid = writesPid(many.rig, 'pid-CHILD').replaceAll('$', '\\$').replaceAll('CHILD', '$board');
  many.compilerDoes(`trap '' TERM INT HUP
/bin/sh -c "trap '' TERM INT HUP; ${pid.replaceAll("'", '')}; ${wait}" &
${writesPid(many.rig, 'pid').replaceAll("'", '').replaceAll('/pid', '/pid-$board-self')}
wait`);
  const pidFiles = many.boards.slice(0, 4).flatMap((board) => [`pid-${board}`, `pid-${board}-self`]);
  const hang = () =>
    until('four compilers and their children run', () => pidFiles.every((name) => existsSync(many.rig.path(name))));
  const before = many.boards.map((board) => bytesOf(many.rig.path(`app/build/${board}/app`)));
  const expectClean = () => {
    expect(pidFiles.map((name) => Number(many.rig.read(name))).filter(isRunning)).toEqual([]);
    expect(many.boards.map((board) => bytesOf(many.rig.path(`app/build/${board}/app`)))).toEqual(before);
    expect(Object.keys(treeOf(many.project)).filter((path) => /lock|\.tmp$/.test(path))).toEqual([]);
    expect([...many.begun()].sort()).toEqual(many.boards.slice(0, 4));
  };
  return { many, hang, expectClean };
}

it.each(signals)(
  '$signal with four compilers: one signal ends all, exit $exit, nothing is left, old artifacts are whole',
  async ({ signal, exit }) => {
    const { many, hang, expectClean } = await hangingBuild();
    const running = many.rig.startBljh(['build', '--all', '-j4'], { cwd: many.project });
    await hang();
    running.signal(signal);
    expect(await running.done).toMatchObject({ code: exit, stdout: '' });
    expectClean();
    many.compilerDoes('');
    const again = await build(many, '--all', '-j4');
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout.match(/built in/g)).toHaveLength(6);
  },
);

it.each(signals)('the same in a terminal, which gets its cursor back: $signal', async ({ signal, exit }) => {
  const { many, hang, expectClean } = await hangingBuild();
  const terminal = new TestTerminal({
    file: process.execPath,
    args: [bljhFile, 'build', '--all', '-j4'],
    cwd: many.project,
    env: many.rig.env,
  });
  await hang();
  await terminal.see(/board4: go build \./);
  if (signal === 'SIGINT') terminal.press('<ctrl-c>');
  else terminal.signal(signal);
  expect(await terminal.end()).toMatchObject({ code: exit });
  expectClean();
  expect(terminal.written).toContain(`${ESC}[?25l`);
  expect(terminal.written.lastIndexOf(`${ESC}[?25h`)).toBeGreaterThan(terminal.written.lastIndexOf(`${ESC}[?25l`));
});

it('a live list names all boards, in their order, with what became of each', async () => {
  const many = await makeManyBoards(3);
  many.compilerDoes(`${waitsForOthers(many.rig, 3)}\n[ $board != board2 ] || exit 1`);
  const terminal = new TestTerminal({
    file: process.execPath,
    args: [bljhFile, 'build', '--all', '-j3'],
    cwd: many.project,
    env: many.rig.env,
    rows: 60,
  });
  expect(await terminal.end()).toMatchObject({ code: 5 });
  expect(terminal.text).toMatch(/board1: built in .*\n[^\n]*board2: .*failed[\s\S]*board3: built in/);
  expect(terminal.text).toContain('error[PR0001]: board2');
  expect(readFileSync(many.rig.path('app/build/board3/app'))).toHaveLength(64);
});
