/** What `bljh build --verify` found, as people read it. */
import type { Verification } from '../pipelines/verify/verify-build.js';

export function presentVerifications(verifications: readonly Verification[]): string {
  return verifications.map(describe).join('\n');
}

function describe({ board, artifacts, durationMs }: Verification): string {
  const lines = artifacts.map(({ path, sha256, verdict }) => {
    const told = verdict === 'debug' ? 'same program, other debug information' : verdict;
    return `  ${path}  ${told}  sha256 ${sha256}`;
  });
  return [`${board}: reproducible (built again elsewhere in ${(durationMs / 1000).toFixed(1)} s)`, ...lines].join('\n');
}
