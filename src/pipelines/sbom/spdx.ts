/**
 * The bill as SPDX 2.3 in JSON (spdx.github.io/spdx-spec/v2.3). No library for JavaScript is kept up that writes it: @spdx/tools calls itself
 * not fit for production. What is written is held against the validator of SPDX (PyPI: spdx-tools) in the tests.
 */
import { createHash } from 'node:crypto';
import { type Bill, type Component, type Licence, MAIN_REF, type Writing } from './bill.js';
import { compareText } from './module-graph.js';
import { uuidOf } from './uuid-v5.js';

const NOTHING_SAID = 'NOASSERTION';
const MAIN_ID = 'SPDXRef-firmware';
const DOCUMENT_ID = 'SPDXRef-DOCUMENT';
const PURPOSES = { module: 'LIBRARY', library: 'LIBRARY', firmware: 'FIRMWARE', tool: 'APPLICATION' } as const;

interface Relationship {
  readonly spdxElementId: string;
  readonly relationshipType: string;
  readonly relatedSpdxElement: string;
}

export function toSpdx(bill: Bill, { bljhVersion, time }: Writing): string {
  const ids = new Map([...bill.components, ...bill.tools].map(({ ref }) => [ref, idOf('Package', ref)]));
  ids.set(MAIN_REF, MAIN_ID);
  const licences = new Map<string, { readonly name: string; readonly text: string }>();
  const packages = [
    mainPackage(bill),
    ...[...bill.components, ...bill.tools].map((component) =>
      packageOf(component, ids.get(component.ref) ?? '', licences),
    ),
  ];
  const files = bill.artifacts.map(({ path, sha1, sha256 }) => ({
    SPDXID: idOf('File', path),
    fileName: `./${path}`,
    checksums: [
      { algorithm: 'SHA1', checksumValue: sha1 },
      { algorithm: 'SHA256', checksumValue: sha256 },
    ],
    licenseConcluded: NOTHING_SAID,
    licenseInfoInFiles: [NOTHING_SAID],
    copyrightText: NOTHING_SAID,
  }));
  const document = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: DOCUMENT_ID,
    name: `${bill.project}-${bill.board}`,
    // SPDX wants a time; where none was said, it is the beginning of the era, so that the same build has the same bytes.
    creationInfo: { created: secondsOf(time ?? new Date(0)), creators: [`Tool: bljh-${bljhVersion}`] },
    packages,
    files,
    relationships: relationshipsOf(bill, ids),
    ...(licences.size > 0 && {
      hasExtractedLicensingInfos: [...licences].map(([licenseId, { name, text }]) => ({
        licenseId,
        name,
        extractedText: text,
      })),
    }),
  };
  const documentNamespace = `https://spdx.org/spdxdocs/${encodeURIComponent(document.name)}-${uuidOf(JSON.stringify(document))}`;
  return JSON.stringify({ ...document, documentNamespace }, null, 2);
}

function mainPackage({ project, board, runtime, module, artifacts }: Bill) {
  const sums = artifacts.map(({ sha1 }) => sha1).sort(compareText);
  return {
    SPDXID: MAIN_ID,
    name: project,
    primaryPackagePurpose: 'FIRMWARE',
    downloadLocation: NOTHING_SAID,
    filesAnalyzed: true,
    packageVerificationCode: { packageVerificationCodeValue: createHash('sha1').update(sums.join('')).digest('hex') },
    licenseConcluded: NOTHING_SAID,
    licenseDeclared: NOTHING_SAID,
    licenseInfoFromFiles: [NOTHING_SAID],
    copyrightText: NOTHING_SAID,
    comment: `board ${board}, ${runtime === 'go' ? 'standard Go' : 'TinyGo'}, Go module ${module}`,
  };
}

function packageOf(
  { name, version, kind, purl, sha256, goSum, licence, facts }: Component,
  id: string,
  licences: Map<string, { readonly name: string; readonly text: string }>,
) {
  const comment = [...Object.entries(facts), ...(goSum === undefined ? [] : [['go:sum', goSum]])].map(
    ([key, value]) => `${key}=${value}`,
  );
  return {
    SPDXID: id,
    name,
    ...(version !== undefined && { versionInfo: version }),
    primaryPackagePurpose: PURPOSES[kind],
    downloadLocation: NOTHING_SAID,
    filesAnalyzed: false,
    ...(sha256 !== undefined && { checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }] }),
    licenseConcluded: NOTHING_SAID,
    licenseDeclared: licence === undefined ? NOTHING_SAID : declare(licence, licences),
    copyrightText: NOTHING_SAID,
    ...(purl !== undefined && {
      externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
    }),
    ...(comment.length > 0 && { comment: comment.join('\n') }),
  };
}

/** A text whose licence is not told by an identifier becomes a licence of this document. */
function declare(licence: Licence, licences: Map<string, { readonly name: string; readonly text: string }>): string {
  if (licence.kind === 'spdx') return licence.id;
  const id = `LicenseRef-${createHash('sha256').update(licence.text).digest('hex').slice(0, 16)}`;
  licences.set(id, { name: licence.file, text: licence.text });
  return id;
}

function relationshipsOf(bill: Bill, ids: ReadonlyMap<string, string>): readonly Relationship[] {
  const relate = (from: string, relationshipType: string, to: string): Relationship => ({
    spdxElementId: from,
    relationshipType,
    relatedSpdxElement: to,
  });
  return [
    relate(DOCUMENT_ID, 'DESCRIBES', MAIN_ID),
    ...bill.artifacts.map(({ path }) => relate(MAIN_ID, 'CONTAINS', idOf('File', path))),
    ...[...bill.needs].flatMap(([ref, needed]) =>
      needed.map((target) => relate(ids.get(ref) ?? '', 'DEPENDS_ON', ids.get(target) ?? '')),
    ),
    ...bill.tools.map(({ ref }) => relate(ids.get(ref) ?? '', 'BUILD_TOOL_OF', MAIN_ID)),
  ];
}

/** Letters, digits, `.` and `-` are allowed; what else there is could make two names one, so a hash follows. */
function idOf(kind: string, name: string): string {
  const plain = name.replaceAll(/[^a-zA-Z0-9.-]+/g, '-');
  const hash = plain === name ? '' : `-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  return `SPDXRef-${kind}-${plain}${hash}`;
}

function secondsOf(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
