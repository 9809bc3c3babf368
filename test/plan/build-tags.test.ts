import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isReservedTag, planTags } from '../../src/plan/build-tags.js';
import { GOROOT, NO_GO } from './go-oracle.js';
import { codesOf, errorsOf, planInputOf, unwrap } from './plan-input.js';

const bool = (...names: readonly string[]) => names.map((name) => `config ${name}\n\tbool "${name}"\n`).join('\n');

function tagsOf(input: Parameters<typeof planInputOf>[0]): string[] {
  return unwrap(planTags(planInputOf(input))).map(({ text }) => text);
}

describe('planTags', () => {
  it('gives the board and each bool that is y a tag', () => {
    const kconfig = `${bool('ONE', 'TWO')}\nconfig NUMBER\n\tint "number"\n\tdefault 3\n`;
    expect(tagsOf({ kconfig, settings: { TWO: 'y' } })).toEqual(['bljh_virt64', 'two']);
  });

  it('makes a tag of a board name with characters that tags cannot have', () => {
    const ini = readFileSync(new URL('../../boards/virt64/board.ini', import.meta.url), 'utf8');
    const files = {
      'boards/my-board.2/board.ini': ini,
      'boards/my-board.2/Kconfig': boardKconfig,
      'boards/my-board.2/defconfig': '',
    };
    expect(tagsOf({ board: 'my-board.2', files })).toEqual(['bljh_my_board_2']);
  });

  it('renames through bljh.ini and says where', () => {
    const [, tag] = unwrap(
      planTags(planInputOf({ kconfig: bool('ONE'), ini: '[tags]\nONE = other\n', settings: { ONE: 'y' } })),
    );
    expect(tag?.text).toBe('other');
    expect(tag?.origins).toContainEqual({
      kind: 'project',
      key: 'tags.ONE',
      at: { file: 'bljh.ini', line: 3, col: 1 },
    });
  });

  it.each([
    'LINUX',
    'RISCV64',
    'ARM',
    'UNIX',
    'MSAN',
    'IGNORE',
    'TINYGO',
    'BAREMETAL',
    'RACE',
    'GO1',
    'SERIAL',
    'BLJH',
    'TRUE',
  ])('refuses the reserved word of %s even while it is n', (name) => {
    const result = planTags(planInputOf({ kconfig: bool(name) }));
    expect(codesOf(result)).toEqual(['PL0003']);
    expect(errorsOf(result)[0]).toMatchObject({
      at: { file: 'Kconfig', line: 1 },
      hint: { text: expect.stringContaining(name) },
    });
  });

  it.each(['a-b', 'a b', 'a,b', '!a', 'a&&b', '(a)', 'a/b', '$(x)'])(
    'refuses %j, which go build would ignore',
    (tag) => {
      expect(codesOf(planTags(planInputOf({ kconfig: bool('ONE'), ini: `[tags]\nONE = ${tag}\n` })))).toContain(
        'PL0002',
      );
    },
  );

  it('does not advise what bljh.ini would refuse', () => {
    const [error] = errorsOf(planTags(planInputOf({ kconfig: bool('foo-bar') })));
    expect(error).toMatchObject({
      code: 'PL0002',
      hint: { text: 'give the symbol another name in Kconfig, such as FOO_BAR' },
    });
  });

  it('refuses two symbols with one tag, whatever their values', () => {
    const result = planTags(planInputOf({ kconfig: bool('ONE', 'TWO'), ini: '[tags]\nTWO = one\n' }));
    expect(codesOf(result)).toEqual(['PL0004']);
    expect(errorsOf(result)[0]?.message).toContain('ONE and TWO');
  });

  it('lets a rename part two symbols', () => {
    const kconfig = bool('ONE', 'one');
    expect(codesOf(planTags(planInputOf({ kconfig })))).toEqual(['PL0004']);
    expect(codesOf(planTags(planInputOf({ kconfig, ini: '[tags]\none = other\n' })))).toEqual([]);
  });

  it('names the line of bljh.ini that renames an unknown symbol', () => {
    const result = planTags(planInputOf({ kconfig: bool('ONE'), ini: '[tags]\nONE = a\nGONE = b\n' }));
    expect(codesOf(result)).toEqual(['PL0006']);
    expect(errorsOf(result)[0]?.at).toEqual({ file: 'bljh.ini', line: 4, col: 1 });
  });

  it.each(['NUMBER', 'CGO'])('does not drop the rename of %s, which is no bool of the project, in silence', (name) => {
    const kconfig = 'config NUMBER\n\tint "number"\n';
    expect(codesOf(planTags(planInputOf({ kconfig, ini: `[tags]\n${name} = other\n` })))).not.toEqual([]);
  });

  it("refuses a symbol whose tag is the board's own", () => {
    expect(codesOf(planTags(planInputOf({ kconfig: bool('BLJH_VIRT64') })))).toHaveLength(1);
  });

  it("refuses a symbol whose tag the board's TinyGo target always sets", () => {
    expect(codesOf(planTags(planInputOf({ board: 'virt32', kconfig: bool('VIRT32') })))).toHaveLength(1);
  });

  const boardKconfig = 'config BOARD_OWN\n\tdef_bool y\n\tselect LINUX_OS\n\tselect HAS_STANDARD_GO\n';
});

describe('isReservedTag', () => {
  const list = `${GOROOT}/src/internal/syslist/syslist.go`;
  it.skipIf(NO_GO !== undefined || !existsSync(list))(
    `knows all operating systems and architectures of Go (${NO_GO ?? 'go is here'})`,
    () => {
      const words = [...readFileSync(list, 'utf8').matchAll(/^\t"(\w+)":\s+true,/gm)].map(([, word]) => word ?? '');
      expect(words.length).toBeGreaterThan(40);
      expect(words.filter((word) => !isReservedTag(word))).toEqual([]);
    },
  );

  it.each([
    'go1.23',
    'go1',
    'tinygo.riscv32',
    'gc.precise',
    'scheduler.tasks',
    'goexperiment.x',
    'riscv64.rva20u64',
    'amd64.v1',
  ])('knows %s', (tag) => expect(isReservedTag(tag)).toBe(true));

  it.each(['gopher', 'linux2', 'my_linux', 'go1x', 'feature', 'v1.2'])('leaves %s to the project', (tag) =>
    expect(isReservedTag(tag)).toBe(false),
  );
});
