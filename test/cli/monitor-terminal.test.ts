/** `bljh monitor` on a terminal, as a person sees it; and the terminal afterwards. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bljhFile, makeRig, type Rig, until } from '../rig.js';
import { SimulatedSerialPort } from '../sim/serial-port.js';
import { TestTerminal } from '../terminal.js';

interface Desk {
  readonly rig: Rig;
  readonly port: SimulatedSerialPort;
  readonly terminal: TestTerminal;
  readonly heard: () => string;
  /** The exit code; and that the terminal is as it was. */
  readonly end: () => Promise<number>;
}

/** A shell that starts the monitor, says how it ended, and keeps what stty said before and after. */
async function sit(args = '', columns = 80): Promise<Desk> {
  const rig = makeRig({ PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' });
  let heard = '';
  const port = new SimulatedSerialPort(rig.path('tty'), (bytes) => {
    heard += bytes.toString('utf8');
  });
  const call = `'${process.execPath}' '${bljhFile}' monitor -p ./tty --wait ${args}`;
  rig.write('run.sh', `stty -g > before\n(echo $BASHPID > pid; exec ${call})\necho "ended with $?"\nstty -g > after\n`);
  const terminal = new TestTerminal({ file: '/bin/bash', args: ['run.sh'], cwd: rig.folder, env: rig.env, columns });
  await terminal.see('waiting for the port');
  port.plug();
  await terminal.see(' baud');
  return {
    rig,
    port,
    terminal,
    heard: () => heard,
    end: async () => {
      const text = await terminal.see(/ended with \d+/);
      await terminal.end();
      expect(readFileSync(rig.path('after'), 'utf8')).toBe(readFileSync(rig.path('before'), 'utf8'));
      return Number(/ended with (\d+)/.exec(text)?.[1]);
    },
  };
}

const LEAVE = '\u001d';
const CTRL_T = '\u0014';

describe('a line that is edited', () => {
  it('is not torn by what arrives meanwhile, and is sent with Enter', async () => {
    const { port, terminal, heard, end } = await sit();
    await port.send('boot\r\n> ');
    await terminal.see(/^> *$/m);
    terminal.press('led xn<left><backspace>o');
    await terminal.see('> led on');
    await port.send('\r\ntick 1\r\n> ');
    expect(await terminal.see(/tick 1\n> led on$/)).toMatch(/boot\n> *\ntick 1\n> led on$/);
    await port.send('\r\ntick 2\r\ntick 3\r\n> ');
    await terminal.see(/tick 1\n> *\ntick 2\ntick 3\n> led on$/);
    terminal.press('<enter>');
    await until('the line', () => heard() === 'led on\n');
    await port.send('ok\r\n> ');
    expect(await terminal.see(/> led on\nok\n>$/)).not.toContain('led on\nled on');
    terminal.press('<up>');
    await terminal.see(/ok\n> led on$/);
    terminal.press(LEAVE);
    expect(await end()).toBe(0);
  });

  it('that is longer than the terminal is wide is drawn again whole', async () => {
    const { port, terminal, end } = await sit('', 20);
    terminal.press('abcdefghijklmnopqrstuvwxyz0123456789');
    await terminal.see('0123456789');
    await port.send('one\r\n');
    await terminal.see(/one\nabcdefghijklmnopqrst\nuvwxyz0123456789$/);
    await port.send('two\r\n');
    await terminal.see(/one\ntwo\nabcdefghijklmnopqrst\nuvwxyz0123456789$/);
    terminal.press(LEAVE);
    expect(await end()).toBe(0);
  });

  it('survives a flood of 2,000 lines', async () => {
    const { port, terminal, heard, end } = await sit();
    terminal.press('typed');
    await terminal.see('typed');
    for (let line = 0; line < 2000; line++) void port.send(`line ${line} of the flood\r\n`);
    await terminal.see(/line 1999 of the flood\ntyped$/);
    terminal.press('<enter>');
    await until('the line', () => heard() === 'typed\n');
    terminal.press(LEAVE);
    expect(await end()).toBe(0);
  });

  it('--eol crlf; the end of a file and, behind Ctrl-T, Ctrl-C are sent', async () => {
    const { terminal, heard, end } = await sit('--eol crlf');
    terminal.press('a<enter>');
    await until('the line', () => heard() === 'a\r\n');
    terminal.press('\u0004');
    await until('Ctrl-D', () => heard() === 'a\r\n\u0004');
    terminal.press(`${CTRL_T}<ctrl-c>`);
    await until('Ctrl-C', () => heard() === 'a\r\n\u0004\u0003');
    terminal.press(`${CTRL_T}h`);
    await terminal.see('Ctrl-] leaves');
    terminal.press(`${CTRL_T}r`);
    await terminal.see('the board was not reset');
    terminal.press(`${CTRL_T}q`);
    expect(await end()).toBe(0);
  });

  it('stays across unplugging, which is told above it', async () => {
    const { port, terminal, heard, end } = await sit();
    await port.send('> ');
    terminal.press('half');
    await terminal.see('> half');
    port.unplug();
    await terminal.see(/has gone: waiting for it\n.*half$/);
    port.plug();
    await terminal.see(/is there again, after .* s\n.*half$/);
    terminal.press('<enter>');
    await until('the line', () => heard() === 'half\n');
    terminal.press(LEAVE);
    expect(await end()).toBe(0);
  });
});

describe('ends', () => {
  it('Ctrl-C leaves with 130', async () => {
    const { terminal, end } = await sit();
    terminal.press('half a line<ctrl-c>');
    expect(await end()).toBe(130);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s gives the terminal back', async (signal) => {
    const { rig, end } = await sit();
    const pid = Number.parseInt(rig.read('pid'), 10);
    expect(pid).toBeGreaterThan(1);
    process.kill(pid, signal);
    expect(await end()).toBe({ SIGTERM: 143, SIGHUP: 129, SIGINT: 130 }[signal]);
  });

  it('a port that goes with --no-reconnect gives it back, and its message stands on a line of its own', async () => {
    const { port, terminal, end } = await sit('--no-reconnect');
    await port.send('> ');
    await terminal.see(/^> *$/m);
    port.unplug();
    expect(await end()).toBe(7);
    expect(terminal.text).toMatch(/^error\[DV0008\]/m);
  });

  it('what the device switched on is off again: colour, and no cursor', async () => {
    const { port, terminal, end } = await sit();
    await port.send('\u001b[31mred\u001b[?25l\r\n');
    await terminal.see('red');
    terminal.press(LEAVE);
    expect(await end()).toBe(0);
    const rest = terminal.written.slice(terminal.written.lastIndexOf('red'));
    expect(rest).toContain('\u001b[0m');
    expect(rest.lastIndexOf('\u001b[?25h')).toBeGreaterThan(rest.lastIndexOf('\u001b[?25l'));
  });

  it('--until ends with the line shown', async () => {
    const { port, terminal, end } = await sit("--until 'login: $'");
    await port.send('hello\r\nboard login: ');
    expect(await end()).toBe(0);
    expect(terminal.text).toMatch(/hello\nboard login: *\nended with 0/);
  });
});

describe('--input raw', () => {
  it('sends each key at once, Ctrl-C too; Ctrl-] leaves', async () => {
    const { port, terminal, heard, end } = await sit('--input raw');
    terminal.press('ls<enter><up><ctrl-c><ctrl-z>');
    await until('the keys', () => heard() === 'ls\r\u001b[A\u0003\u001a');
    await port.send('\u001b[32mgreen\u001b[0m ~ # ');
    await terminal.see('green ~ #');
    terminal.press(LEAVE);
    expect(await end()).toBe(0);
  });
});

describe('Ctrl-Z and fg', () => {
  it('give the terminal to the shell and take it again', async () => {
    const rig = makeRig({ PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', PS1: 'shell$ ' });
    let heard = '';
    const port = new SimulatedSerialPort(rig.path('tty'), (bytes) => {
      heard += bytes.toString('utf8');
    }).plug();
    const terminal = new TestTerminal({
      file: '/bin/bash',
      args: ['--norc', '--noprofile', '-i'],
      cwd: rig.folder,
      env: rig.env,
      columns: 200,
    });
    terminal.press(`'${process.execPath}' '${bljhFile}' monitor -p tty -q\r`);
    await until('the port to be opened', () => {
      void port.send('.');
      return terminal.text.includes('...');
    });
    await port.send('\r\n> ');
    terminal.press('half');
    await terminal.see('> half');
    terminal.press('<ctrl-z>');
    await terminal.see('Stopped');
    terminal.press('echo shell is $((6 * 7))\r');
    await terminal.see('shell is 42');
    terminal.press('fg\r');
    await terminal.see(/fg\n.*monitor -p tty -q\n> half$/);
    terminal.press('way<enter>');
    await until('the line', () => heard === 'halfway\n');
    terminal.press(LEAVE);
    await terminal.see(/halfway\nshell\$$/);
    terminal.press('echo ended with $?\r');
    await terminal.see('ended with 0');
    terminal.press('exit\r');
    await terminal.end();
  });
});
