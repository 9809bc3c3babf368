/**
 * The types of the toolchain layer: what a tool is, what a search for it can find, and what its adapter must offer.
 * An adapter is one typed object in src/toolchains/<tool>/index.ts and one line in registry.ts; nothing else in
 * bljh knows how a tool is called, asked for its version or installed.
 */
import type { Result } from '../diagnostics/diagnostic.js';
import type { ProbeMemory } from './probe-memory.js';
import type { System } from './system.js';
import type { VersionRange } from './version.js';

export const TOOL_IDS = [
  'go',
  'go-modules',
  'tinygo',
  'clang',
  'lld',
  'riscv64-linux-gnu-gcc',
  'riscv64-unknown-elf-gcc',
  'qemu-riscv64',
  'qemu-system-riscv32',
  'blflash',
  'unicorn',
  'bmaptool',
  'bubblewrap',
  'make',
] as const;

export type ToolId = (typeof TOOL_IDS)[number];

export interface FoundTool {
  readonly id: ToolId;
  /** The executable; for `go-modules` the module cache, for `unicorn` the Python that has it. */
  readonly path: string;
  readonly version: string;
  readonly from: 'PATH' | 'cache';
  /**
   * What the tool said about itself. go: `goroot`, `gomodcache`; go-modules: `gomodcache`; tinygo: `root` (the base
   * TINYGOROOT, see prepareTinygoRoot); riscv64-linux-gnu-gcc: `startFile`, `parts` (programs of its own, as PATH lists them);
   * riscv64-unknown-elf-gcc: `libgcc` (for rv32imac, ilp32); blflash: `data` (the vendor's files, see
   * blflash/vendor-files.ts).
   */
  readonly facts: Readonly<Record<string, string>>;
}

export interface ToolContext {
  /** The user's environment: PATH, HOME and the settings of the package registries come from here only. */
  readonly env: Readonly<Record<string, string>>;
  /** bljh's cache, see cacheFolderOf(). */
  readonly cacheFolder: string;
  /** bljh's own installation: the folder that holds templates/ and go/. */
  readonly packageFolder: string;
  /** How long a tool may take to name its version. Default: 10 s. */
  readonly probeTimeoutMs?: number;
}

/** What a search for one tool ended with. */
export type Probe =
  | { readonly kind: 'ok'; readonly tool: FoundTool }
  /** `without`: the tool for want of which this one could not be looked for, and which bljh may not be able to get. */
  | { readonly kind: 'missing'; readonly reason?: string; readonly without?: ToolId }
  | { readonly kind: 'unsupported'; readonly path: string; readonly version: string; readonly from: FoundTool['from'] }
  | { readonly kind: 'broken'; readonly path: string; readonly reason: string; readonly from: FoundTool['from'] };

/** One round of searching: shares the memory of earlier answers, and each tool is searched for once. */
export interface Lookup {
  readonly context: ToolContext;
  readonly memory: ProbeMemory;
  readonly find: (id: ToolId) => Promise<Probe>;
}

/** A Debian package, or the one of several names that the running release has (the first that it offers). */
export type DebianPackage = string | { readonly anyOf: readonly string[]; readonly guess: (system: System) => string };

export interface Tool {
  readonly id: ToolId;
  readonly title: string;
  /** Completes "is needed to ...". */
  readonly purpose: string;
  readonly supported: VersionRange;
  /** The Debian packages that provide the tool; for a tool with an installer, what is installed before it runs. */
  readonly packages: readonly DebianPackage[];
  /** Tools without which this one can neither be installed nor used. */
  readonly needs: readonly ToolId[];
  readonly find: (lookup: Lookup) => Promise<Probe>;
  /** Whether the installer can do without Debian packages, on that system and after that search. Absent: it cannot. */
  readonly installsWithoutDebian?: (system: System, probe: Probe) => boolean;
  /** Where its makers offer the tool: for a tool whose Debian packages are not the tool itself. */
  readonly homeOfReleases?: string;
  /** How the tool gets into bljh's cache; a tool without it comes from its Debian packages alone. */
  readonly loadInstaller?: () => Promise<Installer>;
}

/** Where an installer works, and whom it tells. */
export interface InstallSite {
  readonly context: ToolContext;
  readonly system: System;
  /** The answers of the last round of searching. */
  readonly found: ReadonlyMap<ToolId, Probe>;
  readonly report: (text: string) => void;
}

export interface Installer {
  /** What `install` will do, in one line, for --dry-run and the progress display. */
  readonly describe: (site: InstallSite) => string;
  /** The Debian packages that have to be there first and are not. */
  readonly packages: (site: InstallSite) => Promise<readonly string[]>;
  /** Puts the tool into the cache, whole or not at all. */
  readonly install: (site: InstallSite) => Promise<Result<void>>;
}
