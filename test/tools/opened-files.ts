/**
 * The files that the tools of a build opened, read from a trace of strace: those of the processes below each step's command, by the path that the
 * kernel has for them, so that links and the folder of a process do not matter.
 */

/** What strace is to write, `-y`: with each descriptor its path. */
export const STRACE = [
  ...['-f', '-qq', '-y', '-s', '4096'],
  ...['-e', 'trace=open,openat,openat2,execve,clone,clone3,fork,vfork'],
] as const;

/** `isStep`: whether a program with these words is the beginning of a step. */
export function openedFiles(
  trace: string,
  isStep: (file: string, words: readonly string[]) => boolean,
): ReadonlySet<string> {
  const steps = new Set<string>();
  const parents = new Map<string, string>();
  const files: { readonly pid: string; readonly file: string }[] = [];
  // An event that is interrupted has its beginning on an earlier line than its result.
  const begun = new Map<string, string>();
  for (const line of trace.split('\n')) {
    const [, pid = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const event = wholeEvent(pid, text, begun);
    if (event === undefined) continue;
    const program = /^execve\("([^"]*)", \[(.*?)\], /.exec(event);
    if (program !== null && event.endsWith(' = 0')) {
      const [, file = '', list = ''] = program;
      if (
        isStep(
          file,
          [...list.matchAll(/"([^"]*)"/g)].map(([, word = '']) => word),
        )
      )
        steps.add(pid);
      files.push({ pid, file });
    }
    const child = /^(?:clone3?|v?fork)\(.* = (\d+)$/.exec(event)?.[1];
    if (child !== undefined) parents.set(child, pid);
    const file = /^open(?:at2?)?\(.* = \d+<(.*)>$/.exec(event)?.[1];
    if (file !== undefined) files.push({ pid, file });
  }
  // A child is known only when its parent's call returns, and with vfork it has done much by then: so whose it is is asked at the end.
  const isInside = (pid: string | undefined): boolean =>
    pid !== undefined && (steps.has(pid) || isInside(parents.get(pid)));
  return new Set(files.filter(({ pid }) => isInside(pid)).map(({ file }) => file));
}

function wholeEvent(pid: string, text: string, begun: Map<string, string>): string | undefined {
  const start = /^(.*) <unfinished \.\.\.>$/.exec(text)?.[1];
  if (start !== undefined) {
    begun.set(pid, start);
    return undefined;
  }
  const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1];
  if (rest === undefined) return text;
  const whole = (begun.get(pid) ?? '') + rest;
  begun.delete(pid);
  return whole;
}
