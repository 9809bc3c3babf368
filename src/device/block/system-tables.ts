/** The kernel's tables of what is mounted and swapped to (proc(5): /proc/PID/mountinfo, /proc/swaps). Pure. */

export interface Mount {
  /** Major and minor number of the file system's device; of some file systems (btrfs) one that no device has. */
  readonly number: string;
  readonly point: string;
  /** What was mounted, mostly a path. */
  readonly source: string;
}

export function parseMountInfo(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left = '', right = ''] = line.split(' - ');
    const fields = left.split(' ');
    const [number, point] = [fields[2], fields[4]];
    if (number === undefined || point === undefined) return [];
    return [{ number, point: unescapeOctal(point), source: unescapeOctal(right.split(' ')[1] ?? '') }];
  });
}

/** The paths of swap areas and swap files. */
export function parseSwaps(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => (line.startsWith('/') ? [unescapeOctal(line.split(/\s/)[0] ?? '')] : []));
}

/** Blanks and backslashes stand as octal numbers: \040. */
function unescapeOctal(word: string): string {
  return word.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
