/** bljh's messages beside those of the API's own Go code. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeAction } from '../../src/cache/reapi/encode-action.js';
import { stepActions } from '../cache/reapi/step-actions.js';
import { makeRealRig } from '../rig.js';
import { buildServer } from '../servers/build-server.js';

const STEPS = 500;

test('500 random steps have the digests and bytes that Go gives them', async () => {
  const steps = fc.sample(stepActions, { numRuns: STEPS, seed: 8 });
  const input = steps.map(({ inputs, ...step }) => ({
    ...step,
    inputs: inputs.map(({ path, source, isExecutable }) => ({
      path,
      isExecutable,
      content: Buffer.from(source).toString('base64'),
    })),
  }));
  const rig = makeRealRig();
  const { code, stdout, stderr } = await rig.run(await buildServer('messages'), [], { input: JSON.stringify(input) });
  expect(code, stderr).toBe(0);
  const answers = JSON.parse(stdout) as { hash: string; sizeBytes: number; messages: Record<string, string> }[];
  expect(answers).toHaveLength(STEPS);
  for (const [index, step] of steps.entries()) {
    const { digest, messages } = encodeAction(step);
    const ours = Object.fromEntries(
      Array.from(messages, ([hash, bytes]) => [hash, Buffer.from(bytes).toString('hex')]),
    );
    expect({ ...digest, messages: ours }).toEqual(answers[index]);
  }
});
