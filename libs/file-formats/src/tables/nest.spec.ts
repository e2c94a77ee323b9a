import { describe, expect, it } from 'vitest';
import { faultsOf, readFile } from '../fixtures/read-file.ts';

const kinds = {
  csv: ';',
  kinds: { by: 1, pick: 'H', columns: { H: ['kind', 'order'], L: ['kind', 'item'], S: ['kind', 'serial'] } },
  nest: { lines: { kind: 'L', under: 'H' }, serials: { kind: 'S', under: 'L' } },
} as const;
const format = structuredClone(kinds) as unknown as Parameters<typeof readFile>[1];

describe('kinds of rows', () => {
  it('are laid under one another, however deep', async () => {
    const { values, positions } = await readFile('H;1\nL;bolt\nS;7\nS;8\nL;nut\nH;2\n', format);
    expect(values).toEqual([
      {
        kind: 'H',
        order: '1',
        lines: [
          {
            kind: 'L',
            item: 'bolt',
            serials: [
              { kind: 'S', serial: '7' },
              { kind: 'S', serial: '8' },
            ],
          },
          { kind: 'L', item: 'nut', serials: [] },
        ],
      },
      { kind: 'H', order: '2', lines: [] },
    ]);
    expect(positions).toEqual([1, 6]);
  });

  it('without the row above them are faults', async () => {
    const read = await readFile('L;bolt\nH;1\nS;7\n', format);
    expect(faultsOf(read)).toEqual([
      '1: a row of kind L without one of kind H above it',
      '3: a row of kind S without one of kind L above it',
    ]);
  });

  it('of which one cannot be read leave no incomplete record', async () => {
    const read = await readFile('H;1\nL;bolt;surplus\nL;nut\nH;2\nL;nut\n', format);
    expect(read.values.map(({ order }) => order)).toEqual(['2']);
    expect(faultsOf(read)).toEqual([
      '2: has 3 fields for 2 columns',
      '1: row 2, which may belong to this record, cannot be read',
    ]);
  });

  it('are not laid under the record before when their own head cannot be read', async () => {
    const read = await readFile('H;1\nL;bolt\nH;2;surplus\nL;nut\nH;3\n', format);
    expect(read.values.map(({ order }) => order)).toEqual(['3']);
  });

  it('are picked, others are counted, and one may hold for all that follow', async () => {
    const { values, verdict } = await readFile('C;2025\nP;1\nT;x\nP;2\nC;2026\nP;3\n', {
      csv: ';',
      kinds: { by: 1, pick: 'P', carry: { head: 'C' } },
    });
    expect(values.map((row) => [row[2], (row.head as Record<string, string>)[2]])).toEqual([
      ['1', '2025'],
      ['2', '2025'],
      ['3', '2026'],
    ]);
    expect(verdict.passedOver).toEqual({ 'kind T': 1 });
  });

  it('are told by header lines in between', async () => {
    const text =
      '$x=1\nINSERT_UPDATE Product ; code[unique=true] ; name\n ; 1 ; Bolt\nINSERT PriceRow;product;price\n;1;9.99\n;2;5\n';
    const { values } = await readFile(text, {
      csv: ';',
      ignore: ['^\\$'],
      lengths: 'free',
      kinds: { headers: '^(?:INSERT|INSERT_UPDATE)\\s+(?<kind>\\w+)', pick: 'PriceRow' },
    });
    expect(values).toEqual([
      { 1: '', product: '1', price: '9.99' },
      { 1: '', product: '2', price: '5' },
    ]);
  });
});

describe('rows of one record', () => {
  it('leave a column blank', async () => {
    const { values } = await readFile('doc;item\nA;1\n;2\n ;3\nB;4\n', {
      csv: ';',
      nest: { lines: { blank: 'doc' } },
    });
    expect(
      values.map(({ doc, lines }) => [doc, (lines as { item: string }[]).map(({ item }) => item)]),
    ).toEqual([
      ['A', ['1', '2', '3']],
      ['B', ['4']],
    ]);
  });

  it('share a value', async () => {
    const { values } = await readFile('handle;size\na;S\na;M\nb;S\n', {
      csv: ';',
      nest: { variants: { same: 'handle' } },
    });
    expect(values.map(({ handle, variants }) => [handle, (variants as unknown[]).length])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('begin with one that continues nothing: a fault', async () => {
    expect(
      faultsOf(await readFile('doc;item\n;1\nA;2\n', { csv: ';', nest: { lines: { blank: 'doc' } } })),
    ).toEqual(['2: continues no row: doc is blank']);
  });

  it('of which one cannot be read spoil what they may belong to, on both sides', async () => {
    const blank = await readFile('doc;item\nA;1\nB\n;2\nC;3\n', {
      csv: ';',
      nest: { lines: { blank: 'doc' } },
    });
    expect(blank.values.map(({ doc }) => doc)).toEqual(['C']);
    const same = await readFile('doc;item\nA;1\n?\nB;2\nC;3\n', {
      csv: ';',
      nest: { lines: { same: 'doc' } },
    });
    expect(same.values.map(({ doc }) => doc)).toEqual(['C']);
  });

  it('are too many for one record: a fault', async () => {
    const text = `doc;item\n${'A;1\n'.repeat(50)}B;1\n`;
    const read = await readFile(
      text,
      { csv: ';', nest: { lines: { same: 'doc' } } },
      { limits: { rows: 20 } },
    );
    expect(faultsOf(read)).toEqual(['2: a record of more than 20 rows']);
    expect(read.values.map(({ doc }) => doc)).toEqual(['B']);
  });
});
