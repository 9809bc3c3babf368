/**
 * The Go toolchain as a module of the Go module proxy: the versions and hashes that bljh trusts. Pure data.
 * `h1:` sums are those of go.sum; they are checked by us as well, so that a proxy cannot hand out anything else.
 */

export const GO_VERSION = '1.26.8';

const SUMS: Readonly<Record<string, string>> = {
  'linux-amd64': 'h1:ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM=',
  'linux-arm64': 'h1:sYL/O6MqS68ML0kjsQ36WoYIpJqkw60TxizWUYUKQMc=',
  'darwin-arm64': 'h1:dFjGhY6f8DTsY8/rLchUTDRRfjJP4pCrGCwxvHFT2Fg=',
};

export interface PinnedToolchain {
  /** The name of the cache entry. */
  readonly entry: string;
  /** What `go mod download` is asked for. */
  readonly module: string;
  readonly sum: string;
}

/** This machine as Go names it. */
export interface GoPlatform {
  readonly os: string;
  readonly arch: string;
}

export function pinnedToolchainOf({ os, arch }: GoPlatform): PinnedToolchain | undefined {
  const sum = SUMS[`${os}-${arch}`];
  if (sum === undefined) return undefined;
  const name = `go${GO_VERSION}.${os}-${arch}`;
  return { entry: name, module: `golang.org/toolchain@v0.0.1-${name}`, sum };
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64' };

export function hostGoPlatform(host: { readonly platform: NodeJS.Platform; readonly arch: string }): GoPlatform {
  return {
    os: host.platform === 'win32' ? 'windows' : host.platform,
    arch: ARCHITECTURES[host.arch] ?? host.arch,
  };
}
