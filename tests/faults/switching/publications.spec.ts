import { describe, expect, it } from 'vitest';
import type { Mode } from '../../../apps/erp-adapter/src/plan/plan.ts';
import type { ChangedEntry } from '../../system/published-by-plan.ts';
import { type Publication, brokenRules } from './publications.ts';

const entry = (id: number, mode: Mode, of: Partial<ChangedEntry> = {}): ChangedEntry => ({
  ...{ id, flow: 'stock', scope: 'everything', code: '' },
  after: { source: 'demo', mode, schedule: null, owner: null, note: null, resumes: null },
  ...of,
});
const record = (sequence: number, generation: number, of: Partial<Publication> = {}): Publication => ({
  ...{ flow: 'stock', key: 'demo|BIKE|B1', sequence, withdrawn: false, digest: `says ${sequence}` },
  generation,
  ...of,
});
const withdrawal = (sequence: number, generation: number) =>
  record(sequence, generation, { withdrawn: true, digest: null });
const history = [
  entry(1, 'real-time'),
  entry(2, 'manual'),
  entry(3, 'off'),
  entry(4, 'manual', { scope: 'family', code: 'MTNB' }),
];
const broken = (published: Publication[], runs: number[] = []) =>
  brokenRules(published, { history, runs: new Set(runs), families: new Map([['BIKE', 'MTNB']]) });

describe('what was published', () => {
  it('may be so by the plan as it stood, at once or in a run of its entry', () => {
    expect(broken([record(1, 0), record(2, 1), withdrawal(3, 3)])).toEqual([]);
    expect(broken([record(1, 2), record(2, 4)], [2, 4])).toEqual([]);
  });

  it.each([
    ['by hand without a run', record(1, 2), []],
    ['in the run of another entry', record(1, 2), [4]],
    ['by what is off', record(1, 3), [2]],
    ['at once after it was given to hands', record(1, 4), []],
    ['as a withdrawal that nobody asked for', withdrawal(1, 4), []],
  ])('is wrong when it is so %s', (_, published, runs) => {
    expect(broken([published], runs)).toMatchObject([{ published }]);
  });

  it('comes back into the outbox as it was, and that is not twice', () => {
    const [first, second] = [record(1, 1), record(2, 1)];
    expect(broken([first, second, first, second, record(3, 1)])).toEqual([]);
  });

  it('is missing or doubled when versions are left out, are given twice, or say the same', () => {
    expect(broken([record(1, 1), record(3, 1)])).toMatchObject([{ outOfTurn: { sequence: 3 } }]);
    expect(broken([record(1, 1), record(1, 1, { digest: 'other' })])).toMatchObject([
      { outOfTurn: { digest: 'other' } },
    ]);
    expect(broken([record(1, 1), record(2, 1, { digest: 'says 1' })])).toMatchObject([
      { doubled: { sequence: 2 } },
    ]);
    expect(broken([record(1, 1), record(1, 1, { key: 'demo|BELL|B1' })])).toEqual([]);
  });
});
