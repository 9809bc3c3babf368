// What holds for every tree and every text.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConfigSetting,
  formatConfig,
  formatDefconfig,
  lossDiagnostic,
  readConfigFile,
  resolveConfig,
} from '../../src/kconfig/index.js';
import { parseText } from './inline-model.js';
import { drawSettings, drawTree } from './random-tree.js';

const fragments = [
  ...'config menuconfig choice endchoice menu endmenu if endif comment source mainmenu bool int hex string tristate'.split(
    ' ',
  ),
  ...'default depends on select imply range help modules optional prompt visible def_bool'.split(' '),
  ...'A B C y n m "x" "$(A)" $(A) $(shell,x) $(info,x) $( ) ( && || ! = != < >= := += # \\ \' \0 \uFEFF 0x10 \r\n'.split(
    ' ',
  ),
  ...['\n', '\n', '\n\t', ' ', '\\\n', '"Kconfig"'],
];

const settings = fc.array(
  fc.record({
    name: fc.constantFrom('MODULES', 'S0', 'S1', 'S2', 'S3', 'C1A', 'C1B', 'C2A', 'NOBODY'),
    value: fc.oneof(fc.constantFrom('y', 'm', 'n', '', '1', '10', '0x10', '-3', 'yes'), fc.string({ unit: 'binary' })),
    by: fc.constantFrom('a', 'b', '--set'),
  }),
);

describe('any text', { timeout: 90_000 }, () => {
  it('never makes the parser, the evaluator or the writers throw', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
      fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(text, text, (kconfig, config) => {
        const { model } = parseText(kconfig, { A: config }, { shell: () => '' });
        const resolution = resolveConfig(model, readConfigFile('.config', config, model).settings);
        formatConfig(model, resolution);
        formatDefconfig(model, resolution);
      }),
      { numRuns: 1500 },
    );
  });

  it('survives random trees with lines lost, doubled and swapped', () => {
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const lines = drawTree((arbitrary) => draw(() => arbitrary)).text.split('\n');
        const picked = draw(fc.array, fc.nat({ max: lines.length - 1 }), { maxLength: lines.length });
        const { model } = parseText(picked.map((index) => `${lines[index]}\n`).join(''));
        expect(formatConfig(model, resolveConfig(model, []))).toContain('# Automatically generated file');
      }),
      { numRuns: 300 },
    );
  });
});

// Hundreds of trees: on a machine with other work that takes longer than a test usually may.
describe('random trees', { timeout: 90_000 }, () => {
  const property = (numRuns: number, check: (tree: ReturnType<typeof drawTree>, config: string) => void): void => {
    fc.assert(
      fc.property(fc.gen(), (draw) => {
        const tree = drawTree((arbitrary) => draw(() => arbitrary));
        check(
          tree,
          drawSettings((arbitrary) => draw(() => arbitrary), tree),
        );
      }),
      { numRuns },
    );
  };

  it('read their .config back without a loss and write it again', () => {
    property(600, ({ text }, config) => {
      const { model, diagnostics } = parseText(text);
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      const first = resolveConfig(model, readConfigFile('in', config, model).settings);
      const written = formatConfig(model, first);
      const file = readConfigFile('.config', written, model);
      const second = resolveConfig(model, file.settings);
      expect(file.diagnostics).toEqual([]);
      expect(second.losses).toEqual([]);
      expect(formatConfig(model, second)).toBe(written);
    });
  });

  it('come back from their defconfig', () => {
    property(600, ({ text }, config) => {
      const { model } = parseText(text);
      const first = resolveConfig(model, readConfigFile('in', config, model).settings);
      const defconfig = formatDefconfig(model, first);
      const second = resolveConfig(model, readConfigFile('defconfig', defconfig, model).settings);
      expect(second.losses).toEqual([]);
      expect(formatConfig(model, second)).toBe(formatConfig(model, first));
      expect(formatDefconfig(model, second)).toBe(defconfig);
    });
  });

  it('give what was asked or say that they do not', () => {
    fc.assert(
      fc.property(fc.gen(), settings, (draw, asked) => {
        const { model } = parseText(drawTree((arbitrary) => draw(() => arbitrary)).text);
        const { values, losses, diagnostics } = resolveConfig(model, asked);
        const last = new Map<string, ConfigSetting>(asked.map((setting) => [setting.name, setting]));
        const overridden = diagnostics.some(({ code }) => code === 'KC0512');
        for (const { name, value } of last.values()) {
          const stuck = values.get(name)?.value === value || (!values.has(name) && value === 'n');
          const lost = losses.filter((loss) => loss.name === name);
          if (stuck) expect(lost).toEqual([]);
          else if (model.symbols.get(name)?.choice === undefined || !overridden) expect(lost).toHaveLength(1);
        }
        for (const loss of losses) expect(lossDiagnostic(loss).message).not.toMatch(/\n/);
      }),
      { numRuns: 400 },
    );
  });

  it('do not depend on who asks first: resolving is pure', () => {
    property(100, ({ text }, config) => {
      const { model } = parseText(text);
      const { settings: given } = readConfigFile('in', config, model);
      expect(resolveConfig(model, given)).toEqual(resolveConfig(model, given));
    });
  });
});
