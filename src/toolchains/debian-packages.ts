/** Which Debian packages a tool means on this system. Pure; what apt offers is asked in apt-get.ts. */
import type { System } from './system.js';
import type { DebianPackage } from './tool.js';

/** The package names, with those that differ between releases guessed from the release. */
export function guessPackageNames(packages: readonly DebianPackage[], system: System): readonly string[] {
  return packages.map((entry) => (typeof entry === 'string' ? entry : entry.guess(system)));
}

/** The package names, as apt offers them; a name is guessed when apt offers none (its lists may be empty). */
export function choosePackageNames(
  packages: readonly DebianPackage[],
  system: System,
  offered: ReadonlySet<string>,
): readonly string[] {
  return packages.map((entry) => {
    if (typeof entry === 'string') return entry;
    return entry.anyOf.find((name) => offered.has(name)) ?? entry.guess(system);
  });
}

/** Every name that may be meant. */
export function allPackageNames(packages: readonly DebianPackage[]): readonly string[] {
  return packages.flatMap((entry) => (typeof entry === 'string' ? [entry] : entry.anyOf));
}

/** Whether this system is at least that release of its distribution: `{ debian: 13, ubuntu: 25.04 }`. */
export function isAtLeastRelease(system: System, releases: Readonly<Record<string, number>>): boolean {
  const first = releases[system.distribution];
  const release = Number.parseFloat(system.release);
  // Debian's testing and unstable have no VERSION_ID: newer than any release.
  return first !== undefined && (Number.isNaN(release) || release >= first);
}
