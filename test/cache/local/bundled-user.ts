/** store-user.ts as a program that node runs without vitest. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import { packageFolder } from '../../rig.js';

const folder = mkdtempSync(join(tmpdir(), 'bljh-store-user-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export async function bundleUser(): Promise<string> {
  const outfile = join(folder, 'store-user.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'store-user.ts')],
    absWorkingDir: packageFolder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    outfile,
    logLevel: 'warning',
  });
  return outfile;
}
