/**
 * The built bljh called in this process, as bin/bljh.js calls it: hundreds of calls with faults would take minutes with a Node
 * started for each. One call at a time; what is global (environment, arguments, standard streams, exit code) is put back after each.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageFolder } from '../../rig.js';

const load = createRequire(import.meta.url);
const importNatively = load('./native-import.cjs') as (file: string) => Promise<Record<string, unknown>>;
const { answerQuickly } = load(join(packageFolder, 'dist', 'quick.cjs')) as {
  answerQuickly: (args: readonly string[], folder: string) => { readonly kind: string; readonly call?: unknown };
};

export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export async function callBljh(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Called> {
  const before = { env: { ...process.env }, argv: process.argv, listeners: listenersNow() };
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write, text: '' }));
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [process.execPath, 'bljh', ...args];
  process.exitCode = undefined;
  for (const each of streams)
    each.stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      each.text += Buffer.from(chunk as Uint8Array).toString();
      const done = rest.find((value): value is () => void => typeof value === 'function');
      done?.();
      return true;
    }) as typeof process.stdout.write;
  try {
    await call(args);
    const [stdout, stderr] = streams.map(({ text }) => text);
    return { code: Number(process.exitCode ?? 0), stdout: stdout ?? '', stderr: stderr ?? '' };
  } finally {
    for (const { stream, write } of streams) stream.write = write;
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before.env);
    process.argv = before.argv;
    process.exitCode = undefined;
    for (const { emitter, event, known } of before.listeners)
      for (const listener of emitter.listeners(event) as (() => void)[])
        if (!known.includes(listener)) emitter.removeListener(event, listener);
  }
}

/** Those of bljh are put on what lives as long as a process, as bljh does. */
function listenersNow() {
  const places: readonly (readonly [NodeJS.EventEmitter, string])[] = [
    ...SIGNALS.map((signal) => [process, signal] as const),
    ...[process.stdout, process.stderr].flatMap((stream) =>
      ['error', 'drain'].map((event) => [stream, event] as const),
    ),
  ];
  return places.map(([emitter, event]) => ({ emitter, event, known: emitter.listeners(event) }));
}

async function call(args: readonly string[]): Promise<void> {
  const answer = answerQuickly(args, packageFolder);
  if (answer.kind === 'done') return;
  if (answer.kind === 'build') {
    const { buildPlainly } = await importNatively(join(packageFolder, 'dist', 'plain-build.js'));
    await (buildPlainly as (call: unknown, folder: string) => Promise<void>)(answer.call, packageFolder);
    return;
  }
  const { main } = await importNatively(join(packageFolder, 'dist', 'main.js'));
  await (main as (folder: string) => Promise<void>)(packageFolder);
}
