/** The BL602's ELF, unchanged, in the emulator under templates/emulator: output, input, pins, exceptions and ends. */
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isRunning, type Outcome, packageFolder, until } from '../rig.js';
import { BUILD_TIMEOUT_MS, makeRealProject, type RealProject } from './real-tools.js';

const TRIALS = join(packageFolder, 'test', 'fixtures', 'bl602', 'trials', 'main.go');
const run = ['run', '--board', 'bl602'];

describe.each(['led_blink', 'options'])('template %s', (template) => {
  it('prints the same on virt32, virt32-xip and bl602', async () => {
    const { ok } = await makeRealProject(template);
    const outputs: string[] = [];
    for (const board of ['virt32', 'virt32-xip', 'bl602']) {
      const same =
        template === 'led_blink'
          ? ['BLINK_COUNT=2', 'BLINK_INTERVAL_MS=10', 'GREETING=same', 'VERBOSE=y']
          : ['APP_VERSION=same'];
      await ok('configure', '--board', board, ...same.flatMap((setting) => ['--set', setting]));
      // The board's name is the only difference that is meant.
      outputs.push((await ok('run', '--board', board)).replaceAll('\r', '').replace(/^board=.*$/m, 'board=X'));
    }
    expect(outputs[0]).toMatch(template === 'led_blink' ? /^done=2$/m : /^heap_test=done$/m);
    expect(outputs[1]).toBe(outputs[0]);
    expect(outputs[2]).toBe(outputs[0]);
  });
});

it('arithmetic with floating point is the same with and without the F extension', async () => {
  const { ok, rig } = await makeRealProject('led_blink');
  for (const name of ['verbose_on.go', 'verbose_off.go']) rmSync(rig.path('app', name));
  rig.write(
    'app/main.go',
    'package main\n\nvar x = float32(1)\n\nfunc main() {\n\tfor i := 0; i < 9; i++ {\n\t\tx = x*1.5 + 0.25\n\t}\n\tprintln(x)\n}\n',
  );
  const soft = await ok(...run);
  expect(soft).toMatch(/^\+5\.716504e\+001/);
  await ok('configure', '--board', 'bl602', '--set', 'HARD_FLOAT=y');
  expect(await ok(...run)).toBe(soft);
});

interface PinEvent {
  readonly pin: number;
  readonly level: 0 | 1 | null;
  readonly timeNs: number;
}

