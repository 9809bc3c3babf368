/**
 * With real tools and the network: the pinned Go toolchain through the user's Go module proxy. Needs a go command on
 * PATH (any version); its module cache spares the download when it has been there before.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findExecutable } from '../../src/process/find-executable.js';
import { runCommand } from '../../src/process/run-command.js';
import { findTool } from '../../src/toolchains/find-tool.js';
import { goEnvironment } from '../../src/toolchains/go/go-environment.js';
import { goInstaller } from '../../src/toolchains/go/install-go.js';
import { hostGoPlatform, pinnedToolchainOf } from '../../src/toolchains/go/toolchain-module.js';
import { readSystem } from '../../src/toolchains/system.js';

const env = Object.fromEntries(
  Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
);
const toolchain = pinnedToolchainOf(hostGoPlatform(process));
const canRun = toolchain !== undefined && findExecutable('go', env['PATH']) !== undefined;

it.runIf(canRun)(
  'the pinned Go toolchain is fetched, has the pinned hash and compiles',
  { timeout: 300_000 },
  async () => {
    const cacheFolder = mkdtempSync(join(tmpdir(), 'bljh-test-'));
    onTestFinished(() => rmSync(cacheFolder, { recursive: true, force: true }));
    const context = { env, cacheFolder, packageFolder: process.cwd() };
    const site = { context, system: readSystem(env), found: new Map(), report: () => undefined };
    expect(await goInstaller.install(site)).toMatchObject({ ok: true });

    // Without the folders of the go on PATH, the one in the cache is found.
    const path = (env['PATH'] ?? '').split(delimiter).filter((folder) => !existsSync(join(folder, 'go')));
    const found = await findTool('go', { ...context, env: { ...env, PATH: path.join(delimiter) } });
    if (!found.ok) throw new Error(found.diagnostics[0]?.message);
    expect(found.value).toMatchObject({ from: 'cache', version: '1.26.8' });
    const outcome = await runCommand(
      {
        file: found.value.path,
        args: ['build', '-o', join(cacheFolder, 'nothing'), 'errors'],
        cwd: cacheFolder,
        env: goEnvironment(env, { kind: 'ok', tool: found.value }),
      },
      { timeoutMs: 120_000 },
    );
    expect(outcome.end).toEqual({ kind: 'exited', exitCode: 0 });
  },
);
