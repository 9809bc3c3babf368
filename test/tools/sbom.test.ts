/**
 * Bills of real programs: complete by what the programs say of themselves, valid by the tools of others, and the same bytes again.
 * Those tools are Python's (PyPI), in an environment of their own in bljh's cache, made once.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { manifestSchema } from '../../src/pipelines/manifest-schema.js';
import { BUILD_TIMEOUT_MS, makeRealProject, type RealProject } from './real-tools.js';

const BOARDS = ['bl602', 'jh7110', 'virt32', 'virt32-xip', 'virt64'] as const;
const PACKAGES = ['spdx-tools==0.8.5', 'cyclonedx-python-lib[json-validation]==11.12.0'];
const CYCLONEDX = `import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
for file in sys.argv[1:]:
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(file).read())
    if wrong:
        sys.exit(file + ': ' + str(wrong))
`;
const SPDX = `import sys
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
for file in sys.argv[1:]:
    wrong = validate_full_spdx_document(parse_file(file))
    if wrong:
        sys.exit(file + ': ' + str(wrong[0]))
`;

interface CycloneDx {
  readonly components: readonly {
    readonly name: string;
    readonly version?: string;
    readonly scope: string;
    readonly purl?: string;
  }[];
  readonly metadata: {
    readonly component: {
      readonly components: readonly {
        readonly name: string;
        readonly hashes: readonly { readonly content: string }[];
      }[];
    };
  };
}

let project: RealProject;
let python: string;

beforeAll(async () => {
  python = makePython();
  project = await makeRealProject('led_blink');
  await project.ok('configure', '--board', 'bl602', '--set', 'IMAGE_LAYOUT_BOOT2=y');
}, BUILD_TIMEOUT_MS);

/** Whole or absent: renamed when everything is in it. */
function makePython(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'bljh-tests', `sbom-${Buffer.from(PACKAGES.join()).toString('base64url').slice(-24)}`);
  const file = join(folder, 'bin', 'python');
  if (existsSync(file)) return file;
  const growing = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  const venv = (...args: string[]) => execFileSync(args[0] ?? '', args.slice(1), { stdio: 'pipe' });
  venv('python3', '-m', 'venv', growing);
  venv(join(growing, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES);
  try {
    renameSync(growing, folder);
  } catch {
    rmSync(growing, { recursive: true, force: true }); // another test run was first
  }
  return file;
}

const runPython = (...args: string[]) => project.rig.run(python, args, { timeoutMs: BUILD_TIMEOUT_MS });

describe.each(BOARDS)('%s', (board) => {
  let cyclonedx: string;
  let spdx: string;

  beforeAll(async () => {
    cyclonedx = await project.ok('sbom', '--board', board);
    spdx = await project.ok('sbom', '--board', board, '--format', 'spdx');
  }, BUILD_TIMEOUT_MS);

  it('the manifest has the form that is documented', () => {
    const manifest = JSON.parse(project.rig.read(`app/build/${board}/manifest.json`));
    expect(manifestSchema.safeParse(manifest).error).toBeUndefined();
    expect(manifestSchema.safeParse({ ...manifest, schemaVersion: 2 }).success).toBe(false);
    expect(JSON.stringify(manifest)).not.toContain(project.folder);
  });

  it('has the artifacts of the manifest with their hashes, and the tools with their versions', () => {
    const manifest = manifestSchema.parse(JSON.parse(project.rig.read(`app/build/${board}/manifest.json`)));
    const { components, metadata } = JSON.parse(cyclonedx) as CycloneDx;
    const files = metadata.component.components.map(({ name, hashes }) => [name, hashes.at(-1)?.content]);
    expect(Object.fromEntries(files)).toEqual(
      Object.fromEntries(manifest.outputs.map(({ path, sha256 }) => [path, sha256])),
    );
    const tools = components
      .filter(({ scope }) => scope === 'excluded')
      .map(({ name, version }) => `${name} ${version}`);
    const used = manifest.tools
      .filter(({ name }) => name !== 'go-modules')
      .map(({ name, version }) => `${name} ${version}`);
    expect(tools.toSorted()).toEqual(used.toSorted());
  });

  it('is the same again, and starts no compiler', async () => {
    const said = await project.bljh('sbom', '--board', board, '--no-build', '--verbose');
    expect(said.stdout).toBe(cyclonedx);
    expect(said.stderr).toMatch(/(go|tinygo) list /);
    expect(said.stderr).not.toContain(' build ');
    expect(await project.ok('sbom', '--board', board, '--format', 'spdx')).toBe(spdx);
  });
});

