// Findings of lint in texts written in the tests, one line each.

import {
  type DialectName,
  type Elsewhere,
  lintModel,
  memoryFileSystem,
  parseKconfig,
} from '../../src/kconfig/index.js';

export interface LintTextOptions {
  readonly rules?: readonly string[];
  readonly all?: boolean;
  readonly elsewhere?: Partial<Elsewhere>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly dialect?: DialectName;
}

const none: Elsewhere = { defined: new Set(), selected: new Set(), mentioned: new Set() };

export function findingsOf(text: string, options: LintTextOptions = {}) {
  const fileSystem = memoryFileSystem({ Kconfig: text });
  const { model, diagnostics } = parseKconfig({
    file: 'Kconfig',
    environment: options.environment ?? {},
    fileSystem,
    ...(options.dialect !== undefined && { dialect: options.dialect }),
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return lintModel(model, {
    readText: (path) => fileSystem.readText(path),
    elsewhere: () => ({ ...none, ...options.elsewhere }),
    ...(options.rules !== undefined && { rules: options.rules }),
    ...(options.all !== undefined && { all: options.all }),
  });
}

/** "KC0601 3:13" for each finding. */
export function lintText(text: string, options: LintTextOptions = {}): string[] {
  return findingsOf(text, options).map(({ code, at }) => `${code} ${at ? `${at.line}:${at.col}` : '-'}`);
}
