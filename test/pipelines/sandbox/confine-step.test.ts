import { chmodSync, existsSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { digestOf } from '../../../src/cache/reapi/digest.js';
import { type Confinement, type ConfineRequest, confineStep } from '../../../src/pipelines/sandbox/confine-step.js';
import { listOwnFolders } from '../../../src/pipelines/sandbox/own-folders.js';
import { temporaryFolder } from '../../process/temporary-folder.js';

function request(projectFolder: string, names: readonly string[], more: object = {}): ConfineRequest {
  const inputs = names.map((path) => ({
    ...{ path, digest: digestOf(Buffer.alloc(0)), isExecutable: false },
    source: join(projectFolder, path),
  }));
  return {
    sandbox: { bwrap: '/usr/bin/bwrap', cacheFolder: join(projectFolder, 'cache') },
    plan: { board: 'x', steps: [], tools: [] },
    step: { outputs: [{ made: 'build/x/.work/app', path: 'build/x/app' }] },
    action: { inputs },
    place: '',
    projectFolder,
    tools: new Map(),
    facts: { tinygoroot: '' },
    env: {},
    ...more,
  } as unknown as ConfineRequest;
}

/** What it shows by one of bubblewrap's options, and removes what was laid out. */
function mountsOf({ around, release }: Confinement): (option: string) => readonly (string | undefined)[] {
  const { args } = around({ file: 'x', args: [], cwd: '/', env: {} });
  release();
  return (option) => args.flatMap((arg, index) => (arg === option ? [args[index + 2]] : []));
}

it('lays the inputs out, and removes them', () => {
  const folder = temporaryFolder({ 'main.go': 'package main\n' });
  const { release } = confineStep(request(folder, ['main.go']));
  expect(existsSync(join(folder, 'build/x/.sandbox/project/main.go'))).toBe(true);
  release();
  expect(existsSync(join(folder, 'build/x/.sandbox'))).toBe(false);
});

it('leaves nothing where an input is gone', () => {
  const folder = temporaryFolder({ 'main.go': 'package main\n' });
  expect(() => confineStep(request(folder, ['main.go', 'gone.go']))).toThrow('ENOENT');
  expect(existsSync(join(folder, 'build/x/.sandbox'))).toBe(false);
});

it("marks the tools' caches as used", () => {
  const folder = temporaryFolder({ 'main.go': 'package main\n' });
  const names = () => listOwnFolders(join(folder, 'cache')).map(({ name }) => name.replace(/-\w{12}$/, ''));
  confineStep(request(folder, ['main.go'])).release();
  expect(names()).toEqual(['go-build', 'telemetry', 'tinygo']);
  for (const { path } of listOwnFolders(join(folder, 'cache'))) utimesSync(path, 1, 1);
  confineStep(request(folder, ['main.go'])).release();
  expect(listOwnFolders(join(folder, 'cache')).filter(({ usedMs }) => usedMs < Date.now() - 60_000)).toEqual([]);
});

it('mounts nothing in the way of a link', () => {
  const folder = temporaryFolder({ 'main.go': 'package main\n', 'usr/lib/libLLVM.so': '' });
  symlinkSync(join(folder, 'usr/lib'), join(folder, 'lib'));
  const clang = { id: 'clang', path: join(folder, 'lib'), facts: { parts: join(folder, 'lib/libLLVM.so') } };
  const confinement = confineStep(request(folder, ['main.go'], { tools: new Map([['clang', clang]]) }));
  const after = mountsOf(confinement);
  expect(after('--symlink')).toContain(join(folder, 'lib'));
  expect(after('--ro-bind')).toContain(join(folder, 'usr/lib'));
  expect(after('--ro-bind')).not.toContain(join(folder, 'lib/libLLVM.so'));
});

it("shows a board's own compiler with its parts", () => {
  const folder = temporaryFolder({
    'main.go': '',
    'opt/bin/riscv-gcc': '',
    'opt/libexec/cc1': '',
    'opt/include/x.h': '',
  });
  const compiler = join(folder, 'opt/bin/riscv-gcc');
  chmodSync(compiler, 0o755);
  const plan = { board: 'x', tools: [], steps: [{ env: [{ name: 'CC', text: `${compiler} -pipe` }] }] };
  const { around, release } = confineStep(request(folder, ['main.go'], { plan }));
  const { args } = around({ file: 'x', args: [], cwd: '/', env: {} });
  release();
  const mounts = args.flatMap((arg, index) => (/^--(?:ro-)?bind$/.test(arg) ? [args[index + 2] ?? ''] : []));
  // The project's inputs first: a mount hides what is below it.
  expect(mounts.filter((path) => path === folder || path.startsWith(join(folder, 'opt')))).toEqual([
    folder,
    join(folder, 'opt/bin'),
    join(folder, 'opt/libexec'),
  ]);
});
