// Says why an option cannot have a value, and what would help: node why-not.mjs NAME=VALUE [KCONFIG] [CONFIG]
import { readFileSync } from 'node:fs';
import { decodeText, LiveValues, parseKconfig, readConfigFile } from 'bljh/kconfig';

const [wish, kconfig = 'Kconfig', config] = process.argv.slice(2);
if (wish === undefined) {
  console.error('usage: node why-not.mjs NAME=VALUE [KCONFIG] [CONFIG]');
  process.exit(2);
}
const [name = '', value = 'y'] = wish.split(/=(.*)/s);
const { model } = parseKconfig({ file: kconfig, environment: process.env });
const text = config === undefined ? '' : decodeText(readFileSync(config));
const live = new LiveValues(model, readConfigFile(config ?? '', text, model).settings);

const loss = live.whyNot(name, value);
if (loss === undefined) {
  console.log(`${name}=${value} is possible; it changes: ${live.set(name, value).changed.join(' ') || 'nothing'}`);
} else {
  const { explanation, because, fix } = loss;
  console.log(because === undefined ? explanation : `${explanation} (${because.file}:${because.line})`);
  if (fix !== undefined) console.log(`hint: ${fix}`);
  for (const step of live.explain(name)?.steps ?? []) console.log(`- ${step.text}`);
  process.exitCode = 1;
}
