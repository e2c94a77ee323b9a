import { describe, expect, it } from 'vitest';
import { faultsOf, readFile } from '../fixtures/read-file.ts';

const columns = { sku: [1, 6], name: [7, 5], price: [12, 4] } as { [name: string]: [number, number] };

describe('fixed width', () => {
  it('cuts lines at stated places and keeps blanks and signs as they stand', async () => {
    const { values, positions } = await readFile('000015Bolt 006r\r\n000016Nut  0150\r\n', {
      fixed: 'lines',
      columns,
    });
    expect(values).toEqual([
      { sku: '000015', name: 'Bolt ', price: '006r' },
      { sku: '000016', name: 'Nut  ', price: '0150' },
    ]);
    expect(positions).toEqual([1, 2]);
  });

  it('tells a short line, and a short last one as a cut file', async () => {
    const inside = await readFile('000015Bolt\n000016Nut  0150\n', { fixed: 'lines', columns });
    expect(faultsOf(inside)).toEqual(['1: has 10 characters, its columns 15']);
    expect(inside.verdict.whole).toBe(true);
    const last = await readFile('000016Nut  0150\n000015Bol', { fixed: 'lines', columns });
    expect(last.verdict.whole).toBe(false);
    const free = await readFile('000015Bolt\n', { fixed: 'lines', columns, lengths: 'free' });
    expect(free.values).toEqual([{ sku: '000015', name: 'Bolt', price: '' }]);
  });

  it('reads records without line breaks by their length, in any parts', async () => {
    const { values, verdict } = await readFile(
      '000015Bolt 006r000016Nut  0150\r\n',
      { fixed: 15, columns },
      { part: 4 },
    );
    expect(values.map(({ sku }) => sku)).toEqual(['000015', '000016']);
    expect(verdict.whole).toBe(true);
    expect((await readFile('000015Bolt 006r0000', { fixed: 15, columns })).verdict.whole).toBe(false);
  });

  it('has kinds with columns of their own, nested and with a trailer', async () => {
    const text = 'H0001Smith\nL0001Bolt0002\nL0001Nut 0003\nX?????????\nH0002Jones\nT0002\n';
    const { values, verdict } = await readFile(text, {
      fixed: 'lines',
      trailer: '^T(?<count>\\d{4})$',
      kinds: {
        by: [1, 1],
        pick: 'H',
        columns: { H: { order: [2, 4], customer: [6, 5] }, L: { item: [6, 4], quantity: [10, 4] } },
      },
      nest: { lines: { kind: 'L', under: 'H' } },
    });
    expect(values).toEqual([
      {
        order: '0001',
        customer: 'Smith',
        lines: [
          { item: 'Bolt', quantity: '0002' },
          { item: 'Nut ', quantity: '0003' },
        ],
      },
      { order: '0002', customer: 'Jones', lines: [] },
    ]);
    // Rows of all kinds count, and the trailer of this file counts headers.
    expect(verdict.passedOver).toEqual({ 'kind X': 1 });
    expect(verdict.whole).toBe(false);
  });
});
