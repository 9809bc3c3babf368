/** What lies in src/cache/reapi/generated is what buf and ts-proto make of src/cache/reapi/proto. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeRig, packageFolder } from '../../rig.js';

const folder = join(packageFolder, 'src', 'cache', 'reapi');

test('the generated messages are those of the .proto files', async () => {
  const rig = makeRig({ PATH: process.env['PATH'] ?? '' });
  const buf = join(packageFolder, 'node_modules', '@bufbuild', 'buf', 'bin', 'buf');
  const made = rig.path('generated');
  const args = ['generate', '--template', join(folder, 'buf.gen.yaml'), '--include-imports', '--output', made];
  const { code, stderr } = await rig.run(process.execPath, [buf, ...args, join(folder, 'proto')], {
    cwd: packageFolder,
  });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const names = filesIn(join(folder, 'generated'));
  expect(names.length).toBeGreaterThan(3);
  expect(filesIn(made)).toEqual(names);
  for (const name of names)
    expect(readFileSync(join(made, name), 'utf8'), name).toBe(readFileSync(join(folder, 'generated', name), 'utf8'));
});

function filesIn(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();
}
