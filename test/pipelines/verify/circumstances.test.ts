import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseCircumstances } from '../../../src/pipelines/verify/circumstances.js';
import type { SecondPlace } from '../../../src/pipelines/verify/second-place.js';
import { temporaryFolder } from '../../process/temporary-folder.js';

function placeIn(parent: string): SecondPlace {
  const root = join(parent, 'bljh-verify-1');
  const place = { root, project: join(root, 'p'), home: join(root, 'home'), temporary: join(root, 'tmp') };
  for (const folder of Object.values(place)) mkdirSync(folder, { recursive: true });
  return { ...place, cache: join(root, 'cache'), roots: { here: '/', there: '/' } };
}

const toldIn = async (parent: string) => {
  const env = { PATH: process.env['PATH'] ?? '' };
  const request = { place: placeIn(parent), env, gomodcache: '', needed: ['/bin/sh'], withoutStores: {} };
  return (await chooseCircumstances(request)).told[1];
};

describe('the user of the second build', () => {
  const isRoot = process.getuid?.() === 0;

  it.skipIf(!isRoot)('root: nobody, who gets the folder (skipped: not root)', async () => {
    const parent = temporaryFolder();
    chmodSync(parent, 0o755);
    expect(await toldIn(parent)).toBe('user nobody (setpriv)');
  });

  it.skipIf(!isRoot)('root: not nobody where that one cannot get into the folder (skipped: not root)', async () => {
    const parent = temporaryFolder();
    chmodSync(parent, 0o700);
    expect(await toldIn(parent)).not.toContain('nobody (setpriv)');
  });
});
