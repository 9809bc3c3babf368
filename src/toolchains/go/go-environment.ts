/**
 * The environment for a go command that bljh runs on its own account: the user's settings (GOPROXY, GOFLAGS,
 * GOMODCACHE, ... count), except those that would build for another machine or in another module.
 */
import type { Probe } from '../tool.js';
import { hostGoPlatform } from './toolchain-module.js';

export function goEnvironment(
  env: Readonly<Record<string, string>>,
  go: Probe | undefined,
  host: { readonly platform: NodeJS.Platform; readonly arch: string } = process,
): Readonly<Record<string, string>> {
  const { os, arch } = hostGoPlatform(host);
  const goroot = go?.kind === 'ok' ? go.tool.facts['goroot'] : undefined;
  return {
    ...env,
    ...(goroot === undefined ? {} : { GOROOT: goroot }),
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    GO111MODULE: 'on',
    GOOS: os,
    GOARCH: arch,
  };
}
