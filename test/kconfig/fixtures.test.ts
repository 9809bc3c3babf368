// Walks test/fixtures/kconfig: the same bytes as the C tool, and exactly these diagnostics.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type FileSystem,
  formatConfig,
  formatDefconfig,
  lossDiagnostic,
  parseKconfig,
  readConfigFile,
  resolveConfig,
} from '../../src/kconfig/index.js';
import { diagnosticLine } from './inline-model.js';

const root = join(import.meta.dirname, '../fixtures/kconfig');
const cases = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

function load(name: string) {
  const folder = join(root, name);
  const fileSystem: FileSystem = {
    readText: (path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined),
  };
  const parsed = parseKconfig({ file: 'Kconfig', environment: {}, fileSystem });
  const input = readConfigFile('input.config', fileSystem.readText('input.config') ?? '', parsed.model);
  const resolution = resolveConfig(parsed.model, input.settings);
  const losses = resolution.losses.map(lossDiagnostic);
  const diagnostics = [...parsed.diagnostics, ...input.diagnostics, ...resolution.diagnostics, ...losses];
  return { model: parsed.model, resolution, diagnostics, expected: (file: string) => fileSystem.readText(file) };
}

describe.each(cases.map(({ name }) => name))('%s', (name) => {
  const { model, resolution, diagnostics, expected } = load(name);

  it('gives the .config of the C tool', () => {
    expect(formatConfig(model, resolution)).toBe(expected('expected.config'));
  });

  it('gives the defconfig of the C tool', () => {
    expect(formatDefconfig(model, resolution)).toBe(expected('expected.defconfig'));
  });

  it('says what is noteworthy', () => {
    expect(diagnostics.map((each) => `${diagnosticLine(each)}\n`).join('')).toBe(expected('diagnostics.txt'));
  });

  it('reads its own .config back without a loss and writes it again', () => {
    const text = formatConfig(model, resolution);
    const again = resolveConfig(model, readConfigFile('.config', text, model).settings);
    expect(again.losses).toEqual([]);
    expect(formatConfig(model, again)).toBe(text);
  });
});
