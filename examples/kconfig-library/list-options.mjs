// Lists every option of a tree with its value and who decided it: node list-options.mjs KCONFIG [CONFIG]
import { readFileSync } from 'node:fs';
import { decodeText, lossDiagnostic, parseKconfig, readConfigFile, resolveConfig } from 'bljh/kconfig';

const [kconfig = 'Kconfig', config] = process.argv.slice(2);
const { model, diagnostics } = parseKconfig({ file: kconfig, environment: process.env });
const file =
  config === undefined
    ? { settings: [], diagnostics: [] }
    : readConfigFile(config, decodeText(readFileSync(config)), model);
const { values, losses } = resolveConfig(model, file.settings);

for (const { name, value, type, origin } of values.values()) {
  const shown = type === 'string' ? JSON.stringify(value) : value;
  console.log(`${name}=${shown}  ${whoDecided(origin)}`);
}
const problems = [...diagnostics, ...file.diagnostics, ...losses.map(lossDiagnostic)];
for (const { at, severity, message, hint } of problems) {
  const place = at === undefined ? '' : `${at.file}:${at.line}: `;
  console.error(`${place}${severity}: ${message}${hint === undefined ? '' : ` (${hint.text})`}`);
}
process.exitCode = problems.some(({ severity }) => severity === 'error') ? 1 : 0;

function whoDecided(origin) {
  const place = origin.at === undefined ? '' : ` at ${origin.at.file}:${origin.at.line}`;
  const by = origin.kind === 'select' || origin.kind === 'imply' ? ` by ${origin.by}` : '';
  return `${origin.kind}${by}${place}`;
}
