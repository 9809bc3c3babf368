/** F8 with the real compilers: what is flipped runs the step that reads it, is the one cause, and the way back comes from the store. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { appends, built, checkFlip, edits, type Flip, type FlipRig, foreseen, sets, told, writes } from '../flips.js';
import { BUILD_TIMEOUT_MS, makeRealProject } from './real-tools.js';

const HANDLER = `//go:build baremetal

package main

import "runtime/volatile"

var received volatile.Register32

//go:isr CONSOLE UART0
func onByte() { received.Set(1) }
`;
const TIMEOUT_MS = 3 * BUILD_TIMEOUT_MS;

async function makeProject(board: string): Promise<FlipRig & { readonly write: (path: string, text: string) => void }> {
  const { rig, folder, bljh } = await makeRealProject('led_blink');
  Object.assign(rig.env, { BLJH_CACHE: 'on', XDG_CONFIG_HOME: rig.path('config') });
  rig.write('lib/go.mod', 'module example.org/lib\n\ngo 1.23\n');
  rig.write('lib/lib.go', 'package lib\n\nvar Version string\n');
  rig.write('app/inner/inner.go', 'package inner\n\nimport _ "embed"\n\n//go:embed data.txt\nvar Data string\n');
  rig.write('app/inner/data.txt', `one ${Math.random()}`);
  rig.write(
    'app/use.go',
    'package main\n\nimport (\n\t"app/inner"\n\t"example.org/lib"\n)\n\nfunc init() { println(inner.Data, lib.Version) }\n',
  );
  const goMod = rig.read('app/go.mod');
  rig.write('app/go.mod', `${goMod}\nrequire example.org/lib v0.0.0\n\nreplace example.org/lib => ../lib\n`);
  rig.write('app/bljh.ini', `${rig.read('app/bljh.ini')}\n[ldflags]\nexample.org/lib.Version = GREETING\n`);
  return { folder, board, bljh, write: (path, text) => void rig.write(`app/${path}`, text) };
}

const COMMON: readonly Flip[] = [
  appends('use.go'),
  appends('../lib/lib.go'),
  writes('inner/data.txt', `two ${Math.random()}`, ['file inner/data.txt']),
  appends('go.mod'),
  edits('bljh.ini', /^name = .*$/m, 'name = other', ['setting bljh.ini name'], 'the name'),
];

describe.each([
  ['jh7110', 'go-build', (board: string) => [sets(board, { GREETING: '"Good day"' }), sets(board, { STRIP: 'y' })]],
  [
    'bl602',
    'tinygo-build',
    (board: string) => [
      sets(board, { GREETING: '"Good day"' }),
      sets(board, { HEAP_LIMIT: '40' }),
      sets(board, { SYSTEM_STACK_SIZE: '8192' }),
      appends('handler.go'),
    ],
  ],
] as const)('%s', (board, step, own) => {
  let project: Awaited<ReturnType<typeof makeProject>>;

  beforeAll(async () => {
    project = await makeProject(board);
    if (board === 'bl602') {
      project.write('handler.go', HANDLER);
      // TinyGo cannot link what is embedded with the F extension.
      await project.bljh('configure', '--board', board, '--set', 'HARD_FLOAT=n');
    }
    await built(project);
  }, BUILD_TIMEOUT_MS);

  it(
    'each input is the one cause of the step that it runs',
    async () => {
      const flips = [...COMMON, ...own(board)];
      const steps = board === 'bl602' ? [step, 'flash-image'] : [step];
      for (const flip of flips) await checkFlip(project, flip, steps);
      process.stdout.write(`F8 ${board}: ${flips.length} inputs flipped there and back\n`);
    },
    TIMEOUT_MS,
  );

  if (board !== 'bl602') return;
  it(
    'an option of the flash image makes the image alone',
    async () => {
      const flip = sets(board, { FLASH_CLOCK_DIVIDER: '4' });
      const elf = () => readFileSync(`${project.folder}/build/${board}/app.elf`);
      const before = elf();
      const back = flip.apply(project.folder);
      expect((await foreseen(project)).runs).toEqual(['flash-image']);
      expect((await built(project)).how).toEqual({ 'tinygo-build': 'unchanged' });
      expect((await told(project)).causes['flash-image']).toEqual(['symbol FLASH_CLOCK_DIVIDER']);
      expect(elf().equals(before)).toBe(true);
      back();
    },
    TIMEOUT_MS,
  );
});
