/**
 * Builds a board once more elsewhere, by a bljh of its own, and compares every artifact and the manifest with those that are in
 * place. The second build is made from nothing: its caches are empty, and no store serves it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { compareArtifacts } from '../../image/compare/compare-artifacts.js';
import { likelyCauses, type Mark } from '../../image/compare/likely-causes.js';
import { type RunOutcome, runCommand, succeeded } from '../../process/run-command.js';
import { buildPathsOf, type Project } from '../../project/project.js';
import { findTools } from '../../toolchains/find-tool.js';
import type { ToolContext, ToolId } from '../../toolchains/tool.js';
import { readManifest } from '../manifest.js';
import { prepareBuild } from '../prepare-build.js';
import { stampInputs } from '../record-build.js';
import { type Circumstances, chooseCircumstances } from './circumstances.js';
import { compareManifests } from './compare-manifests.js';
import { askDiffoscope } from './diffoscope.js';
import { type SecondPlace, withSecondPlace } from './second-place.js';
import { type ComparedArtifact, diagnoseArtifact, diagnoseManifest, noteDebug } from './verdicts.js';

const BUILD_TIMEOUT_MS = 60 * 60_000;
const SHOWN_MANIFEST_DIFFERENCES = 5;

export interface VerifyRequest {
  readonly project: Project;
  readonly boardName: string;
  readonly toolContext: ToolContext;
  /** Variables that keep a build from being served out of a store. */
  readonly withoutStores: Readonly<Record<string, string>>;
  readonly onProgress: (text: string) => void;
  readonly onCommand: (line: string) => void;
}

export interface Verification {
  readonly board: string;
  /** In what the second build differed from the first, for people. */
  readonly circumstances: readonly string[];
  readonly artifacts: readonly ComparedArtifact[];
  readonly durationMs: number;
}

/** The board was built just now: what is in place is up to date. */
export async function verifyBuild(request: VerifyRequest): Promise<Result<Verification>> {
  const started = performance.now();
  const { project, boardName, toolContext } = request;
  const { packageFolder, cacheFolder, env } = toolContext;
  const prepared = prepareBuild({ project, boardName, packageFolder, readOnly: true });
  if (!prepared.ok) return prepared;
  const { plan } = prepared.value;
  const tools = await findTools(plan.tools as readonly ToolId[], toolContext);
  if (!tools.ok) return tools;
  const gomodcache = tools.value.get('go')?.facts['gomodcache'] ?? '';
  const inputs = stampInputs(prepared.value).files.map(({ path }) => path);
  const shared = [packageFolder, ...(gomodcache === '' ? [] : [gomodcache])];
  return withSecondPlace({ projectFolder: project.folder, inputs, shared, cacheFolder }, async (place) => {
    const circumstances = await chooseCircumstances({
      place,
      env,
      gomodcache,
      needed: [process.execPath, bljhIn(packageFolder), ...[...tools.value.values()].map(({ path }) => path)],
      withoutStores: request.withoutStores,
    });
    request.onProgress(`building again elsewhere: ${circumstances.told.slice(1).join(', ')}`);
    const outcome = await buildThere(request, place, circumstances);
    if (!succeeded(outcome)) return failure(...diagnoseSecond(request, place, outcome));
    request.onProgress('comparing the two builds');
    const compared = await compare(request, place, circumstances);
    if (!compared.ok) return compared;
    const durationMs = Math.round(performance.now() - started);
    const verification = { board: boardName, circumstances: circumstances.told, artifacts: compared.value, durationMs };
    return success(verification, compared.diagnostics);
  });
}

function bljhIn(packageFolder: string): string {
  return join(packageFolder, 'bin', 'bljh.js');
}

