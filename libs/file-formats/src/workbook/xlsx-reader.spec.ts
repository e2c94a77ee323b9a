import { describe, expect, it } from 'vitest';
import { faultsOf, readFile } from '../fixtures/read-file.ts';
import { textRow, workbook, zip } from '../fixtures/workbook.ts';

const head = textRow(1, { A: 'sku', B: 'price', C: 'from' });

describe('a sheet', () => {
  it('is read by what its cells mean', async () => {
    const rows =
      `${head}<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>3.399999999999999</v></c><c r="C2" s="1"><v>43466</v></c></row>` +
      `<row r="4"><c r="A4" t="str"><f>A2</f><v>0010_x000D_</v></c><c r="B4" t="e"><v>#N/A</v></c><c r="C4" s="2"><v>43466.5</v></c></row>` +
      `<row r="5"><c r="A5" t="b"><v>1</v></c></row>`;
    const file = workbook(rows, {
      texts: ['<r><t>001</t></r><r><t xml:space="preserve"> x</t></r><rPh><t>ignored</t></rPh>'],
      formats: ['d. mmm yyyy h:mm'],
    });
    const { values, positions, verdict } = await readFile(file, { xlsx: 'Prices' }, { part: 100 });
    expect(values).toEqual([
      { sku: '001 x', price: '3.4', from: '2019-01-01' },
      { sku: '0010\r', price: '#N/A', from: '2019-01-01T12:00:00' },
      { sku: 'true', price: null, from: null },
    ]);
    expect(positions).toEqual([2, 4, 5]);
    expect(verdict).toMatchObject({ whole: true, endProven: true });
  });

  it('counts days from 1904 where the workbook does', async () => {
    const rows = `${textRow(1, { A: 'from' })}<row r="2"><c r="A2" s="1"><v>42004</v></c></row>`;
    expect((await readFile(workbook(rows, { from1904: true }), { xlsx: 2 })).values).toEqual([
      { from: '2019-01-01' },
    ]);
  });

  it('has a head of two rows whose upper cells stand over several columns', async () => {
    const rows =
      textRow(1, { A: 'Price list' }) +
      textRow(3, { A: 'Item', B: 'Retail', D: 'Trade' }) +
      textRow(4, { A: 'No', B: 'from 1', C: 'from 10', D: 'from 1', E: 'from 10' }) +
      textRow(5, { A: 'x', B: '1', E: '4' });
    const { values } = await readFile(workbook(rows), {
      xlsx: 'Prices',
      header: { rows: [3, 4], fill: 'right' },
    });
    expect(values).toEqual([
      {
        'Item No': 'x',
        'Retail from 1': '1',
        'Retail from 10': null,
        'Trade from 1': null,
        'Trade from 10': '4',
      },
    ]);
  });

  it('without a head goes by letters, or by names that are given', async () => {
    const file = workbook(textRow(1, { A: 'x', AB: 'y' }));
    expect((await readFile(file, { xlsx: 2, columns: { last: 'AB', first: 'A' } })).values).toEqual([
      { last: 'y', first: 'x' },
    ]);
    const { values } = await readFile(file, { xlsx: 2, header: 'none' });
    expect(values).toEqual([{ A: 'x', AB: 'y' }]);
  });

  it('goes by its name, or by its number, which documents have as a text', async () => {
    const file = workbook(`${head}${textRow(2, { A: '1', B: '2', C: '3' })}`);
    for (const xlsx of ['Prices', '2', 2])
      expect((await readFile(file, { xlsx })).values).toEqual([{ sku: '1', price: '2', from: '3' }]);
  });

  it('names the cell that cannot be read, and reads the other rows', async () => {
    const rows = `${head}<row r="2"><c r="A2"><f>B1</f></c></row><row r="3"><c r="C3" s="1"><v>60</v></c></row><row r="4"><c r="A4" t="s"><v>9</v></c></row>${textRow(5, { A: 'x', D: 'note' })}${textRow(6, { A: 'y' })}`;
    const read = await readFile(workbook(rows), { xlsx: 'Prices' });
    expect(faultsOf(read)).toEqual([
      '2: cell A2 holds a formula that was saved without its value',
      '3: cell C3 is shown as a date and is none',
      '4: cell A4 refers to a text that is not there',
      '5: has 4 fields for 3 columns',
    ]);
    expect(read.values).toEqual([{ sku: 'y', price: null, from: null }]);
  });

  it('passes over what stands above, below, and in between by rule', async () => {
    const rows =
      textRow(1, { A: 'Title' }) +
      textRow(2, { A: 'sku', B: 'n' }) +
      textRow(3, { A: 'a', B: '1' }) +
      textRow(4, { A: 'Subtotal', B: '1' }) +
      textRow(9, { A: 'Total' });
    const { values } = await readFile(workbook(rows), {
      xlsx: 'Prices',
      header: 2,
      ignore: ['^Subtotal\\t'],
      skip: { end: 1 },
    });
    expect(values).toEqual([{ sku: 'a', n: '1' }]);
  });
});

describe('a workbook', () => {
  const file = workbook(head);

  it.each([
    ['whose sheet is not there', file, { xlsx: 'Costs' }, 'has no sheet Costs; it has: Cover, Prices'],
    [
      'whose head is blank',
      workbook(textRow(2, { A: 'x' })),
      { xlsx: 2 },
      'row 1, which names the columns, is blank',
    ],
    ['that was cut', file.subarray(0, -30), { xlsx: 2 }, 'no whole ZIP archive'],
    ['that is none', new TextEncoder().encode('sku;price\n'.repeat(9)), { xlsx: 2 }, 'no whole ZIP archive'],
    ['that is another archive', zip({ 'a.txt': 'a' }), { xlsx: 2 }, 'is no workbook'],
  ])('%s is refused with its reason', async (_, bytes, format, reason) => {
    const read = await readFile(bytes, format);
    expect(read.verdict).toMatchObject({ whole: false, endProven: false, records: 0 });
    expect(faultsOf(read).join()).toContain(reason);
  });

  it('that unpacks beyond the limits is refused', async () => {
    const big = workbook(
      head + Array.from({ length: 500 }, (_, index) => textRow(index + 2, { A: 'x'.repeat(200) })).join(''),
      { texts: [`<t>${'y'.repeat(5_000)}</t>`] },
    );
    for (const limits of [{ sheetBytes: 10_000 }, { sharedTextChars: 1_000 }, { workbookBytes: 500 }])
      expect((await readFile(big, { xlsx: 2 }, { limits })).verdict.whole).toBe(false);
  });

  it('with a DOCTYPE that grows without end is refused', async () => {
    const bomb = '<!DOCTYPE sst [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>';
    const read = await readFile(
      zip({ '_rels/.rels': `${bomb}<Relationships><Relationship Id="&b;"/></Relationships>` }),
      { xlsx: 1 },
    );
    expect(faultsOf(read).join()).toContain('is not well-formed XML');
  });
});
