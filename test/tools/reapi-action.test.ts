/**
 * Each step of a build is a proper action of the Remote Execution API: a worker that has the digest, the server and its own tools, and knows
 * nothing of bljh, makes the same files in another folder with empty caches.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RemoteStore } from '../../src/cache/remote/remote-store.js';
import { readRemoteSettings } from '../../src/cache/remote/settings.js';
import { readStepRecords } from '../../src/cache/step-record.js';
import { compareArtifacts } from '../../src/image/compare/compare-artifacts.js';
import { equip } from '../../src/pipelines/equip.js';
import { prepareBuild } from '../../src/pipelines/prepare-build.js';
import { loadProject } from '../../src/project/project.js';
import { makeRealRig, packageFolder, type Rig } from '../rig.js';
import { startBazelRemote } from '../servers/bazel-remote.js';
import { runAction } from '../servers/worker.js';
import { BUILD_TIMEOUT_MS, realProjectIn } from './real-tools.js';

const HANDLER = `//go:build tinygo

package main

import "runtime/volatile"

var received volatile.Register32

//go:isr CONSOLE UART0
func onByte() { received.Set(1) }
`;

/** A module beside the project, with an embedded file. */
const BESIDE = {
  'lib/go.mod': 'module example.org/lib\n\ngo 1.21\n',
  'lib/lib.go': 'package lib\n\nimport _ "embed"\n\n//go:embed text.txt\nvar Text string\n',
  'lib/text.txt': 'beside the project\n',
};

async function worldOf(rig: Rig, folder: string, board: string) {
  const project = loadProject(folder);
  if (!project.ok) throw new Error(JSON.stringify(project));
  const prepared = prepareBuild({ project: project.value, boardName: board, packageFolder });
  if (!prepared.ok) throw new Error(JSON.stringify(prepared));
  const cacheFolder = join(rig.env['XDG_CACHE_HOME'] ?? join(rig.env['HOME'] ?? '', '.cache'), 'bljh');
  const equipped = await equip(prepared.value.plan, { env: rig.env, cacheFolder, packageFolder });
  if (!equipped.ok) throw new Error(JSON.stringify(equipped));
  return equipped.value;
}

describe.each([
  { board: 'virt64', template: 'led_blink', extra: BESIDE, exact: true },
  { board: 'jh7110', template: 'driver', extra: {}, exact: true },
  // A handler: the step runs in a copy of the sources.
  { board: 'bl602', template: 'led_blink', extra: { 'app/handler.go': HANDLER }, exact: false },
  { board: 'virt32', template: 'led_blink', extra: BESIDE, exact: false },
])('$board, $template', ({ board, template, extra, exact }) => {
  it(
    'a worker that knows the action only makes the same',
    async () => {
      const rig = makeRealRig();
      const server = await startBazelRemote(rig);
      const { folder, ok } = realProjectIn(rig, await rig.project(template, 'app'));
      for (const [path, content] of Object.entries(extra)) rig.write(path, content);
      if (extra === BESIDE) {
        const goMod = rig.read('app/go.mod');
        rig.write('app/go.mod', `${goMod}\nrequire example.org/lib v0.0.0\n\nreplace example.org/lib => ../lib\n`);
        rig.write('app/beside.go', 'package main\n\nimport "example.org/lib"\n\nfunc init() { println(lib.Text) }\n');
      }
      rig.env['BLJH_REMOTE_CACHE'] = `grpc://localhost:${server.port}`;
      rig.env['BLJH_REMOTE_CACHE_INPUTS'] = '1';
      rig.env['BLJH_CACHE'] = 'off';
      // TinyGo embeds files without the F extension only.
      if (board === 'virt32') await ok('configure', '--board', board, '--set', 'HARD_FLOAT=n');
      await ok('build', '--board', board);
      const { tools, facts, identities } = await worldOf(rig, folder, board);
      const [record] = readStepRecords(join(folder, 'build', board, '.bljh-steps.json'));
      if (record === undefined) throw new Error('no step');
      expect(record.last).toEqual({ how: 'ran' });

      const settings = readRemoteSettings({
        BLJH_REMOTE_CACHE: rig.env['BLJH_REMOTE_CACHE'],
        BLJH_REMOTE_CACHE_MODE: 'read',
      });
      if (!settings.ok || settings.value === undefined) throw new Error(JSON.stringify(settings));
      const troubles: string[] = [];
      const store = new RemoteStore(settings.value, (text) => troubles.push(text));
      const result = await store.find({ hash: record.key, sizeBytes: actionSizeOf(server.folder, record.key) });
      // The project is gone: whatever the action does not hold is nowhere.
      const made = new Map(
        (result?.outputs ?? []).map(({ path, digest }) => [path, { hash: digest.hash, sizeBytes: digest.sizeBytes }]),
      );
      rmSync(folder, { recursive: true });
      rmSync(rig.path('lib'), { recursive: true, force: true });

      const home = rig.path('worker', 'home');
      mkdirSync(home, { recursive: true });
      const folders = [...tools.values()].filter(({ id }) => id !== 'go-modules').map(({ path }) => dirname(path));
      const done = await runAction({
        rig,
        store,
        action: { hash: record.key, sizeBytes: actionSizeOf(server.folder, record.key) },
        folder: rig.path('worker'),
        env: {
          PATH: [...new Set([...folders, '/usr/bin', '/bin'])].join(':'),
          HOME: home,
          GOMODCACHE: tools.get('go')?.facts['gomodcache'] ?? '',
          ...(facts.tinygoroot !== '' && { TINYGOROOT: facts.tinygoroot }),
        },
        platform: {
          OSFamily: 'linux',
          ISA: process.arch === 'arm64' ? 'aarch64' : 'x86-64',
          ...Object.fromEntries(identities.map(({ id, version, sha256 }) => [`bljh-${id}`, `${version} ${sha256}`])),
          'bljh-tinygoroot': facts.tinygorootHash,
        },
        timeoutMs: BUILD_TIMEOUT_MS,
      });
      expect(Object.keys(done.outputs).sort()).toEqual([...made.keys()].sort());
      expect(made.size).toBeGreaterThan(0);
      for (const [path, digest] of made) {
        if (exact) {
          expect(done.outputs[path], path).toBe(digest.hash);
          continue;
        }
        // TinyGo writes the folders of its caches into what a debugger reads (docs/reproducible.md).
        const file = rig.path('as-built');
        rmSync(file, { force: true });
        expect(await store.fetch(digest, file)).toBe(true);
        const difference = compareArtifacts(readFileSync(file), readFileSync(done.fileOf(path)));
        expect(difference?.isDebugOnly ?? true, `${path} ${JSON.stringify(difference)}`).toBe(true);
      }
      await store.close();
      expect(troubles).toEqual([]);
      // No folder of this machine in what every machine is to understand.
      const told = JSON.stringify(done.arguments);
      expect(told).not.toContain(rig.folder);
      expect(told).not.toContain(rig.env['HOME']);
    },
    BUILD_TIMEOUT_MS * 2,
  );
});

/** The server's own file of the message: a digest has a length, too. */
function actionSizeOf(folder: string, hash: string): number {
  const blobs = join(folder, 'cas.v2');
  const name = readdirSync(blobs, { recursive: true, encoding: 'utf8' }).find((each) => each.includes(hash));
  if (name === undefined) throw new Error(`the server lacks the action ${hash}`);
  return statSync(join(blobs, name)).size;
}
