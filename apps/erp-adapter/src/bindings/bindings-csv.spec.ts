import { describe, expect, it } from 'vitest';
import { bindingsIn } from './bindings-csv.ts';

const one = { source: 'demo', kind: 'items', sourceKey: ' tlb b2', code: 'TLB-B2', reason: 'twin', row: 2 };

describe('a file of bindings', () => {
  it.each([
    [',', ''],
    [';', '\uFEFF'],
    ['\t', ''],
  ])('is read with %j between its columns, keys byte for byte', (mark, bom) => {
    const head = ['source', 'kind', 'sourceKey', 'code', 'reason'].join(mark);
    const row = ['demo', 'items', ' tlb b2', ' TLB-B2 ', 'twin'].join(mark);
    expect(bindingsIn(`${bom}${head}\r\n${row}\r\n`, undefined)).toEqual({ bindings: [one], faults: [] });
  });

  it('may say a reason for all rows beside it, and take a code back by an empty cell', () => {
    const text = 'source,kind,sourceKey,code\ndemo,items, tlb b2,\n';
    expect(bindingsIn(text, 'given up')).toEqual({
      bindings: [{ ...one, code: null, reason: 'given up' }],
      faults: [],
    });
  });

  it('that was exported is taken in as it is', () => {
    const text = 'source,kind,sourceKey,code,reason,boundBy\ndemo,items, tlb b2,TLB-B2,twin,anna\n';
    expect(bindingsIn(text, undefined).bindings).toEqual([one]);
  });

  it.each([
    ['that is empty', '', 'header', /^must begin with source/],
    ['without a column', 'source,kind,sourceKey\n', 'header', /^has no column code$/],
    ['with a column twice', 'source,kind,sourceKey,code,code\n', 'header', /^has the column code twice$/],
    ['with its head alone', 'source,kind,sourceKey,code\n', 'header', /^is all there is$/],
    [
      'with more cells than columns',
      'source,kind,sourceKey,code\na,b,c,d,e\n',
      'row',
      /^has 5 cells under 4 columns$/,
    ],
    ['without a key', 'source,kind,sourceKey,code,reason\na,items,,d,e\n', 'sourceKey', /^is missing$/],
    ['without a reason', 'source,kind,sourceKey,code\na,items,c,d\n', 'reason', /^is missing$/],
    [
      'with a code that is too long',
      `source,kind,sourceKey,code,reason\na,items,c,${'d'.repeat(65)},e\n`,
      'code',
      /^is too long$/,
    ],
    ['with a quote that never ends', 'source,kind,sourceKey,code\na,"items\n', 'row', /^cannot be read/],
  ])('%s says what is wrong', (_, text, field, message) => {
    const { bindings, faults } = bindingsIn(text, undefined);
    expect(bindings).toEqual([]);
    expect(faults).toEqual([{ row: expect.any(Number), field, message: expect.stringMatching(message) }]);
  });
});
