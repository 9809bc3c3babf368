// Who may import whom (docs/architecture.md, "Layers"). Each rule has a name and a reason; scripts/check.mjs also
// counts the modules, because a cruise that found nothing would pass as well.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: [from, ...allowed].map((folder) => `^src/${folder}${folder.includes('.') ? '' : '/'}`) },
});
const wall = (name, library, folders, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: folders.map((folder) => `^src/${folder}`) },
  to: { path: `node_modules/${library}/` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', comment: 'a cycle cannot be read from either end', severity: 'error', from: {}, to: { circular: true } },
    { name: 'kconfig-by-its-door', comment: 'only src/kconfig/index.ts is visible outside', severity: 'error', from: { path: '^src/', pathNot: '^src/kconfig/' }, to: { path: '^src/kconfig/', pathNot: '^src/kconfig/index.ts$' } },
    { name: 'commands-are-leaves', comment: 'nobody imports a command', severity: 'error', from: { path: '^src/' }, to: { path: '^src/commands/' } },
    only('kconfig', 'kconfig', [], 'could be its own package'),
    only('diagnostics', 'diagnostics', [], 'the foundation'),
    only('process', 'process', ['diagnostics'], 'talks to the system, knows nothing of bljh'),
    only('output', 'output', ['diagnostics'], 'writes text, knows nothing of bljh'),
    only('ini', 'ini', ['diagnostics'], 'reads text'),
    only('boards', 'boards', ['ini', 'diagnostics'], 'reads board folders'),
    only('project', 'project', ['ini', 'process', 'diagnostics'], 'reads and makes projects'),
    only('completion', 'completion', [], 'pure, part of the quick path'),
    only('cache', 'cache', ['process'], 'part of the quick path: node: modules only'),
    only('fixes', 'fixes', ['kconfig/index.ts'], 'pure: what configure, explain and menus propose is found in one place'),
    only('configuration', 'configuration', ['fixes', 'kconfig', 'boards', 'project', 'process', 'diagnostics'], 'options of one board'),
    only('menu', 'menu', ['fixes', 'kconfig/index.ts'], 'menus without a terminal: other faces stand on them, too'),
    only('tui', 'tui', ['menu', 'kconfig/index.ts', 'diagnostics', 'output'], 'menus in a terminal'),
    only('plan', 'plan', ['kconfig/index.ts', 'boards', 'project', 'ini', 'diagnostics'], 'pure: values in, plan out'),
    only('explain', 'explain', ['fixes', 'plan', 'kconfig/index.ts', 'boards', 'project', 'ini', 'diagnostics'], 'pure: a word in, all about it out'),
    only('image', 'image', ['plan', 'diagnostics'], 'pure: bytes in, facts out'),
    only('size', 'size', ['size-page/page-data.ts', 'image', 'diagnostics'], 'pure: pieces in, reports and their texts out'),
    only('size-page', 'size-page', [], 'runs in a browser'),
    only('toolchains', 'toolchains', ['process', 'diagnostics'], 'one adapter a tool'),
    only('pipelines', 'pipelines', ['fixes', 'kconfig/index.ts', 'configuration', 'plan', 'image', 'size', 'cache', 'toolchains', 'boards', 'project', 'process', 'diagnostics'], 'does what a plan says'),
    wall('execa', 'execa', ['process/'], 'one place starts processes'),
    wall('listr2', 'listr2', ['pipelines/'], 'one place shows progress'),
    wall('oclif', '@oclif', ['commands/', 'cli/', 'main.ts'], 'the framework stays at the edge'),
    wall('zod', 'zod', ['boards/', 'project/', 'plan/build-plan.ts', 'ini/'], 'schemas stand where data enters'),
    wall('ini', 'ini', ['ini/'], 'one reader of ini files'),
    { name: 'pure-plan', comment: 'plan, explain, image and size touch no file and no process', severity: 'error', from: { path: '^src/(plan|explain|image|size|size-page)/' }, to: { path: '^(node:)?(fs|child_process|net|http|https|os)$' } },
    wall('terminal', '(ansi-escapes|string-width|wrap-ansi)', ['tui/'], 'one place knows terminals'),
    { name: 'pure-menu', comment: 'menus touch no file, no process and no terminal', severity: 'error', from: { path: '^src/menu/' }, to: { path: '^(node:)?(fs|child_process|tty|readline|os)$' } },
    { name: 'quick-is-light', comment: 'the quick path loads node: modules only', severity: 'error', from: { path: '^src/quick.ts$' }, to: { reachable: true, path: 'node_modules/' } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
