// The licences of what the bundle contains: their texts go where the code goes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `inputs`: the files that esbuild put into a bundle (the keys of its metafile's `inputs`), relative to `root`. */
export function thirdPartyNotices(inputs, root) {
  const folders = new Set(inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file) ?? []));
  const notices = new Map([...folders].map((folder) => noticeOf(join(root, folder))));
  return [...notices]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, text]) => `${title}\n\n${text}\n`)
    .join(`${'-'.repeat(80)}\n`);
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder);
  const textOf = (file) => readFileSync(join(folder, file), 'utf8').trim();
  const file = files.find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? 'The package comes without a licence text.' : textOf(file);
  // Apache-2.0, section 4(d): it goes where the code goes.
  const notice = files.find((entry) => /^notice(\.(md|txt))?$/i.test(entry));
  const parts = notice === undefined ? [text] : [text, textOf(notice)];
  return [`${name} ${version} (${license})`, parts.join('\n\n')];
}
