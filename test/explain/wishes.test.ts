/** What an answer promises is so: a possible value can be had, an impossible one cannot, and a fix mends it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainWish } from '../../src/explain/explain-wish.js';
import { trialsOf } from '../../src/explain/find-fix.js';
import { type Assignment, type Change, readAssignment, setting, settingsWith } from '../../src/fixes/change.js';
import { resolveConfig } from '../../src/kconfig/index.js';
import { setUpPlan } from '../plan/plan-input.js';
import { projectFrom, settingsFor } from '../plan/random-settings.js';
import { subjectsOf } from './explain-subject.js';

const TRIED = [
  ['options', 'virt64'],
  ['led_blink', 'virt32'],
] as const;

describe.each(TRIED)('%s for %s', (template, board) => {
  it('holds what its answers promise', () => {
    const folder = projectFrom(template);
    const setup = setUpPlan(folder, board);
    const subjectFor = subjectsOf(folder, board, setup);
    const { model } = setup.loaded;
    const symbols = [...model.symbols.keys()];
    const values = fc.constantFrom('y', 'n', '0', '1', '16', '8192', '999999999', '0x10', 'text', '');
    const seen = new Set<string>();
    fc.assert(
      fc.property(settingsFor(model), fc.constantFrom(...symbols), values, (settings, name, value) => {
        const subject = subjectFor(settings);
        const wish = explainWish(subject, { name, value });
        const tryOut = (change: Change) => resolveConfig(model, settingsWith(change, settings, model));
        const valuesWith = (...assignments: readonly Assignment[]) => tryOut(setting(...assignments)).values;
        const asked = valuesWith({ name, value }).get(name)?.value;
        seen.add(wish.outcome);
        // Asked again after all the trials: they leave nothing behind.
        expect(trialsOf(subject).wouldHold(setting({ name, value }))).toBe(asked === value);
        if (wish.outcome === 'is so') expect(subject.resolution.values.get(name)?.value).toBe(value);
        else expect(asked === value).toBe(wish.outcome !== 'impossible');
        if (wish.outcome === 'impossible') expect(wish.text).not.toBe('');
        if (wish.outcome === 'refused') expect(wish.problems).not.toEqual([]);
        const change = { set: wish.fix?.set.map(readAssignment) ?? [], unset: wish.fix?.unset ?? [] };
        const fix = change.set;
        const isNearest = wish.reason === 'out-of-range' || wish.reason === 'invalid-value';
        for (const each of fix.length === 0 || isNearest ? fix : [{ name, value }]) {
          expect(tryOut(change).values.get(each.name)?.value).toBe(each.value);
        }
        // A command that loses something would fail.
        const before = new Set(subject.resolution.losses.map((loss) => loss.name));
        expect(tryOut(change).losses.filter((loss) => !before.has(loss.name))).toEqual([]);
        for (const { name: other, from, to } of wish.follows) {
          expect([subject.resolution.values.get(other)?.value, valuesWith({ name, value }).get(other)?.value]).toEqual([
            from,
            to,
          ]);
        }
      }),
      { numRuns: 100, examples: [[[], 'HEAP_LIMIT', '1']] },
    );
    expect([...seen].sort()).toEqual(['impossible', 'is so', 'possible', 'refused']);
  });
});
