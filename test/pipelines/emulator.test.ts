import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../src/boards/load-board.js';
import { type EmulatorCall, emulatorArguments } from '../../src/pipelines/emulator-command.js';
import { parseEmulatorReport, readEmulatorReport } from '../../src/pipelines/emulator-report.js';
import { PACKAGE, unwrap } from '../plan/plan-input.js';

function argumentsFor(board: string, call: Partial<EmulatorCall> = {}): string {
  return emulatorArguments({
    board: unwrap(loadBoard(board, [join(PACKAGE, 'boards')])),
    program: '/p/app.elf',
    args: [],
    timeoutMs: 2_500,
    packageFolder: '/bljh',
    realTime: false,
    ...call,
  }).join(' ');
}

describe('the call of an emulator', () => {
  it('user emulation gets the arguments of the program as they are', () => {
    expect(argumentsFor('virt64', { args: ['--help', 'a b'] })).toBe(
      '-L /usr/riscv64-linux-gnu -cpu rv64 /p/app.elf --help a b',
    );
  });

  it('a program in RAM is a kernel, one in flash a file for the loader, whose commas are doubled', () => {
    expect(argumentsFor('virt32')).toMatch(/-machine virt -m 128M .* -no-reboot -kernel \/p\/app\.elf$/);
    expect(argumentsFor('virt32-xip', { program: '/a,b/app.elf' })).toMatch(
      / -no-reboot -device loader,file=\/a,,b\/app\.elf,cpu-num=0$/,
    );
  });

  it("bljh's own gets the time limit in seconds, and what else was asked for", () => {
    const fixed = '-I -B /bljh/templates/emulator --machine bl602 --limit 2.5';
    expect(argumentsFor('bl602')).toBe(`${fixed} -- /p/app.elf`);
    expect(argumentsFor('bl602', { trace: '-', realTime: true, report: '/t/r.json' })).toBe(
      `${fixed} --trace=- --real-time --report=/t/r.json -- /p/app.elf`,
    );
  });
});

describe('the report of a run', () => {
  it.each([
    ['{"end": "exited", "exitCode": 3}', { end: 'exited' }],
    ['{"end": "time-limit", "message": "it ran"}', { end: 'time-limit' }],
    ['{"end": "waits", "message": "it waits"}', { end: 'waits', message: 'it waits' }],
    ['{"end": "error", "message": "no"}', { end: 'error', message: 'no' }],
    ['{"end": "error"}', undefined],
    ['{"end": "other"}', undefined],
    ['', undefined],
    ['null', undefined],
    ['[]', undefined],
  ])('%s', (text, report) => expect(parseEmulatorReport(text)).toEqual(report));

  it('that is not there is none', () => expect(readEmulatorReport('/nonexistent/report')).toBeUndefined());
});
