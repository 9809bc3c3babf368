/**
 * Changes places in TinyGo's own files, for what no file beside them can reach. An edit names the text that it takes away and
 * what comes there, as git marks a conflict; what stands between edits is a comment. Pure.
 */
const EDIT = /^<<<<<<<\n(.*?)^=======\n(.*?)^>>>>>>>$/gms;

/** Undefined if a text to take away is not there exactly once: this is another version of the file. */
export function editSource(source: string, edits: string): string | undefined {
  let edited = source;
  for (const [, from = '', to = ''] of edits.matchAll(EDIT)) {
    const parts = edited.split(from);
    if (from === '' || parts.length !== 2) return undefined;
    edited = parts.join(to);
  }
  return edited;
}
