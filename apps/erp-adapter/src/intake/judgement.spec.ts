import { describe, expect, it } from 'vitest';
import type { Verdict } from '../landing/landed-documents.tables.ts';
import { type Circumstances, type Expectations, defaultExpectations, judge } from './judgement.ts';

const good: Verdict = {
  ...{
    whole: true,
    columns: [],
    faults: [],
    faultCount: 0,
    added: 10,
    changed: 5,
    gone: 0,
    known: 1_000,
    held: {},
    drift: [],
  },
};
const usual: Circumstances = {
  ...{ isSuperseded: false, repeats: null, goneBefore: 0, byHand: false },
  drift: [],
};
const gone = (column: string) => {
  return { kind: 'gone' as const, column, before: 'text', after: null, stops: true };
};
interface Case {
  verdict?: Partial<Verdict>;
  says?: 'everything' | 'changes';
  records?: number;
  expected?: Partial<Expectations>;
  beside?: Partial<Circumstances>;
}
const judged = ({ verdict, says = 'everything', records = 1_000, expected, beside }: Case) =>
  judge(
    { ...good, ...verdict },
    says,
    records,
    { ...defaultExpectations, ...expected },
    { ...usual, ...beside },
  );

describe('a document', () => {
  it.each<[string, Case]>([
    ['as good as ever', {}],
    ['of which a twentieth goes', { verdict: { gone: 50 } }],
    ['of which a few go, however few there are', { verdict: { gone: 19, known: 20 } }],
    ['of which a fiftieth would be held', { verdict: { held: { items: 20 } } }],
    [
      'without an end, of a reader that takes row by row',
      { verdict: { whole: false, faultCount: 3 }, expected: { rowByRow: true } },
    ],
    ['that says everything once more', { beside: { repeats: 'ART_1.csv' } }],
    ['of changes without any', { says: 'changes', records: 0 }],
  ])('is accepted: %s', (_, one) => {
    expect(judged(one)).toEqual({ state: 'accepted' });
  });

  it.each<[string, Case, string]>([
    [
      'older than what says everything',
      { beside: { isSuperseded: true } },
      'A younger document has said everything',
    ],
    ['cut', { verdict: { whole: false } }, 'It is not whole'],
    ['empty', { records: 0 }, 'It is empty, which proves nothing'],
    ['old changes', { says: 'changes', beside: { repeats: 'a.csv' } }, 'It repeats a.csv'],
  ])('is refused: %s', (_, one, because) => {
    expect(judged(one)).toEqual({ state: 'refused', because });
  });

  it.each<[string, Case, string]>([
    ['columns', { beside: { drift: [gone('VK1'), gone('ME')] } }, 'Columns are missing: VK1, ME'],
    [
      'drift',
      { beside: { drift: [{ kind: 'type', column: 'VK1', before: 'numbers', after: 'text', stops: true }] } },
      'Columns are not as before: VK1 was numbers and is text',
    ],
    ['faults', { verdict: { faultCount: 3 } }, '3 records cannot be read'],
    ['gone', { verdict: { gone: 51 } }, '51 of 1000 keys would go'],
    ['gone', { verdict: { gone: 20, known: 30 } }, '20 of 30 keys would go'],
    [
      'gone',
      { verdict: { gone: 30, known: 960 }, beside: { goneBefore: 40 } },
      '30 of 960 keys would go, after 40 within a day',
    ],
    ['held', { verdict: { held: { prices: 21 } } }, '21 of 1000 records of prices would be held back'],
    ['by-hand', { beside: { byHand: true } }, 'Each document of it is accepted by a person'],
  ])('waits for a person: %s', (kind, one, because) => {
    expect(judged(one)).toEqual({ state: 'waiting', guards: [{ kind, because }] });
  });

  it('waits for all reasons at once', () => {
    const found = judged({ verdict: { faultCount: 1, gone: 500 }, beside: { byHand: true } });
    expect(found.state === 'waiting' && found.guards.map(({ kind }) => kind)).toEqual([
      'faults',
      'gone',
      'by-hand',
    ]);
  });
});