describe('the trace of led_blink', () => {
  let project: RealProject;

  beforeAll(async () => {
    project = await makeRealProject('led_blink');
    await project.ok('build', '--board', 'bl602');
  }, BUILD_TIMEOUT_MS);

  it('has pin 5 toggle every 500 ms, to a tenth of a millisecond', async () => {
    const { bljh, rig } = project;
    const started = performance.now();
    const { code, stderr } = await bljh(...run, '--timeout', '30', '--trace', rig.path('pins.jsonl'));
    // The template blinks for ever: what ends it is the limit of its own time, of which sleeping costs none of ours.
    expect(code, stderr).toBe(9);
    expect(stderr).toContain('app.elf was still running after 30 s of its own time');
    expect(performance.now() - started).toBeLessThan(15_000);
    const events = rig
      .read('pins.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as PinEvent);
    // Low when it becomes an output, then high, and from then on a change every half second.
    expect(events.map(({ pin, level }) => [pin, level])).toEqual(events.map((_event, index) => [5, index % 2]));
    const toggles = events.slice(1);
    expect(toggles.length).toBe(60);
    for (const [index, { timeNs }] of toggles.slice(1).entries()) {
      const interval = timeNs - (toggles[index]?.timeNs ?? 0);
      expect(interval).toBeGreaterThanOrEqual(500_000_000);
      expect(interval).toBeLessThan(500_100_000);
    }
  });

  it('is text elsewhere, on standard error for -, and the same in each run', async () => {
    const traceOf = ({ stderr }: Outcome) => stderr.match(/^pin .*$/gm) ?? [];
    const trace = traceOf(await project.bljh(...run, '--trace', '-', '--timeout', '1'));
    expect(trace).toHaveLength(3);
    expect(trace[0]).toMatch(/^pin 5 = 0 at \d\.\d{3} ms$/);
    expect(trace[1]).toMatch(/^pin 5 = 1 at \d\.\d{3} ms$/);
    expect(trace[2]).toMatch(/^pin 5 = 0 at 50\d\.\d{3} ms$/);
    expect(traceOf(await project.bljh(...run, '--trace', '-', '--timeout', '1'))).toEqual(trace);
  });

  it('and nothing else of a run is left, in the temporary folder or beside the emulator', async () => {
    const { rig, folder } = project;
    rig.write('tmp/keep', '');
    await rig.bljh([...run, '--timeout', '1'], { cwd: folder, env: { TMPDIR: rig.path('tmp') } });
    expect(readdirSync(rig.path('tmp'))).toEqual(['keep']);
    expect(existsSync(join(packageFolder, 'templates/emulator/__pycache__'))).toBe(false);
  });
});

describe('a program', () => {
  let project: RealProject;

  beforeAll(async () => {
    project = await makeRealProject('led_blink');
    for (const name of ['verbose_on.go', 'verbose_off.go']) rmSync(project.rig.path('app', name));
    copyFileSync(TRIALS, project.rig.path('app/main.go'));
    await project.ok('build', '--board', 'bl602');
  }, BUILD_TIMEOUT_MS);

  /** The program does what the first letter of its input says. */
  const trial = async (input: string, ...flags: string[]) => {
    const { code, stdout, stderr } = await project.rig.bljh([...run, ...flags], { cwd: project.folder, input });
    // println ends its lines as a terminal on a serial line wants them.
    return { code, stdout: stdout.replaceAll('\r', ''), stderr };
  };

  it('gets its input', async () => {
    expect(await trial('ehello, bl602.')).toMatchObject({ code: 0, stdout: 'ready\nhello, bl602done\n' });
  });

  it('gets its input by interrupts of the UART', async () => {
    expect(await trial('ihello.')).toMatchObject({ code: 0, stdout: 'ready\nHELLOdone\n' });
  });

  it('sleeps as long as it asked for, by its own clock', async () => {
    const started = performance.now();
    const { code, stderr, stdout } = await trial('t');
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: 'ready\nslept true\ndone\n' });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('with --real-time takes its time', async () => {
    const started = performance.now();
    expect(await trial('t', '--real-time')).toMatchObject({ code: 0, stdout: 'ready\nslept true\ndone\n' });
    expect(performance.now() - started).toBeGreaterThan(1_500);
  });

  it('ends with its exit code', async () => expect(await trial('x')).toMatchObject({ code: 42, stdout: 'ready\n' }));

  it('that panics ends with 2 and its text', async () => {
    const stdout = expect.stringMatching(/^ready\npanic: trial\n\tat 0x2300[0-9a-f]{4}\n$/);
    expect(await trial('p')).toMatchObject({ code: 2, stdout });
  });

  it.each([
    ['a store to flash', 'f', 'write of 4 bytes at address 0x23000100', 'flash cannot be written', '7 (bad write)'],
    ['a read of nothing', 'r', 'read of 4 bytes at address 0x50000004', 'nothing is there', '5 (bad read)'],
    ['a jump to nowhere', 'j', 'fetch of 2 bytes at address 0x10000000', 'nothing is there', '1 (no code there)'],
    ['a stack that overflows', 'o', 'write of 4 bytes at address 0x4200f', 'nothing is there', '7 (stack overflow)'],
  ])(
    '%s is an exception of the program, and the emulator says where',
    async (_name, letter, access, why, exception) => {
      const { code, stdout, stderr } = await trial(letter);
      expect(code, stderr).toBe(2);
      expect(stderr).toMatch(new RegExp(`^emulator: ${access}\\w* by the code at 0x[0-9a-f]+: ${why}`, 'm'));
      expect(stdout).toContain(`panic: exception ${exception} at 0x`);
    },
  );

  it('that uses what is not modelled is told so, once', async () => {
    const { code, stderr } = await trial('n', '--trace', '-');
    expect(code).toBe(0);
    expect(stderr.match(/PWM/g)).toHaveLength(1);
    expect(stderr).toContain('emulator: PWM is not modelled');
    expect(stderr).toMatch(/^pin 3 = 0 at /m);
  });

  it('that computes for ever is ended after --timeout', async () => {
    const { code, stdout, stderr } = await trial('l', '--timeout', '2');
    expect({ code, stdout }).toEqual({ code: 9, stdout: 'ready\n' });
    expect(stderr).toMatch(/error\[PR0002\]: build\/bl602\/app\.elf was still running after 2 s and was ended/);
  });

  it('that nothing can wake is ended at once', async () => {
    const { code, stderr } = await trial('w');
    expect(code).toBe(9);
    expect(stderr).toMatch(/error\[RN0005\]: build\/bl602\/app\.elf waits for ever: .*no timer is set/);
  });

  it('ends with Ctrl-C, and so does the emulator', async () => {
    const running = project.rig.startBljh([...run, '--real-time'], { cwd: project.folder, input: 's' });
    await until('the program runs', () => running.stdout().includes('ready'));
    const children = await project.rig.run('pgrep', ['-f', `${project.folder}/build/bl602/app.elf`]);
    const pids = (children.stdout.match(/\d+/g) ?? []).map(Number);
    expect(pids.filter(isRunning)).not.toEqual([]);
    running.signal('SIGINT');
    const { code, stderr } = await running.done;
    expect(code, stderr).toBe(130);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it('--json has its output and exit code', async () => {
    const { code, stdout } = await project.rig.bljh([...run, '--json', '--timeout', '3'], { cwd: project.folder });
    expect(code).toBe(9);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, diagnostics: [{ code: 'PR0002', toolOutput: 'ready\n' }] });
  });
});
