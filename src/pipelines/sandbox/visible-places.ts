/**
 * What a step may read besides its own inputs, each with the reason why it need not be in the key. One list for two readers: `bljh build
 * --sandbox` shows a step these places and nothing else, and test/tools/undeclared-inputs.test.ts takes each file that a tool opens
 * elsewhere for an undeclared input. docs/sandbox.md has it for people.
 */
import { join } from 'node:path';
import { programsOf } from '../../toolchains/identify.js';
import type { ToolFacts, Tools } from '../tool-facts.js';
import { installationOf } from './installation-of.js';

export interface VisiblePlace {
  readonly title: string;
  /** Absolute files and folders; those that are not there count for nothing. */
  readonly paths: readonly string[];
  /** `own`: the sandbox puts a folder of its own there, which is kept for the next step. */
  readonly access: 'read' | 'own';
  readonly reason: string;
}

export interface PlacesRequest {
  readonly tools: Tools;
  readonly facts: ToolFacts;
  /** The programs of a board's own compiler, absolute. */
  readonly compiler?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** What every step gets made anew, empty, or as the kernel has it. */
export const MADE_ANEW: readonly Omit<VisiblePlace, 'access'>[] = [
  {
    title: 'temporary files',
    paths: ['/tmp'],
    reason: 'a tool writes them itself before it reads them; in the sandbox the folder is empty at first',
  },
  {
    title: 'processes and devices',
    paths: ['/proc', '/dev', '/sys'],
    reason:
      'about the machine and its processes: how many processors, how much memory; nothing of it is in what a tool makes',
  },
];

const SYSTEM: readonly VisiblePlace[] = [
  {
    title: 'programs and shared libraries of the system',
    paths: ['/usr/bin', '/usr/lib', '/usr/lib32', '/usr/lib64', '/usr/libexec', '/bin', '/lib', '/lib32', '/lib64'],
    access: 'read',
    reason:
      'the programs that do the work are in the key by their bytes; the libraries and headers that they bring along are told by them, as they come in the same packages',
  },
  {
    title: 'the C library for RISC-V Linux',
    paths: ['/usr/riscv64-linux-gnu'],
    access: 'read',
    reason:
      "its start-up file is part of the compiler's identity, and changes with its version; the rest comes in the same package",
  },
  {
    title: 'where programs and libraries are',
    paths: ['/etc/ld.so.cache', '/etc/ld.so.conf', '/etc/ld.so.conf.d', '/etc/alternatives'],
    access: 'read',
    reason: 'lead to files that are in the key, or come with them',
  },
  {
    title: 'the time zone',
    paths: ['/etc/localtime', '/usr/share/zoneinfo'],
    access: 'read',
    reason: 'decides how a time is shown, and no time is in what a tool makes (docs/reproducible.md)',
  },
];

export function visiblePlaces(request: PlacesRequest): readonly VisiblePlace[] {
  return [...SYSTEM, ...toolPlaces(request), ...cachePlaces(request)];
}

function toolPlaces({ tools, facts, compiler = [] }: PlacesRequest): readonly VisiblePlace[] {
  const go = tools.get('go');
  const tinygo = tools.get('tinygo');
  const known = [...tools.values()]
    .filter(({ id }) => id !== 'go-modules')
    .map((tool) => ({
      id: tool.id,
      path: tool.path,
      programs: programsOf(tool),
      startFile: tool.facts['startFile'] ?? '',
    }));
  const own = compiler.map((path) => ({ path, programs: [path], startFile: '' }));
  // Those of Go and TinyGo are named below.
  const installed = [...known.filter(({ id }) => id !== 'go' && id !== 'tinygo'), ...own];
  const places: VisiblePlace[] = [
    {
      title: 'the tools',
      paths: [...known, ...own].flatMap(({ path, programs }) => [path, ...programs]),
      access: 'read',
      reason: 'in the key by their bytes',
    },
    {
      title: 'what tools bring along',
      paths: installed.flatMap(installationOf),
      access: 'read',
      reason:
        'programs, libraries and headers of the installation that a tool lies in: told by the programs that do the work, as they come with them',
    },
    {
      title: 'Go: programs and standard library',
      paths: [go?.facts['goroot'] ?? ''],
      access: 'read',
      reason: 'in the key: VERSION and the programs by their bytes; the library is that of the version',
    },
    {
      title: 'Go modules',
      paths: [go?.facts['gomodcache'] ?? ''],
      access: 'read',
      reason: 'go.sum, which is an input, holds the hash of each',
    },
    {
      title: 'TinyGo and its library',
      paths: [tinygo?.facts['root'] ?? '', facts.tinygoroot],
      access: 'read',
      reason: 'in the key by the hash of the whole folder',
    },
  ];
  return places.map((place) => ({ ...place, paths: place.paths.filter((path) => path !== '') }));
}

function cachePlaces({ env }: PlacesRequest): readonly VisiblePlace[] {
  const home = env['HOME'] ?? '/';
  const cache = env['XDG_CACHE_HOME'] ?? join(home, '.cache');
  return [
    {
      title: "Go's build cache",
      paths: [env['GOCACHE'] ?? join(cache, 'go-build')],
      access: 'own',
      reason:
        'what Go itself made of inputs, found by their hashes; the sandbox has one of its own, filled by steps in sandboxes only',
    },
    {
      title: "TinyGo's cache",
      paths: [join(cache, 'tinygo')],
      access: 'own',
      reason: 'the same for TinyGo',
    },
    {
      title: "Go's counters",
      paths: [join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'go', 'telemetry')],
      access: 'own',
      reason: 'how often which program ran; nothing of it is in what a tool makes',
    },
  ];
}

/** The place that a file is in. */
export function placeOf<Place extends { readonly paths: readonly string[] }>(
  file: string,
  places: readonly Place[],
): Place | undefined {
  const isIn = (path: string) => file === path || file.startsWith(`${path}/`);
  return places.find(({ paths }) => paths.some(isIn));
}
