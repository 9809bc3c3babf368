/** Puts the bill of a built board together: its manifest, the modules that are in it, and what the tools brought along. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Manifest } from '../manifest.js';
import { type Artifact, type Bill, type Component, type Licence, MAIN_REF } from './bill.js';
import { compareText, type GoModule, type ModuleGraph } from './module-graph.js';

export interface BillSources {
  readonly manifest: Manifest;
  readonly artifacts: readonly Artifact[];
  readonly graph: ModuleGraph;
  /** By `PATH@VERSION`. */
  readonly goSums: ReadonlyMap<string, string>;
  readonly projectFolder: string;
  readonly bljhVersion: string;
  /** The folder of blflash's files, which `{blflash}` of a plan stands for. */
  readonly blflash: string;
}

const BLJH_LICENCE: Licence = { kind: 'spdx', id: 'Apache-2.0' };

export function collectBill(sources: BillSources): Bill {
  const { manifest, artifacts, graph } = sources;
  const own = graph.modules.find(({ isMain }) => isMain);
  const modules = graph.modules.filter(({ isMain }) => !isMain);
  const refs = new Map(graph.modules.map((module) => [module.path, module.isMain ? MAIN_REF : refOf(module)]));
  const around = [standardLibrary(manifest), ...linkedBeside(sources)];
  const needs = new Map<string, readonly string[]>([[MAIN_REF, around.map(({ ref }) => ref)]]);
  const refsOf = (paths: readonly string[]) => paths.flatMap((path) => refs.get(path) ?? []);
  for (const { path } of graph.modules) {
    const ref = refs.get(path) ?? '';
    needs.set(ref, [...(needs.get(ref) ?? []), ...refsOf(graph.imports.get(path) ?? [])].sort(compareText));
  }
  return {
    project: manifest.project,
    board: manifest.board,
    runtime: manifest.plan.runtime,
    module: own?.path ?? manifest.project,
    artifacts,
    components: [...modules.map((module) => componentOf(module, sources)), ...around].sort(byRef),
    tools: toolsOf(manifest).sort(byRef),
    needs,
  };
}

function byRef(one: Component, other: Component): number {
  return compareText(one.ref, other.ref);
}

function refOf({ path, version, replacement }: GoModule): string {
  if (replacement !== undefined && replacement.version !== '') return `${replacement.path}@${replacement.version}`;
  return replacement === undefined ? `${path}@${version}` : path;
}

/** A module that is replaced by a folder is in no registry, and has no version of its own. */
function componentOf(module: GoModule, { goSums, bljhVersion }: BillSources): Component {
  const { path, version, replacement, folder } = module;
  const isLocal = replacement !== undefined && replacement.version === '';
  const facts = replacement === undefined ? {} : { 'go:replace': `${replacement.path} ${replacement.version}`.trim() };
  const ref = refOf(module);
  if (isLocal) {
    const isOurs = path === 'bljh/config' || path === 'bljh/machine';
    const licence = isOurs ? BLJH_LICENCE : licenceIn(folder);
    return {
      ref,
      name: path,
      kind: 'module',
      ...(isOurs && { version: bljhVersion }),
      ...(licence !== undefined && { licence }),
      facts: path === 'bljh/config' ? { ...facts, 'bljh:generated': 'from the options of the board' } : facts,
    };
  }
  const [name, at] = replacement === undefined ? [path, version] : [replacement.path, replacement.version];
  const goSum = goSums.get(`${name}@${at}`);
  const licence = licenceIn(folder);
  return {
    ref,
    name,
    version: at,
    kind: 'module',
    purl: `pkg:golang/${name.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(at)}`,
    ...(goSum?.startsWith('h1:') === true && { goSum, sha256: Buffer.from(goSum.slice(3), 'base64').toString('hex') }),
    ...(licence !== undefined && { licence }),
    facts,
  };
}

/** The licence file of a module, if there is exactly one: which licence its text is, is not guessed. */
function licenceIn(folder: string): Licence | undefined {
  try {
    const files = readdirSync(folder).filter((name) => /^(LICEN[CS]E|COPYING)(\.(md|txt))?$/i.test(name));
    const [file] = files;
    if (file === undefined || files.length > 1) return undefined;
    return { kind: 'text', file, text: readFileSync(join(folder, file), 'utf8') };
  } catch {
    return undefined; // a folder that is gone meanwhile, or no file
  }
}

