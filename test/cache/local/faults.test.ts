/** F1 for the store: each operation on files fails in turn. A build is given what was kept or nothing; nothing throws; nothing is left over. */
import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyStore } from '../../../src/cache/local/verify-store.js';
import { makeStore } from './sample-store.js';

const { failStoreFiles } = createRequire(import.meta.url)('../../fakes/failing-store-files.cjs') as {
  failStoreFiles: (options: { at: number; code: string }) => {
    readonly state: { readonly calls: number; readonly failed: string | undefined };
    readonly restore: () => void;
  };
};

let restore = () => {};
afterEach(() => restore());

describe('each operation on files that fails in turn', { timeout: 120_000 }, () => {
  let count = 0;

  it.each(['ENOSPC', 'EIO', 'EACCES', 'EMFILE'])('%s', async (code) => {
    for (let at = 1, isOver = false; !isOver; at += 1) {
      const rig = makeStore();
      const [one, other] = [rig.sample('one'), rig.sample('other', [4000, 10])];
      await rig.store.keep(one.action, one.result, one.fileOf);
      // Too small for both: the end of the build makes room.
      const store = rig.open(5000);
      const faults = failStoreFiles({ at, code });
      restore = faults.restore;
      const taken = await rig.take(one, store);
      await store.keep(other.action, other.result, other.fileOf);
      const takenOther = await rig.take(other, store);
      await store.close();
      faults.restore();
      isOver = faults.state.failed === undefined;
      const what = `operation ${at}, ${faults.state.failed}`;
      // Every wrong byte would be one too many; a miss only costs time.
      if (taken !== undefined) expect(taken, what).toEqual(one.contents.map((content) => Buffer.from(content)));
      if (takenOther !== undefined)
        expect(takenOther, what).toEqual(other.contents.map((content) => Buffer.from(content)));
      expect(
        rig.files().filter((file) => file.startsWith('tmp/')),
        what,
      ).toEqual([]);
      expect((await verifyStore(rig.layout, { repair: false })).damaged, what).toEqual([]);
      expect(new Set(rig.troubles).size, what).toBe(rig.troubles.length);
      for (const trouble of rig.troubles) expect(trouble, what).toContain(rig.root);
      if (isOver) {
        expect(taken).toHaveLength(2);
        expect(takenOther).toHaveLength(2);
        expect(rig.troubles).toEqual([]);
      } else count += 1;
      // The next build finds a store that serves.
      await rig.store.keep(one.action, one.result, one.fileOf);
      expect(await rig.take(one), what).toHaveLength(2);
    }
  });

  it('and their count', () => {
    process.stdout.write(`operations of the store that failed: ${count}\n`);
    expect(count).toBeGreaterThan(300);
  });
});
