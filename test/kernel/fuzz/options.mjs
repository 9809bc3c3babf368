// The options run.mjs and shrink.mjs share: which C conf, and how the conf under test is driven.
import { join } from 'node:path';
import { cacheFolder, obtainAnchor, root } from '../anchors.mjs';
import { cConf, ourConf } from '../environment.mjs';

export const driverOptions = {
  process: { type: 'boolean' },
  conf: { type: 'string' },
  module: { type: 'string' },
  env: { type: 'string', multiple: true, default: [] },
};

export const driverHelp = `  --process         real processes of bin/bljh-conf.js instead of calls of runConf
  --conf FILE       processes of this conf
  --module FILE     another module with runConf, default dist/conf.cjs
  --env NAME=VALUE  more environment for the conf under test, repeatable
`;

/** What driver() wants, but for its folder. */
export function driverSettings(values, version) {
  const extra = Object.fromEntries(values.env.map((text) => text.split(/=(.*)/s).slice(0, 2)));
  const conf = ourConf(version, values.conf, extra);
  const module = values.module ?? join(root, 'dist', 'conf.cjs');
  const ours = values.process || values.conf ? { conf } : { module, env: conf.env };
  return { cConf: cConf(obtainAnchor(version)), ours };
}

/** Where the pairs that differ are kept. */
export const foundFolder = join(cacheFolder, 'fuzz');