function buildThere(
  { boardName, toolContext, onCommand }: VerifyRequest,
  place: SecondPlace,
  { prefix, env }: Circumstances,
): Promise<RunOutcome> {
  const build = [
    process.execPath,
    bljhIn(toolContext.packageFolder),
    'build',
    '--board',
    boardName,
    '--force',
    '--json',
  ];
  const [file = '', ...args] = [...prefix, ...build];
  onCommand([file, ...args].join(' '));
  return runCommand({ file, args, cwd: place.project, env }, { timeoutMs: BUILD_TIMEOUT_MS });
}

async function compare(
  { project, boardName, toolContext }: VerifyRequest,
  place: SecondPlace,
  { env }: Circumstances,
): Promise<Result<readonly ComparedArtifact[]>> {
  const { manifest: manifestPath } = buildPathsOf(boardName);
  const here = readManifest(join(project.folder, manifestPath));
  const there = readManifest(join(place.project, manifestPath));
  if (here === undefined || there === undefined) throw new Error(`${manifestPath} was written and cannot be read`);
  const marks = marksOf(project, toolContext, place, env);
  const diagnostics: Diagnostic[] = compareManifests(here, there, place.roots)
    .slice(0, SHOWN_MANIFEST_DIFFERENCES)
    .map((difference) => diagnoseManifest(boardName, difference));
  const artifacts: ComparedArtifact[] = [];
  for (const { kind, path, sha256 } of here.outputs) {
    if (!there.outputs.some((output) => output.path === path)) continue;
    const [one, other] = [join(project.folder, path), join(place.project, path)];
    const [first, second] = [readFileSync(one), readFileSync(other)];
    const difference = compareArtifacts(first, second);
    const isDebug = difference?.isDebugOnly === true && here.runtime === 'tinygo';
    artifacts.push({
      kind,
      path,
      sha256,
      verdict: difference === undefined ? 'same' : isDebug ? 'debug' : 'different',
    });
    if (difference === undefined) continue;
    if (isDebug) {
      diagnostics.push(noteDebug(boardName, path, difference));
      continue;
    }
    const causes = likelyCauses(first, second, difference, marks);
    const report = await askDiffoscope(one, other, toolContext.env, place.root);
    diagnostics.push(diagnoseArtifact(boardName, path, difference, causes, report));
  }
  const isReproducible = diagnostics.every(({ severity }) => severity !== 'error');
  return isReproducible ? success(artifacts, diagnostics) : failure(...diagnostics);
}

/** What the surroundings call differently, the most telling first. */
function marksOf(
  project: Project,
  { env: own }: ToolContext,
  place: SecondPlace,
  env: Readonly<Record<string, string>>,
): readonly Mark[] {
  const variables = ['HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'TZ', 'LC_ALL', 'LANG'];
  return [
    { what: 'the folder of the build', here: project.folder, there: place.project },
    ...variables.map((name) => ({ what: name, here: own[name] ?? '', there: env[name] ?? '' })),
  ].filter(({ here, there }) => here.length > 3 && here !== there);
}

/** What the second bljh said, as if of the first one's files. */
function diagnoseSecond(
  { boardName, project }: VerifyRequest,
  { project: there }: SecondPlace,
  { end, output, stdout }: RunOutcome,
): readonly Diagnostic[] {
  if (end.kind === 'interrupted') return [{ severity: 'error', code: 'PR0003', message: `${boardName}: interrupted` }];
  const said = readErrors(stdout.replaceAll(there, project.folder));
  const how = end.kind === 'exited' ? `exit code ${end.exitCode}` : end.kind;
  return [
    ...said,
    {
      severity: 'error',
      code: end.kind === 'timed-out' ? 'PR0002' : 'RP0003',
      message: `${boardName}: the second build failed (${how}), although the first one did not`,
      ...(said.length === 0 && { toolOutput: output.replaceAll(there, project.folder) }),
      hint: {
        text: 'see what it lacks: there it had the inputs that manifest.json lists, empty caches, and another environment',
      },
    },
  ];
}

function readErrors(stdout: string): readonly Diagnostic[] {
  try {
    const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Diagnostic[] };
    return diagnostics.filter(({ severity }) => severity === 'error');
  } catch {
    return []; // it did not come that far
  }
}