describe('tools of others', () => {
  beforeAll(async () => {
    for (const board of BOARDS) {
      await project.ok('sbom', '--board', board, '--output', `../${board}.cdx.json`);
      await project.ok('sbom', '--board', board, '--format', 'spdx', '--output', `../${board}.spdx.json`);
    }
  }, BUILD_TIMEOUT_MS);

  const written = (suffix: string) => BOARDS.map((board) => project.rig.path(`${board}.${suffix}.json`));

  it('cyclonedx-python-lib takes the CycloneDX documents', async () => {
    const { code, stderr } = await runPython('-c', CYCLONEDX, ...written('cdx'));
    expect(code, stderr).toBe(0);
    const broken = project.rig.read('virt32.cdx.json').replaceAll('"required"', '"perhaps"');
    expect((await runPython('-c', CYCLONEDX, project.rig.write('broken.cdx.json', broken))).code).not.toBe(0);
  });

  it('spdx-tools takes the SPDX documents', async () => {
    const { code, stderr } = await runPython('-c', SPDX, ...written('spdx'));
    expect(code, stderr).toBe(0);
    const broken = project.rig.read('virt32.spdx.json').replaceAll('"DEPENDS_ON"', '"DEPENDS_UPON"');
    expect((await runPython('-c', SPDX, project.rig.write('broken.spdx.json', broken))).code).not.toBe(0);
  });
});

describe('modules', () => {
  it.each(['jh7110', 'virt64'])('%s: those that the program itself names', async (board) => {
    const { components } = JSON.parse(await project.ok('sbom', '--board', board)) as CycloneDx;
    const info = await project.rig.run('go', ['version', '-m', join(project.folder, 'build', board, 'app')]);
    const named = [...info.stdout.matchAll(/^\tdep\t(\S+)\t(\S+)/gm)].map(([, path]) => path);
    const modules = components
      .filter(({ name, scope }) => scope === 'required' && name !== 'stdlib')
      .map(({ name }) => name);
    expect(named.length).toBeGreaterThan(2);
    expect(modules.toSorted()).toEqual(named.toSorted());
  });

  it('one that a folder replaces has no package URL, one that nothing imports is left out', async () => {
    const { rig, folder } = project;
    rig.write('lib/go.mod', 'module example.org/lib\n\ngo 1.23\n');
    rig.write('lib/lib.go', 'package lib\n\nconst Name = "lib"\n');
    rig.write('app/uses_lib.go', 'package main\n\nimport "example.org/lib"\n\nfunc init() { println(lib.Name) }\n');
    const before = rig.read('app/go.mod');
    writeFileSync(
      join(folder, 'go.mod'),
      `${before}\nrequire example.org/lib v0.0.0\n\nreplace example.org/lib => ../lib\n`,
    );
    const { components } = JSON.parse(await project.ok('sbom', '--board', 'virt32')) as CycloneDx;
    const own = components.find(({ name }) => name === 'example.org/lib');
    expect(own).toMatchObject({ properties: [{ name: 'go:replace', value: '../lib' }] });
    expect(own?.purl).toBeUndefined();
    // bljh/machine needs it on Linux only.
    expect(components.map(({ name }) => name)).not.toContain('github.com/warthog618/go-gpiocdev');
  });

  it('boot2 is in the bill of an image with boot2', async () => {
    const { components } = JSON.parse(await project.ok('sbom', '--board', 'bl602')) as CycloneDx;
    const names = components.filter(({ scope }) => scope === 'required').map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['blflash boot2', 'libgcc', 'stdlib', 'github.com/tinygo-org/tinygo']),
    );
  });
});

describe('calls', () => {
  it('writes a file, and says so', async () => {
    const said = await project.bljh('sbom', '--board', 'virt32', '--output', 'bill.json');
    expect(said).toMatchObject({ code: 0, stdout: '' });
    expect(said.stderr).toContain('wrote bill.json');
    expect(JSON.parse(project.rig.read('app/bill.json')).bomFormat).toBe('CycloneDX');
  });

  it('has the document in --json', async () => {
    const { result } = JSON.parse(await project.ok('sbom', '--board', 'virt32', '--format', 'spdx', '--json'));
    expect(result).toMatchObject({ board: 'virt32', format: 'spdx', document: { spdxVersion: 'SPDX-2.3' } });
  });

  it('takes the time that SOURCE_DATE_EPOCH says, and nothing else', async () => {
    const call = (epoch: string) =>
      project.rig.bljh(['sbom', '--board', 'virt32', '--no-build'], {
        cwd: project.folder,
        env: { SOURCE_DATE_EPOCH: epoch },
        timeoutMs: BUILD_TIMEOUT_MS,
      });
    expect(JSON.parse((await call('1000000000')).stdout).metadata.timestamp).toBe('2001-09-09T01:46:40.000Z');
    const wrong = await call('yesterday');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('error[SB0003]');
  });

  it('refuses a board that was not built, with --no-build', async () => {
    await project.ok('clean', '--board', 'virt32');
    const { code, stderr } = await project.bljh('sbom', '--board', 'virt32', '--no-build');
    expect(code).toBe(2);
    expect(stderr).toContain('error[SB0002]');
  });
});
