/** docs/errors.md and the tables of codes agree: each code has one section, with its title and exit code or severity. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODES, EXIT } from '../../src/diagnostics/codes.js';
import { diagnosticCodes } from '../../src/kconfig/index.js';
import { packageFolder } from '../rig.js';

const text = readFileSync(join(packageFolder, 'docs', 'errors.md'), 'utf8');
const sections = new Map(
  text
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [code = '', ...body] = section.split('\n');
      return [code, body.join('\n')] as const;
    }),
);
/** Bugs are no outcome that a caller plans for, so their code is not in the table. */
const BUG = 'XX0001';
const SEVERITIES = { error: 'Error, exit code 3.', warning: 'Warning.', info: 'Information.' } as const;

describe('docs/errors.md', () => {
  it('has one section a code, and no other', () => {
    const headings = [...text.matchAll(/^### (\S+)/gm)].map(([, code]) => code);
    const codes = [...new Set([...Object.keys(CODES), ...Object.keys(diagnosticCodes), BUG])];
    expect(headings.toSorted()).toEqual(codes.toSorted());
  });

  it.each(Object.entries(CODES))('%s has its title and exit code', (code, { exit, title }) => {
    const [facts = ''] = (sections.get(code) ?? '').trimStart().split('\n');
    expect(facts.toLowerCase()).toBe(`${title}. Exit code ${exit}.`.toLowerCase());
  });

  it.each(Object.entries(diagnosticCodes))('%s has its meaning and severity', (code, [severity, meaning]) => {
    const [facts = ''] = (sections.get(code) ?? '').trimStart().split('\n');
    expect(facts.toLowerCase()).toBe(`${meaning}. ${SEVERITIES[severity]}`.toLowerCase());
  });

  it.each([...sections])('%s has an example', (_code, body) => {
    expect(body).toMatch(/```text\n\S/);
  });

  it('lists every exit code', () => {
    for (const exit of Object.values(EXIT)) expect(text).toMatch(new RegExp(`^\\| ${exit} \\|`, 'm'));
  });
});
