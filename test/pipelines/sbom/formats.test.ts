/** A bill with everything in it, in both formats: valid, complete, and the same bytes each time. */
import { Version } from '@cyclonedx/cyclonedx-library/Spec';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import { describe, expect, it } from 'vitest';
import { type Bill, MAIN_REF, type Writing } from '../../../src/pipelines/sbom/bill.js';
import { toCycloneDx } from '../../../src/pipelines/sbom/cyclonedx.js';
import { toSpdx } from '../../../src/pipelines/sbom/spdx.js';

const hash = 'ab'.repeat(32);
const bill: Bill = {
  project: 'app "quoted" <é>',
  board: 'bl602',
  runtime: 'tinygo',
  module: 'example.org/app',
  artifacts: [{ kind: 'raw', path: 'build/bl602/app.bin', sha256: hash, sha1: 'cd'.repeat(20) }],
  components: [
    {
      ref: 'example.org/a@v1.0.0',
      name: 'example.org/a',
      version: 'v1.0.0',
      kind: 'module',
      purl: 'pkg:golang/example.org/a@v1.0.0',
      sha256: hash,
      goSum: 'h1:q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=',
      licence: { kind: 'text', file: 'LICENSE', text: 'Do what you like.\n' },
      facts: {},
    },
    { ref: 'example.org/b', name: 'example.org/b', kind: 'module', facts: { 'go:replace': '../b' } },
    {
      ref: 'stdlib@1.26.8',
      name: 'stdlib',
      version: '1.26.8',
      kind: 'library',
      licence: { kind: 'spdx', id: 'BSD-3-Clause' },
      facts: {},
    },
    { ref: 'image-boot2@1', name: 'boot2', kind: 'firmware', sha256: hash, facts: {} },
  ],
  tools: [{ ref: 'tool:go@1.26.8', name: 'go', version: '1.26.8', kind: 'tool', facts: {} }],
  needs: new Map([
    [MAIN_REF, ['example.org/b', 'image-boot2@1', 'stdlib@1.26.8']],
    ['example.org/b', ['example.org/a@v1.0.0']],
  ]),
};
const writing: Writing = { bljhVersion: '1.2.3', time: undefined };

describe('CycloneDX', () => {
  const document = JSON.parse(toCycloneDx(bill, writing));

  it('is valid by the strict schema of 1.6', async () => {
    expect(await new JsonStrictValidator(Version.v1dot6).validate(toCycloneDx(bill, writing))).toBeNull();
  });

  it('notices what is not valid', async () => {
    const broken = JSON.stringify({ ...document, components: [{ name: 'without a type' }] });
    expect(await new JsonStrictValidator(Version.v1dot6).validate(broken)).not.toBeNull();
  });

  it('has the firmware with its files, components, tools and who needs whom', () => {
    expect(document.metadata.component).toMatchObject({
      type: 'firmware',
      name: bill.project,
      components: [
        { type: 'file', name: 'build/bl602/app.bin', hashes: [{ alg: 'SHA-1' }, { alg: 'SHA-256', content: hash }] },
      ],
    });
    const named = document.components.map(({ name, scope }: { name: string; scope: string }) => `${name} ${scope}`);
    expect(named.toSorted()).toEqual(
      [
        'boot2 required',
        'example.org/a required',
        'example.org/b required',
        'go excluded',
        'stdlib required',
      ].toSorted(),
    );
    expect(document.dependencies).toContainEqual({ ref: MAIN_REF, dependsOn: bill.needs.get(MAIN_REF) });
    expect(document.dependencies).toContainEqual({ ref: 'example.org/b', dependsOn: ['example.org/a@v1.0.0'] });
  });

  it('has no time but the one that is said', () => {
    expect(document.metadata.timestamp).toBeUndefined();
    const said = JSON.parse(toCycloneDx(bill, { ...writing, time: new Date(1e12) }));
    expect(said.metadata.timestamp).toBe('2001-09-09T01:46:40.000Z');
    expect(said.serialNumber).not.toBe(document.serialNumber);
  });
});

describe('SPDX', () => {
  const document = JSON.parse(toSpdx(bill, writing));

  it('has identifiers that are unique and allowed', () => {
    const ids = [...document.packages, ...document.files].map(({ SPDXID }: { SPDXID: string }) => SPDXID);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^SPDXRef-[a-zA-Z0-9.-]+$/);
    for (const { spdxElementId, relatedSpdxElement } of document.relationships)
      for (const id of [spdxElementId, relatedSpdxElement]) expect([...ids, 'SPDXRef-DOCUMENT']).toContain(id);
  });

  it('puts a licence text into the document and guesses no identifier', () => {
    const [module] = document.packages.filter(({ name }: { name: string }) => name === 'example.org/a');
    expect(module.licenseConcluded).toBe('NOASSERTION');
    expect(document.hasExtractedLicensingInfos).toEqual([
      { licenseId: module.licenseDeclared, name: 'LICENSE', extractedText: 'Do what you like.\n' },
    ]);
  });

  it('has the time that is said, else the beginning of the era', () => {
    expect(document.creationInfo.created).toBe('1970-01-01T00:00:00Z');
    expect(JSON.parse(toSpdx(bill, { ...writing, time: new Date(1e12) })).creationInfo.created).toBe(
      '2001-09-09T01:46:40Z',
    );
  });
});

it.each([toCycloneDx, toSpdx])('%o: the same bill, the same bytes; another one, another identity', (write) => {
  expect(write(bill, writing)).toBe(write(structuredClone(bill), writing));
  const identity = (text: string) => {
    const { serialNumber, documentNamespace } = JSON.parse(text);
    return serialNumber ?? documentNamespace;
  };
  expect(identity(write({ ...bill, board: 'virt32' }, writing))).not.toBe(identity(write(bill, writing)));
});
