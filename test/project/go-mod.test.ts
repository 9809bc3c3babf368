import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replaceModule, replacesModule, requiresModule } from '../../src/project/go-mod.js';
import { type GoMod, NO_GO, readGoMods } from '../plan/go-oracle.js';
import { temporaryFolder } from '../process/temporary-folder.js';

const MODULE = 'bljh/config';
const edit = (goMod: string) => replaceModule(goMod, MODULE, './gen/config');

describe('replaceModule', () => {
  it.each([
    ['a line', 'replace bljh/config => ../x\n'],
    ['a line with a version', 'replace bljh/config v0.0.0 => ../x v1.2.3\n'],
    ['a quoted line', 'replace "bljh/config" => "../my x"\n'],
    ['a raw-quoted line', 'replace `bljh/config` => ../x\n'],
    ['a line with a comment', 'replace bljh/config => ../x // why\n'],
    ['a block', 'replace (\n\tbljh/config => ../x\n)\n'],
    ['a block without a space', 'replace(\n\tbljh/config => ../x\n)\n'],
    [
      'a block with comments',
      'replace ( // begin\n\t// bljh/config => ../y\n\tbljh/config => ../x // end\n) // done\n',
    ],
    ['CRLF', 'replace (\r\n\tbljh/config => ../x\r\n)\r\n'],
    ['an empty block on one line', 'require ( )\nreplace bljh/config => ../x\n'],
    ['a tabbed line', '\treplace\tbljh/config\t=>\t../x\n'],
  ])('takes the place of %s', (_name, lines) => {
    const result = edit(`module app\n\ngo 1.23\n\n${lines}`);
    expect(result).not.toMatch(/=> "?\.\.\/(my )?x/);
    expect(result.match(/^replace bljh\/config => \.\/gen\/config$/gm)).toHaveLength(1);
  });

  it('leaves other modules and comments alone', () => {
    const goMod = 'module app // app\n\ngo 1.23\n\nreplace bljh/config2 => ../y\n\n// bljh/config => ../x\n';
    expect(edit(goMod)).toBe(
      `${goMod.trimEnd()}\n\nrequire bljh/config v0.0.0\n\nreplace bljh/config => ./gen/config\n`,
    );
  });

  it('keeps the required version', () => {
    expect(edit('module app\n\nrequire (\n\tbljh/config v1.2.3\n)\n')).not.toContain('v0.0.0');
  });

  it('changes nothing the second time', () => {
    const once = edit('module app\n');
    expect(edit(once).replace(/\n+/g, '\n')).toBe(once.replace(/\n+/g, '\n'));
  });
});

it('requiresModule and replacesModule tell directives apart', () => {
  const goMod = 'module app\nexclude bljh/config v1.0.0\nrequire a/b v1.0.0\nreplace a/b => ./b\n';
  expect([requiresModule(goMod, MODULE), replacesModule(goMod, MODULE)]).toEqual([false, false]);
  expect([requiresModule(goMod, 'a/b'), replacesModule(goMod, 'a/b')]).toEqual([true, true]);
});

const quote = fc.constantFrom(
  (word: string) => word,
  (word: string) => `"${word}"`,
  (word: string) => `\`${word}\``,
);
const path = fc.constantFrom(MODULE, 'bljh/machine', 'bljh/config/v2', 'example.org/a', 'example.org/config');
const comment = fc.constantFrom('', '// tight', ' // indirect', ' // bljh/config => ./y', '// )', ' // (');
const folder = fc.constantFrom('./x', '../x', '/abs/x', './a b', '.', '..');
const quotedFolder = fc.tuple(folder, quote).map(([name, mark]) => (name.includes(' ') ? `"${name}"` : mark(name)));

const requirement = fc
  .tuple(path, quote, comment)
  .map(([name, mark, note]) => `${mark(name)} v${name.endsWith('/v2') ? 2 : 1}.2.3${note}`);
const replacement = fc
  .tuple(path, quote, fc.boolean(), quotedFolder, comment)
  .map(
    ([name, mark, versioned, target, note]) =>
      `${mark(name)}${versioned ? ` v${name.endsWith('/v2') ? 2 : 1}.0.0` : ''} => ${target}${note.startsWith('/') ? ` ${note}` : note}`,
  );

function statement(keyword: string, line: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const block = fc
    .tuple(
      fc.constantFrom(' (', '(', '  ( // note'),
      fc.array(fc.oneof(line, fc.constant(''), fc.constant('// note'))),
      fc.constantFrom(')', ') // end'),
    )
    .map(([open, lines, close]) => [`${keyword}${open}`, ...lines.map((text) => `\t${text}`), close].join('\n'));
  return fc.oneof(
    line.map((text) => `${keyword} ${text}`),
    block,
    fc.constantFrom(`${keyword} ()`, `${keyword} ( )`),
  );
}

const goModText = fc
  .tuple(
    fc.array(
      fc.oneof(
        statement('require', requirement),
        statement('replace', replacement),
        fc.constantFrom('', '// note', '// replace ('),
      ),
      { maxLength: 6 },
    ),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(
    ([lines, end, ends]) =>
      ['module app', '', 'go 1.23', ...lines].join('\n').replaceAll('\n', end) + (ends ? end : ''),
  );

describe('replaceModule against the real go', () => {
  const others = (mod: GoMod) => mod.Replace?.filter(({ Old }) => Old.Path !== MODULE) ?? [];

  it.skipIf(NO_GO !== undefined)(
    `leaves exactly one replacement and every other line (${NO_GO ?? 'go is here'})`,
    () => {
      const texts = fc.sample(goModText, { seed: 20260103, numRuns: 250 });
      const at = temporaryFolder();
      const write = (name: string, text: string) => {
        writeFileSync(join(at, name), text);
        return join(at, name);
      };
      const before = readGoMods(texts.map((text, index) => write(`${index}.before`, text)));
      const after = readGoMods(texts.map((text, index) => write(`${index}.after`, edit(text))));
      let valid = 0;
      for (const [index, old] of before.entries()) {
        if (old === undefined) continue;
        valid += 1;
        const now = after[index];
        const shown = `${texts[index]}\n----\n${edit(texts[index] ?? '')}`;
        expect(
          now?.Replace?.filter(({ Old }) => Old.Path === MODULE),
          shown,
        ).toEqual([{ Old: { Path: MODULE }, New: { Path: './gen/config' } }]);
        expect(others(now ?? {}), shown).toEqual(others(old));
        expect(
          now?.Require?.some(({ Path }) => Path === MODULE),
          shown,
        ).toBe(true);
        expect(now?.Require?.filter(({ Path }) => Path !== MODULE) ?? [], shown).toEqual(
          old.Require?.filter(({ Path }) => Path !== MODULE) ?? [],
        );
      }
      expect(valid).toBeGreaterThan(100);
    },
    150_000,
  );
});
