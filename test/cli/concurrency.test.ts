/**
 * Many bljh in one project at once (F21): the fake compiler puts the sources and options that it was given into its output, so that an output of
 * anything else than the newest inputs would show. Fifty rounds in all; the counts are printed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type ManyBoards, makeManyBoards } from '../fakes/many-boards.js';
import { treeOf } from '../rig.js';

const ROUNDS = [
  { title: 'two builds of both boards', processes: 2, rounds: 15 },
  { title: 'eight builds of both boards', processes: 8, rounds: 5 },
];
const CONFIGURED_ROUNDS = 30;

async function makeTracingProject(): Promise<ManyBoards> {
  const many = await makeManyBoards(2);
  const { rig } = many;
  many.compilerDoes(`while [ "$1" != -o ]; do shift; done
/bin/cat '${rig.path('fake.elf')}' main.go "build/$board/gen/config/config.go" > "$2"
echo "end $board" >> '${rig.path('compilers')}'; exit 0`);
  return many;
}

/** What a compiler of the files as they are now would make. */
function expectedOutput({ rig }: ManyBoards, board: string): Buffer {
  const parts = ['fake.elf', 'app/main.go', `app/build/${board}/gen/config/config.go`];
  return Buffer.concat(parts.map((part) => readFileSync(rig.path(part))));
}

function expectOrder(many: ManyBoards): void {
  expect(Object.keys(treeOf(many.project)).filter((path) => /bljh-lock|\.tmp$/.test(path))).toEqual([]);
  for (const board of many.boards)
    expect(readFileSync(many.rig.path(`app/build/${board}/app`)).equals(expectedOutput(many, board)), board).toBe(true);
}

it.each(ROUNDS)(
  '$title, $rounds rounds',
  async ({ title, processes, rounds }) => {
    const many = await makeTracingProject();
    let compiled = 0;
    for (let round = 1; round <= rounds; round += 1) {
      many.forget();
      many.rig.write('app/main.go', `package main\n\n// round ${round}\n`);
      const calls = Array.from({ length: processes }, () =>
        many.rig.bljh(['build', '--all', '-j2'], { cwd: many.project, timeoutMs: 60_000 }),
      );
      for (const { code, stderr } of await Promise.all(calls)) expect(code, stderr).toBe(0);
      // One of them built each board, the others found it built.
      expect([...many.begun()].sort()).toEqual(many.boards);
      compiled += many.begun().length;
      expectOrder(many);
    }
    process.stdout.write(`F21 ${title}: ${rounds} rounds, ${rounds * processes} builds, ${compiled} compilers\n`);
  },
  300_000,
);

it(`configure while two builds run, ${CONFIGURED_ROUNDS} rounds`, async () => {
  const many = await makeTracingProject();
  const { rig, project } = many;
  const call = (...args: string[]) => rig.bljh(args, { cwd: project, timeoutMs: 60_000 });
  let waited = 0;
  for (let round = 1; round <= CONFIGURED_ROUNDS; round += 1) {
    rig.write('app/main.go', `package main\n\n// round ${round}\n`);
    const outcomes = await Promise.all([
      call('build', '--all', '-j2'),
      call('configure', '--board', 'board1', '--set', `BLINK_COUNT=${round}`),
      call('build', '--all', '-j2'),
    ]);
    for (const { code, stderr } of outcomes) expect(code, stderr).toBe(0);
    waited += outcomes.filter(({ stderr }) => stderr.includes('waiting for')).length;
    const last = await call('build', '--all', '-j2');
    expect(last.code, last.stderr).toBe(0);
    expectOrder(many);
    expect(rig.read('app/build/board1/app')).toMatch(new RegExp(`\\bBLINK_COUNT\\b.*= ${round}\\n`));
    expect(existsSync(rig.path('app/build/board2/app'))).toBe(true);
  }
  process.stdout.write(
    `F21 configure during builds: ${CONFIGURED_ROUNDS} rounds, ${waited} calls waited for another one\n`,
  );
}, 600_000);
