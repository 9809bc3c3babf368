/** A project with boards of its own, as many as a test wants, and a fake go that tells how many of it run at a time. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { type FakeRig, makeFakeRig } from './fake-tools.js';

export interface ManyBoards {
  readonly rig: FakeRig;
  readonly project: string;
  readonly boards: readonly string[];
  /** Each compiler says when it begins and when it ends; in between it does what `body` says. */
  readonly compilerDoes: (body: string) => void;
  /** Boards in the order in which their compilers began. */
  readonly begun: () => readonly string[];
  /** How many compilers ran at the same time at most. */
  readonly mostAtOnce: () => number;
  readonly forget: () => void;
}

export async function makeManyBoards(count: number): Promise<ManyBoards> {
  const rig = makeFakeRig();
  const project = await rig.project('led_blink');
  rmSync(rig.path('app/configs'), { recursive: true });
  const boards = Array.from({ length: count }, (_, index) => `board${index + 1}`);
  for (const board of boards) {
    rig.write(`app/configs/${board}_defconfig`, '');
    rig.write(`app/boards/${board}/board.ini`, `title = ${board}\ninherits = virt64\n`);
    rig.write(`app/boards/${board}/defconfig`, '');
    const kconfig = ['def_bool y', 'select LINUX_OS', 'select HAS_STANDARD_GO'].join('\n\t');
    const chip = 'config GPIO_CHIP\n\tstring\n\tdefault "gpiochip0"';
    rig.write(`app/boards/${board}/Kconfig`, `config BOARD_${board.toUpperCase()}\n\t${kconfig}\n\n${chip}\n`);
  }
  rig.write('app/bljh.ini', rig.read('app/bljh.ini').replace(/^default_board.*$/m, 'default_board = board1'));
  const log = rig.path('compilers');
  const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  const many: ManyBoards = {
    rig,
    project,
    boards,
    compilerDoes: (body) =>
      rig.steer(
        'go-build',
        `board=\${*##*-o build/}; board=\${board%%/*}; echo "begin $board" >> '${log}'\n${body}\necho "end $board" >> '${log}'`,
      ),
    begun: () => lines().flatMap((line) => /^begin (.*)/.exec(line)?.[1] ?? []),
    mostAtOnce: () => {
      let now = 0;
      return lines().reduce((most, line) => {
        now += line.startsWith('begin') ? 1 : -1;
        return Math.max(most, now);
      }, 0);
    },
    forget: () => rmSync(log, { force: true }),
  };
  many.compilerDoes('');
  return many;
}

/** Shell text: waits (for at most 30 s) until so many compilers have begun; it ends in error if they never do. */
export function waitsForOthers(rig: FakeRig, count: number): string {
  return waitsUntil(`[ "$(/usr/bin/grep -c begin '${rig.path('compilers')}')" -ge ${count} ]`);
}

/** Shell text: waits (for at most 30 s) until a command succeeds. */
export function waitsUntil(command: string): string {
  return `tries=0
until ${command}; do
  [ $tries -lt 1500 ] || { echo 'waited in vain' >&2; exit 1; }
  /bin/sleep 0.02; tries=$((tries + 1))
done`;
}
