/**
 * The files that the tools of a build opened, read from a trace of strace: those of the processes below each step's command, by the path that the
 * kernel has for them, so that links and the folder of a process do not matter.
 */

/** What strace is to write, `-y`: with each descriptor its path. */
export const STRACE = [
  ...['-f', '-qq', '-y', '-s', '4096'],
  ...['-e', 'trace=open,openat,openat2,execve,execveat,clone,clone3,fork,vfork'],
] as const;

/** `isStep`: whether a program with these words is the beginning of a step. */
export function openedFiles(
  trace: string,
  isStep: (file: string, words: readonly string[]) => boolean,
): ReadonlySet<string> {
  const inside = new Set<string>();
  const opened = new Set<string>();
  // An event that is interrupted has its beginning on an earlier line than its result.
  const begun = new Map<string, string>();
  for (const line of trace.split('\n')) {
    const [, pid = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const event = wholeEvent(pid, text, begun);
    if (event === undefined) continue;
    const program = /^execve(?:at)?\((?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]*)", \[(.*?)\](?:, | \/\*)/.exec(event);
    if (program !== null && event.endsWith(' = 0')) {
      const [, file = '', list = ''] = program;
      const words = [...list.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word);
      if (isStep(file, words)) inside.add(pid);
      if (inside.has(pid)) opened.add(file);
    }
    if (!inside.has(pid)) continue;
    const child = /^(?:clone3?|v?fork)\(.* = (\d+)$/.exec(event)?.[1];
    if (child !== undefined) inside.add(child);
    const file = /^open(?:at2?)?\(.* = \d+<(.*)>$/.exec(event)?.[1];
    if (file !== undefined) opened.add(file);
  }
  return opened;
}

function wholeEvent(pid: string, text: string, begun: Map<string, string>): string | undefined {
  const start = /^(.*) <unfinished \.\.\.>$/.exec(text)?.[1];
  if (start !== undefined) {
    begun.set(pid, start);
    // A child may run before its parent's call returns: it is known when that does.
    return undefined;
  }
  const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1];
  if (rest === undefined) return text;
  const whole = (begun.get(pid) ?? '') + rest;
  begun.delete(pid);
  return whole;
}
