import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { readArtifacts } from '../../../src/pipelines/sbom/read-artifacts.js';
import { temporaryFolder } from '../../process/temporary-folder.js';

const hashOf = (algorithm: string) => createHash(algorithm).update('bytes').digest('hex');
const path = 'build/x/app';
const built = {
  board: 'x',
  outputs: [{ kind: 'executable', path, sizeBytes: 5, sha256: hashOf('sha256') }],
};

it('tells both hashes of the same bytes', () => {
  expect(readArtifacts(built, temporaryFolder({ [path]: 'bytes' }))).toMatchObject({
    ok: true,
    value: [{ kind: 'executable', path, sha256: hashOf('sha256'), sha1: hashOf('sha1') }],
  });
});

it.each([
  [
    'other',
    { [path]: 'bites' },
    { code: 'SB0004', message: 'x: the last build is out of date: build/x/app is not what was built' },
  ],
  ['no', {}, { code: 'SB0002', message: 'build/x/app is not there' }],
])('%s bytes', (_, files, diagnostic) => {
  expect(readArtifacts(built, temporaryFolder(files))).toMatchObject({ ok: false, diagnostics: [diagnostic] });
});
