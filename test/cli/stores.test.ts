/** What a build does with a store that has something else than what the step makes. */
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EncodedAction } from '../../src/cache/action.js';
import { Layout } from '../../src/cache/local/layout.js';
import { LocalStore } from '../../src/cache/local/local-store.js';
import { digestOf } from '../../src/cache/reapi/digest.js';
import { readStepRecords } from '../../src/cache/step-record.js';
import { makeFakeRig } from '../fakes/fake-tools.js';
import { bytesOf } from '../rig.js';

describe('a result in a store that is not what the step makes', () => {
  it('does not pass the checks: it is told, made anew, and replaced in the store', async () => {
    const rig = makeFakeRig({ BLJH_CACHE: 'on' });
    const project = await rig.project('led_blink', 'app');
    const build = () => rig.bljh(['build', '--board', 'virt64', '--verbose'], { cwd: project });
    expect((await build()).code).toBe(0);
    const artifact = bytesOf(rig.path('app/build/virt64/app'));
    const [record] = readStepRecords(rig.path('app/build/virt64/.bljh-steps.json'));
    const store = new LocalStore(new Layout(rig.path('cache/bljh/store')).root, 1 << 30, () => undefined);
    const file = rig.write('other', 'no program');
    const action = { digest: { hash: record?.key ?? '', sizeBytes: 1 } } as EncodedAction;
    const output = { path: 'build/virt64/.work/app', digest: digestOf(Buffer.from('no program')), isExecutable: true };
    const before = await store.find(action.digest);
    expect(before?.outputs.map(({ path }) => path)).toEqual([output.path]);
    await store.keep(action, { outputs: [output] }, () => file);
    await store.close();

    rmSync(rig.path('app/build'), { recursive: true });
    const { code, stderr } = await build();
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /warning\[CA0003\]: local store: its result of go build \. does not pass bljh's checks \(IM\d+\); it is made anew\n/,
    );
    expect(bytesOf(rig.path('app/build/virt64/app'))).toEqual(artifact);

    rmSync(rig.path('app/build'), { recursive: true });
    rig.forgetCalls();
    const again = await build();
    expect(again.stderr).not.toContain('warning');
    expect(rig.callsOf('go').filter((call) => call.startsWith('go build'))).toEqual([]);
    expect(bytesOf(rig.path('app/build/virt64/app'))).toEqual(artifact);
  });
});
