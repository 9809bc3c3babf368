#!/usr/bin/env node
// CommonJS (see package.json beside it): what the quick path answers must not pay for Node's ES module loader. Old
// syntax up to the check: a too old Node must say so instead of showing a syntax error.
var version = process.versions.node.split('.').map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  process.stderr.write(['bljh needs Node.js 20.19 or newer, this is ', process.versions.node, '\n'].join(''));
  process.exit(4);
}

const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

const packageFolder = dirname(__dirname);
const quick = join(packageFolder, 'dist', 'quick.cjs');
if (!existsSync(quick)) {
  process.stderr.write(`bljh is not built yet: run "npm run setup" in ${packageFolder}\n`);
  process.exit(4);
}
const { answerQuickly, compileCacheFolder } = require(quick);
const answer = answerQuickly(process.argv.slice(2), packageFolder);
if (answer.kind !== 'done') {
  // Node 22 and newer remember compiled code.
  const { enableCompileCache } = require('node:module');
  const cacheFolder = enableCompileCache && compileCacheFolder();
  if (cacheFolder !== undefined) enableCompileCache(cacheFolder);
  if (answer.kind === 'build') {
    import('../dist/plain-build.js').then(({ buildPlainly }) => buildPlainly(answer.call, packageFolder));
  } else if (answer.kind === 'menu') {
    import('../dist/plain-menu.js').then(({ configurePlainly }) => configurePlainly(answer.call, packageFolder));
  } else {
    import('../dist/main.js').then(({ main }) => main(packageFolder));
  }
}
