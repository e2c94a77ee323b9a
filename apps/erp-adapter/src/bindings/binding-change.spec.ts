import { describe, expect, it } from 'vitest';
import { type BindingFacts, type WantedBinding, judgeBindings } from './binding-change.ts';

const wanted = (of: Partial<WantedBinding> = {}): WantedBinding => ({
  ...{ source: 'demo', kind: 'items', sourceKey: 'a', code: 'A-2', reason: 'twin', row: 2, ...of },
});
const known = (of: Partial<BindingFacts> = {}): BindingFacts => ({
  ...{ isKnown: true, published: null, bound: null, holder: null, ...of },
});
const judge = (list: WantedBinding[], facts: Record<string, BindingFacts> = {}) =>
  judgeBindings(list, ['demo', 'nord'], ({ sourceKey }) => facts[sourceKey] ?? known());

describe('a code that a person gives a row', () => {
  it('is a change where the row has another, or none by a person', () => {
    expect(judge([wanted()])).toEqual({
      changes: [
        { source: 'demo', kind: 'items', sourceKey: 'a', row: 2, before: null, after: 'A-2', reason: 'twin' },
      ],
      ...{ unchanged: 0, faults: [] },
    });
    expect(judge([wanted({ code: null })], { a: known({ bound: 'A-2' }) }).changes).toMatchObject([
      { before: 'A-2', after: null },
    ]);
    expect(judge([wanted()], { a: known({ bound: 'A-2', holder: 'a' }) })).toMatchObject({
      changes: [],
      unchanged: 1,
    });
    expect(judge([wanted({ code: null })])).toMatchObject({ changes: [], unchanged: 1 });
  });

  it.each<[string, Partial<WantedBinding>, Partial<BindingFacts>, string, string]>([
    ['an unknown source', { source: 'x' }, {}, 'source', 'is none of demo, nord'],
    ['a place', { kind: 'locations' }, {}, 'kind', 'is not items: everything else goes by its own key'],
    ['a row that was never said', {}, { isKnown: false }, 'sourceKey', 'is no item that demo has said'],
    ['what is no code', { code: 'A|B' }, {}, 'code', 'contains "|"'],
    ['the code of another row', {}, { holder: 'b' }, 'code', 'is the code of "b": give that another first'],
  ])('does not fit for %s', (_, of, facts, field, message) => {
    expect(judge([wanted(of)], { a: known(facts) })).toEqual({
      ...{ changes: [], unchanged: 0 },
      faults: [{ row: 2, field, message }],
    });
  });

  it('may be that of a row which leaves it in the same file', () => {
    const swapped = [wanted({ code: 'B' }), wanted({ sourceKey: 'b', code: 'A', row: 3 })];
    const facts = { a: known({ holder: 'b' }), b: known({ holder: 'a' }) };
    expect(judge(swapped, facts)).toMatchObject({ changes: [{ after: 'B' }, { after: 'A' }], faults: [] });
  });

  it('is given once, to a row that is named once; in another source it is another', () => {
    const twice = [
      wanted(),
      wanted({ row: 3 }),
      wanted({ sourceKey: 'b', row: 4 }),
      wanted({ source: 'nord', row: 5 }),
    ];
    expect(judge(twice)).toMatchObject({
      changes: [{ row: 2 }, { row: 5 }],
      faults: [
        { row: 3, field: 'sourceKey', message: 'is in row 2 already' },
        { row: 4, field: 'code', message: expect.stringMatching(/^is given in row \d already$/) },
      ],
    });
  });
});
