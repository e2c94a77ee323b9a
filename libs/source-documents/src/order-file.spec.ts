import { formatSchema, writeOptions } from '@throughline/file-formats';
import { describe, expect, it } from 'vitest';
import { type OrderRecords, UnfitOrder, orderFile } from './order-file.ts';

const orders: OrderRecords[] = [
  {
    order: 'W1',
    head: { No: 'W1', Note: null },
    lines: [
      { Item: '4-1', Qty: '2' },
      { Item: '4-2', Qty: '1' },
    ],
  },
  { order: 'W2', head: { No: 'W2', Note: 'Ring twice' }, lines: [{ Item: '4-1', Qty: '5' }] },
];

async function text(format: object, write: object, of = orders, lines = 'lines'): Promise<string> {
  const layout = { format: formatSchema.parse(format), write: writeOptions.parse(write), lines };
  return (await orderFile(layout, of)).toString();
}

describe('a file of orders', () => {
  it('has a row for each line, as tables do', async () => {
    expect(await text({ csv: ';', nest: { lines: { same: 'No' } } }, { lineEnd: '\n' })).toBe(
      'No;Note;Item;Qty\nW1;;4-1;2\nW1;;4-2;1\nW2;Ring twice;4-1;5\n',
    );
  });

  it('has rows for heads and lines, and totals at its end', async () => {
    const kinds = { by: 1, pick: 'H', columns: { H: ['', 'No', 'Note'], L: ['', 'Item', 'Qty'] } };
    const format = { csv: '|', kinds, nest: { lines: { kind: 'L', under: 'H' } } };
    const trailer = { line: 'T|{count}|{sum}', counts: 'records', sumOf: 'Qty' };
    expect(await text(format, { lineEnd: '\n', trailer })).toBe(
      'H|W1|\nL|4-1|2\nL|4-2|1\nH|W2|Ring twice\nL|4-1|5\nT|2|8\n',
    );
  });

  it('is XML, whose fields are at paths and whose empty ones are not there', async () => {
    const records = [
      {
        order: 'W1',
        head: { '@no': 'W1', 'to/name': 'A & B', 'to/company': null },
        lines: [{ '@pos': '1', item: '4-1' }],
      },
    ];
    const written = await text({ xml: 'orders/order' }, {}, records, 'lines/line');
    expect(written).toContain(
      '<order no="W1"><to><name>A &amp; B</name></to><lines><line pos="1"><item>4-1</item></line></lines></order>',
    );
  });

  it('is JSON, or JSON lines, in which numbers keep their digits', async () => {
    expect(await text({ jsonLines: true }, { unquoted: ['Qty'] })).toBe(
      '{"No":"W1","Note":null,"lines":[{"Item":"4-1","Qty":2},{"Item":"4-2","Qty":1}]}\n' +
        '{"No":"W2","Note":"Ring twice","lines":[{"Item":"4-1","Qty":5}]}\n',
    );
  });

  it('refuses an order that it cannot hold, by its number and without quoting it', async () => {
    const strange = [
      ...orders,
      { order: 'W3', head: { No: 'W3', Note: 'ŁÓDŹ' }, lines: [{ Item: '1', Qty: '1' }] },
    ];
    const made = text({ csv: ';', encoding: 'cp850', nest: { lines: { same: 'No' } } }, {}, strange);
    await expect(made).rejects.toThrow(UnfitOrder);
    await expect(made).rejects.toThrow('W3: cp850 has no character U+0141');
  });

  it('refuses lines that have no place', async () => {
    await expect(text({ csv: ';' }, {})).rejects.toThrow('W1: lines is no text');
  });
});
