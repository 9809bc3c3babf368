import { describe, expect, it } from 'vitest';
import type { InputFile } from '../../../src/cache/action.js';
import { flagForUnseen } from '../../../src/pipelines/steps/unseen-by-go.js';

const input = (path: string, hash = 'a'): InputFile => ({
  path,
  source: '',
  digest: { hash, sizeBytes: 1 },
  isExecutable: false,
});
const sources = [input('app/main.go'), input('app/near.h'), input('app/go.mod'), input('app/overlay.json')];

describe('flagForUnseen', () => {
  it('nothing where Go sees everything', () => {
    expect(flagForUnseen(sources)).toBeUndefined();
  });

  it.each(['app/table.inc', 'app/include/far.h'])('%s: another word for other bytes, whatever the order', (path) => {
    const flag = flagForUnseen([...sources, input(path)]);
    expect(flag).toMatch(/^-DBLJH_INPUTS_[0-9a-f]{16}$/);
    expect(flagForUnseen([input(path), ...sources])).toBe(flag);
    expect(flagForUnseen([...sources, input(path, 'b')])).not.toBe(flag);
    expect(flagForUnseen([...sources, input(`${path}2`)])).not.toBe(flag);
  });
});
