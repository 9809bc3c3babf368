// Builds dist/ with esbuild: the quick path as one small file, the rest split so that a command loads only its own
// code, and oclif's manifest. Skipped when nothing changed: the build id is a hash of all sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './setup.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
const sources = listFiles(join(root, 'src')).filter((file) => file.endsWith('.ts'));
const inputs = [
  ...sources,
  'package.json',
  'package-lock.json',
  'scripts/bundle.mjs',
  'scripts/third-party-notices.mjs',
].map((file) => (file.startsWith(root) ? file : join(root, file)));
// What a build takes from bljh besides its code: a change there must make users' builds new as well.
const data = ['boards', 'go', 'templates'].flatMap((folder) => listFiles(join(root, folder)));
const buildId = hashOf([...inputs, ...data]);
const stamp = join(root, 'dist', '.build-id');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== buildId || !existsSync(join(root, 'oclif.manifest.json'))) {
  const { build } = await import('esbuild');
  const out = join(root, `dist.${process.pid}.tmp`);
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    outbase: 'src',
    outdir: out,
    metafile: true,
    logLevel: 'warning',
    // Less to parse at each start; names stay, for oclif and for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    define: { __BLJH_VERSION__: JSON.stringify(version), __BLJH_BUILD_ID__: JSON.stringify(buildId) },
  };
  const commands = sources.filter((file) => file.includes(join('src', 'commands')));
  // CommonJS: the quick path must not pay for Node's ES module loader.
  const small = await build({
    ...common,
    entryPoints: ['src/quick.ts', 'src/conf.ts'],
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
  });
  const split = await build({
    ...common,
    entryPoints: [
      'src/main.ts',
      'src/plain-build.ts',
      'src/plain-menu.ts',
      'src/go-cache.ts',
      'src/cli/help.ts',
      'src/cli/command-not-found.ts',
      'src/kconfig/index.ts',
      ...commands,
    ],
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    // oclif looks for the first three in development only, CycloneDX's library for the fourth where XML is asked for; the
    // others load binaries of theirs, and are installed beside bljh.
    external: ['ts-node', 'tsx', 'typescript', 'xmlbuilder2', 'serialport', '@lydell/node-pty'],
    banner: {
      js: "import { createRequire as bljhCreateRequire } from 'node:module'; const require = bljhCreateRequire(import.meta.url);",
    },
  });
  // For browsers: `bljh size --format html` puts it into the page.
  const page = await build({
    ...common,
    entryPoints: ['src/size-page/page.ts'],
    entryNames: '[name]',
    outbase: undefined,
    outdir: join(out, 'size-page'),
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify: true,
  });
  const bundled = [small, split, page].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(join(out, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(bundled, root));
  // The types of the library `bljh/kconfig`.
  const typeScript = join(root, 'node_modules', 'typescript-native', 'bin', 'tsc');
  const types = spawnSync(
    process.execPath,
    [typeScript, '-p', join(root, 'tsconfig.kconfig.json'), '--outDir', join(out, 'kconfig')],
    { cwd: root, encoding: 'utf8' },
  );
  if (types.status !== 0) {
    rmSync(out, { recursive: true, force: true });
    process.stderr.write(types.stdout + types.stderr);
    process.exit(1);
  }
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(out, join(root, 'dist'));
  const manifest = spawnSync(process.execPath, [join(root, 'node_modules', 'oclif', 'bin', 'run.js'), 'manifest'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (manifest.status !== 0) {
    process.stderr.write(manifest.stdout + manifest.stderr);
    process.exit(1);
  }
  writeFileSync(stamp, buildId);
}

function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex').slice(0, 32);
}