function standardLibrary(manifest: Manifest): Component {
  const version = versionOf(manifest, 'go');
  return {
    ref: `stdlib@${version}`,
    name: 'stdlib',
    version,
    kind: 'library',
    purl: `pkg:golang/stdlib@${version}`,
    licence: { kind: 'spdx', id: 'BSD-3-Clause' },
    facts: { 'bljh:part': "Go's standard library" },
  };
}

/** What a build links in that is no Go module. */
function linkedBeside(sources: BillSources): readonly Component[] {
  const { manifest, bljhVersion } = sources;
  const { plan } = manifest;
  if (plan.runtime !== 'tinygo') return [];
  const tinygo = versionOf(manifest, 'tinygo');
  const found: Component[] = [
    {
      ref: `tinygo-runtime@${tinygo}`,
      name: 'github.com/tinygo-org/tinygo',
      version: `v${tinygo}`,
      kind: 'library',
      purl: `pkg:golang/github.com/tinygo-org/tinygo@v${tinygo}#src`,
      facts: { 'bljh:part': "TinyGo's runtime and its parts of the standard library" },
    },
    {
      ref: `bljh-runtime@${bljhVersion}`,
      name: 'bljh/runtime',
      version: bljhVersion,
      kind: 'library',
      licence: BLJH_LICENCE,
      facts: { 'bljh:part': "start-up code, interrupts and machine package of bljh's boards, laid over TinyGo's" },
    },
  ];
  if (plan.files.some(({ content }) => content.includes('{libgcc}'))) {
    const version = versionOf(manifest, 'riscv64-unknown-elf-gcc');
    const facts = { 'bljh:part': 'GCC runtime library of riscv64-unknown-elf-gcc, as far as the linker needs it' };
    found.push({ ref: `libgcc@${version}`, name: 'libgcc', version, kind: 'library', facts });
  }
  return [...found, ...vendorParts(sources)];
}

/** Parts of a flash image that come out of blflash's files or out of the project, such as boot2. */
function vendorParts({ manifest, blflash, projectFolder }: BillSources): readonly Component[] {
  const version = versionOf(manifest, 'blflash');
  return (manifest.plan.image?.parts ?? []).flatMap(({ name, file }) => {
    if (file === undefined) return [];
    const isVendors = file.startsWith('{blflash}');
    const path = isVendors ? blflash + file.slice('{blflash}'.length) : resolve(projectFolder, file);
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    const source = isVendors
      ? { 'bljh:source': `blflash ${version}: ${file.split(/[/\\]/).at(-1)}` }
      : { 'bljh:source': file };
    return [
      {
        ref: `image-${name}@${sha256.slice(0, 16)}`,
        name: isVendors ? `blflash ${name}` : name,
        kind: 'firmware' as const,
        ...(isVendors && { version }),
        sha256,
        facts: { 'bljh:part': `the part ${name} of the flash image`, ...source },
      },
    ];
  });
}

/** `go-modules` are no tool: they stand among the components if they are in the program. */
function toolsOf({ tools }: Manifest): Component[] {
  const purls: Readonly<Record<string, (version: string) => string>> = {
    tinygo: (version) => `pkg:golang/github.com/tinygo-org/tinygo@v${version}`,
    blflash: (version) => `pkg:cargo/blflash@${version}`,
  };
  return tools
    .filter(({ name }) => name !== 'go-modules')
    .map(({ name, version }) => {
      const purl = purls[name]?.(version);
      return {
        // Nobody asked for that of a board's own C compiler.
        ref: version === '' ? `tool:${name}` : `tool:${name}@${version}`,
        name,
        ...(version !== '' && { version }),
        kind: 'tool',
        ...(purl !== undefined && { purl }),
        facts: {},
      };
    });
}

function versionOf({ tools }: Manifest, name: string): string {
  return tools.find((tool) => tool.name === name)?.version ?? 'unknown';
}
