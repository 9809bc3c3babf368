/** When the menus write to their terminal, and when it is somebody else's. */
import { closeSync, openSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { Terminal } from '../../src/tui/terminal.js';

function openTerminal() {
  const fd = openSync('/dev/null', 'w');
  const output = Object.assign(new PassThrough(), { fd, columns: 20, rows: 5 });
  let written = '';
  output.on('data', (data) => {
    written += data;
  });
  let redraws = 0;
  const streams = { input: new PassThrough(), output } as unknown as ConstructorParameters<typeof Terminal>[0];
  const terminal = new Terminal(
    { ...streams, paint: (_style, text) => text },
    {
      onKey: () => {},
      onRedraw: () => {
        redraws += 1;
      },
      onEnd: () => {},
    },
  );
  terminal.open();
  onTestFinished(() => {
    terminal.close();
    closeSync(fd);
  });
  return {
    terminal,
    output,
    redraws: () => redraws,
    /** What was written since the last call. */
    written: () => {
      const text = written;
      written = '';
      return text;
    },
  };
}

const frame = { lines: [[{ text: 'a line' }]] };

test("after Ctrl-Z nothing is drawn on the shell's screen until the terminal is back", () => {
  const { terminal, output, redraws, written } = openTerminal();
  terminal.draw(frame);
  expect(written()).toContain('a line');
  terminal.giveBack();
  // A key came in the same read as Ctrl-Z; the window got another size.
  terminal.draw({ lines: [[{ text: 'another line' }]] });
  output.emit('resize');
  expect(written()).toBe('');
  expect(redraws()).toBe(0);
  process.emit('SIGCONT');
  expect(redraws()).toBe(1);
  terminal.draw(frame);
  expect(written()).toContain('a line');
});
