// Models from texts written in the tests, and diagnostics as one line each.

import {
  type KconfigDiagnostic,
  memoryFileSystem,
  type ParseOptions,
  parseKconfig,
  readConfigFile,
  resolveConfig,
} from '../../src/kconfig/index.js';

export function parseText(text: string, more: Record<string, string> = {}, options: Partial<ParseOptions> = {}) {
  const fileSystem = memoryFileSystem({ Kconfig: text, ...more });
  return parseKconfig({ file: 'Kconfig', environment: {}, fileSystem, ...options });
}

/** Values of a Kconfig text under a .config text. */
export function resolveText(text: string, config = '') {
  const { model, diagnostics } = parseText(text);
  const file = readConfigFile('.config', config, model);
  return { model, diagnostics, file, resolution: resolveConfig(model, file.settings) };
}

/** name -> value */
export function valuesOf(text: string, config = ''): Record<string, string> {
  const { values } = resolveText(text, config).resolution;
  return Object.fromEntries([...values.values()].map(({ name, value }) => [name, value]));
}

export function diagnosticLine({ at, severity, code, message }: KconfigDiagnostic): string {
  return `${at ? `${at.file}:${at.line}:${at.col}: ` : ''}${severity}[${code}]: ${message}`;
}

/** "KC0201 3:1" for each diagnostic. */
export function codesAt(diagnostics: readonly KconfigDiagnostic[]): string[] {
  return diagnostics.map(({ code, at }) => `${code} ${at ? `${at.line}:${at.col}` : '-'}`);
}
