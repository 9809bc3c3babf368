import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { quoteForShell } from '../../src/process/quote-for-shell.js';
import { type RunOptions, runCommand, succeeded } from '../../src/process/run-command.js';
import { bundleModule, startModule } from './run-module.js';
import { temporaryFolder } from './temporary-folder.js';

const LIMIT = { timeoutMs: 15_000 };
const env = { PATH: process.env['PATH'] ?? '' };

function sh(script: string, options: RunOptions = LIMIT, cwd = '/') {
  return runCommand({ file: 'sh', args: ['-c', script], cwd, env }, options);
}

/** Runs JavaScript: what a shell cannot do. */
function js(code: string, options: RunOptions = LIMIT) {
  return runCommand({ file: process.execPath, args: ['-e', code], cwd: '/', env }, options);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that nobody has reaped yet does nothing any more.
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** SIGKILL takes effect a moment after it was sent: soon, but not at once, must the processes be gone. */
async function expectGone(...pids: readonly number[]): Promise<void> {
  expect(pids.every((pid) => pid > 1)).toBe(true);
  await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 2_000, interval: 10 });
}

describe('output that is passed on', () => {
  it('comes as it is, and is read on when it was taken', async () => {
    const chunks: Buffer[] = [];
    let isTaking = false;
    const outcome = await sh("printf 'a\\377'; printf b; seq 20000", {
      ...LIMIT,
      stdio: 'inherit',
      onStdout: async (chunk) => {
        expect(isTaking).toBe(false);
        isTaking = true;
        await new Promise(setImmediate);
        isTaking = false;
        chunks.push(chunk);
        return true;
      },
    });
    const numbers = Array.from({ length: 20_000 }, (_unused, n) => `${n + 1}\n`).join('');
    expect(Buffer.concat(chunks).toString('latin1')).toBe(`a\xffb${numbers}`);
    expect(outcome).toMatchObject({ end: { kind: 'exited', exitCode: 0 }, stdout: '' });
  });

  it('is waited for as long as the command may take, where a grandchild keeps it open', async () => {
    const chunks: Buffer[] = [];
    const onStdout = async (chunk: Buffer) => chunks.push(chunk) > 0;
    const outcome = await sh('sleep 60 & echo $!', { timeoutMs: 500, stdio: 'inherit', onStdout });
    expect(outcome.durationMs).toBeLessThan(5_000);
    await expectGone(Number(Buffer.concat(chunks).toString().trim()));
  });

  // A pair of sockets, which Node would make, is full after some 270 writes.
  it('has room for many small writes that nobody has read yet', async () => {
    const done = join(temporaryFolder(), 'done');
    const script = `n=0; while [ $n -lt 3000 ]; do printf x; n=$((n + 1)); done; : > '${done}'`;
    let length = 0;
    const outcome = await sh(script, {
      ...LIMIT,
      stdio: 'inherit',
      ownPipe: true,
      onStdout: async (chunk) => {
        await vi.waitFor(() => expect(existsSync(done)).toBe(true), { timeout: 10_000, interval: 10 });
        length += chunk.length;
        return true;
      },
    });
    expect(outcome.end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(length).toBe(3000);
    const captured = await sh('echo out; echo err >&2', { ...LIMIT, ownPipe: true });
    expect(captured).toMatchObject({ end: { kind: 'exited', exitCode: 0 }, stdout: 'out\n' });
    expect(captured.output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  it('ends a command whose reader has left, even one that does not heed SIGPIPE', async () => {
    const outcome = await sh("trap '' PIPE TERM; while :; do echo x; done", {
      ...LIMIT,
      stdio: 'inherit',
      timeoutSignal: 'SIGKILL',
      onStdout: async () => false,
    });
    expect(outcome.end).toEqual({ kind: 'signalled', signal: 'SIGPIPE' });
  });
});

describe('runCommand', () => {
  it('gives the output of both streams, and stdout alone', async () => {
    const outcome = await sh('echo out; echo err >&2');
    expect(outcome).toMatchObject({ end: { kind: 'exited', exitCode: 0 }, stdout: 'out\n' });
    expect(outcome.output.split('\n').sort()).toEqual(['', 'err', 'out']);
    expect(succeeded(outcome)).toBe(true);
  });

  it.each([
    ['exit 3', { kind: 'exited', exitCode: 3 }],
    ['exit 255', { kind: 'exited', exitCode: 255 }],
    ['kill -KILL $$', { kind: 'signalled', signal: 'SIGKILL' }],
    ['kill -SEGV $$', { kind: 'signalled', signal: 'SIGSEGV' }],
  ])('%s', async (script, end) => {
    const outcome = await sh(script);
    expect(outcome.end).toEqual(end);
    expect(succeeded(outcome)).toBe(false);
  });

  it.each([
    ['no such program', { file: '/nonexistent/tool', cwd: '/' }, 'ENOENT'],
    ['no such program on PATH', { file: 'bljh-no-such-tool', cwd: '/' }, 'ENOENT'],
    ['a file that is no program', { file: '/etc/passwd', cwd: '/' }, 'EACCES'],
    ['no such folder', { file: 'sh', cwd: '/nonexistent' }, 'ENOENT'],
  ])('%s is not started', async (_name, { file, cwd }, reason) => {
    const outcome = await runCommand({ file, args: [], cwd, env }, LIMIT);
    expect(outcome.end).toEqual({ kind: 'not-started', reason });
  });

  it('does not start with a NUL in an argument, and says so without an exception', async () => {
    const outcome = await runCommand({ file: 'echo', args: ['a\0b'], cwd: '/', env }, LIMIT);
    expect(outcome.end.kind).toBe('not-started');
  });

  it('passes arguments as they are: no shell reads them', async () => {
    const folder = temporaryFolder();
    const hostile = [
      'a b',
      "it's",
      '"',
      '$(touch canary)',
      '`touch canary`',
      '; touch canary',
      '| cat',
      '*',
      '~',
      '-n',
      'é',
      'a\nb',
      '\\',
      '',
    ];
    const code = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const outcome = await runCommand(
      { file: process.execPath, args: ['-e', code, '--', ...hostile], cwd: folder, env },
      LIMIT,
    );
    expect(JSON.parse(outcome.stdout)).toEqual(hostile);
    expect(existsSync(join(folder, 'canary'))).toBe(false);
  });

  it('gives the command its own environment and nothing else', async () => {
    const outcome = await runCommand(
      {
        file: process.execPath,
        args: ['-e', 'console.log(Object.keys(process.env).join())'],
        cwd: '/',
        env: { ONLY: '1' },
      },
      LIMIT,
    );
    expect(outcome.stdout).toBe('ONLY\n');
  });

  it('gives it no input', async () => {
    expect((await sh('cat')).end).toEqual({ kind: 'exited', exitCode: 0 });
  });

  it('keeps the characters whole when a chunk ends inside of one', async () => {
    const outcome = await js("process.stdout.write('€'.repeat(200_000))");
    expect(outcome.stdout.replaceAll('€', '')).toBe('');
  });

  it('survives bytes that are no UTF-8', async () => {
    const outcome = await js('process.stdout.write(Buffer.from([0xff, 0xfe, 0x41, 0xc3]))');
    expect(outcome.end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(outcome.stdout).toContain('A');
  });

  it('keeps the end of 100 MB in bounded memory', async () => {
    let grown = 0;
    const before = process.memoryUsage().rss;
    const script =
      "const line = 'x'.repeat(9_999) + '\\n'; let n = 10_000; const go = () => { while (n-- > 0) if (!process.stdout.write(line)) return process.stdout.once('drain', go); process.stdout.write('THE END'); }; go();";
    const outcome = await js(script, {
      timeoutMs: 60_000,
      onOutput: () => {
        grown = Math.max(grown, process.memoryUsage().rss - before);
      },
    });
    expect(outcome.end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(outcome.output.endsWith('THE END')).toBe(true);
    expect(outcome.output).toHaveLength(64 * 1024);
    expect(grown).toBeLessThan(200 * 1024 * 1024);
  }, 70_000);

  it('ends a command that takes too long, with its grandchildren', async () => {
    const outcome = await sh('sleep 60 & echo $!; sleep 60 & echo $!; wait', { timeoutMs: 300 });
    expect(outcome.end).toEqual({ kind: 'timed-out' });
    expect(outcome.durationMs).toBeLessThan(5_000);
    const pids = outcome.stdout.trim().split('\n').map(Number);
    expect(pids).toHaveLength(2);
    await expectGone(...pids);
  });

  it('ends one that ignores SIGTERM, and a grandchild that does', async () => {
    const outcome = await sh(
      "trap '' TERM; (trap '' TERM; echo $(exec sh -c 'echo $PPID'); while :; do sleep 1; done) & while :; do sleep 1; done",
      {
        timeoutMs: 500,
      },
    );
    expect(outcome.end).toEqual({ kind: 'timed-out' });
    expect(outcome.durationMs).toBeLessThan(5_000);
    const [grandchild] = outcome.stdout.trim().split('\n').map(Number);
    await expectGone(grandchild ?? 0);
  });

  it('does not wait for ever for a grandchild that keeps the output open', async () => {
    const outcome = await sh('sleep 60 & echo $!', { timeoutMs: 500 });
    expect(outcome.durationMs).toBeLessThan(5_000);
    await expectGone(Number(outcome.stdout.trim()));
  });

  it('writes the command and all it prints to the log, and appends', async () => {
    const log = join(temporaryFolder(), 'deep/build.log');
    await sh('echo one; echo two >&2', { ...LIMIT, logFile: log });
    await sh('echo three', { ...LIMIT, logFile: log });
    const text = readFileSync(log, 'utf8');
    expect(text.startsWith("$ sh -c 'echo one; echo two >&2'\n")).toBe(true);
    for (const word of ['one', 'two', 'three']) expect(text).toContain(`${word}\n`);
  });

  it.skipIf(!existsSync('/dev/full'))('does not fail because the log has no room (needs /dev/full)', async () => {
    const outcome = await sh('echo out', { ...LIMIT, logFile: '/dev/full' });
    expect(outcome).toMatchObject({ end: { kind: 'exited', exitCode: 0 }, stdout: 'out\n' });
  });

  it('tells of each piece of output as it comes', async () => {
    const folder = temporaryFolder();
    let seen = '';
    const go = join(folder, 'go');
    const outcome = await sh(`echo first; until test -e '${go}'; do sleep 0.02; done; echo second`, {
      ...LIMIT,
      onOutput: (text) => {
        seen += text;
        // The command goes on only when its first line has arrived here.
        if (seen === 'first\n') writeFileSync(go, '');
      },
    });
    expect(outcome.end).toEqual({ kind: 'exited', exitCode: 0 });
    expect(seen).toBe('first\nsecond\n');
  });
});

describe('an interruption', () => {
  const CODE = `
    import { listenForInterruption, exitCodeOfSignal, interruptedBy } from './src/process/interruption.ts';
    import { runCommand } from './src/process/run-command.ts';
    listenForInterruption((signal) => console.log('got ' + signal));
    const [script] = process.argv.slice(2);
    const outcome = await runCommand({ file: 'sh', args: ['-c', script], cwd: '/', env: { PATH: process.env.PATH } },
      { timeoutMs: 30_000, onOutput: (text) => process.stdout.write(text) });
    console.log(outcome.end.kind);
    const again = await runCommand({ file: 'sh', args: ['-c', 'echo never'], cwd: '/', env: {} }, { timeoutMs: 30_000 });
    console.log('then ' + again.end.kind + again.output);
    process.exit(exitCodeOfSignal(interruptedBy()));
  `;

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends the whole group and exits with %i', async (signal, code) => {
    const running = startModule(await bundleModule(CODE), ['sleep 60 & echo pid $!; wait; wait']);
    await running.printed('pid ');
    running.child.kill(signal);
    const ended = await running.ended;
    expect(ended).toMatchObject({ code, stderr: '' });
    expect(ended.stdout).toContain(`got ${signal}\ninterrupted\nthen interrupted\n`);
    await expectGone(Number(/pid (\d+)/.exec(ended.stdout)?.[1]));
  });

  it('a second signal ends a command that ignores the first, at once', async () => {
    const running = startModule(await bundleModule(CODE), ["trap '' TERM INT; echo pid $$; while :; do sleep 1; done"]);
    await running.printed('pid ');
    running.child.kill('SIGINT');
    await running.printed('got SIGINT');
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code).toBe(130);
    await expectGone(Number(/pid (\d+)/.exec(ended.stdout)?.[1]));
  });
});

describe('quoteForShell', () => {
  it('gives one word back from a real shell', () => {
    const words = fc.sample(
      fc.string({ unit: fc.constantFrom('a', ' ', "'", '"', '\\', '$', '`', '\n', ';', '*', 'é', '!') }),
      { seed: 20260105, numRuns: 300 },
    );
    const printed = execFileSync(
      'sh',
      ['-c', `for w in ${words.map(quoteForShell).join(' ')}; do printf '%s\\0' "$w"; done`],
      { encoding: 'utf8' },
    );
    expect(printed.split('\0').slice(0, -1)).toEqual(words);
  });
});
