// A child process of run.mjs: generates and compares the pairs it is told of, one message each way per pair. When a
// pair never ends, run.mjs ends this process and starts another.

import { shapeOf } from '../compare.mjs';
import { driver } from './drive.mjs';
import { generatePair } from './generate.mjs';

let compare;
let settings;

process.on('message', async (message) => {
  if (message.settings) {
    settings = message.settings;
    compare = await driver(settings);
    process.send({ ready: true });
    return;
  }
  const { seed, version, modes } = settings;
  const pair = generatePair({ seed, index: message.index, version, modes });
  const { verdict, found, expected, actual } = await compare(pair);
  const interesting = verdict === 'different';
  process.send({
    index: message.index,
    mode: pair.mode,
    verdict,
    exit: expected.exit,
    shape: shapeOf(found),
    details: interesting ? { pair, found, expected, actual } : undefined,
  });
});
process.on('disconnect', () => process.exit(0));
