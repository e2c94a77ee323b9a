import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DocumentError } from '@throughline/mapping';
import { describe, expect, it } from 'vitest';
import { checkSource } from './check-source.ts';

const folder = join(import.meta.dirname, '../../../docs/connect');
/** What the page about files shows. */
const nord = readFileSync(join(folder, 'from-csv-files/nord.yaml'), 'utf8');
const page = readFileSync(join(folder, 'from-csv-files.md'), 'utf8');

const now = new Date('2026-12-01T08:30:00Z');
const exampleOf = (text: string) => checkSource(text).ordersOut?.file?.example(now);
const faultsOf = (text: string): string[] => {
  try {
    checkSource(text);
    return [];
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return error.message.split('\n');
  }
};

describe('orders that go out as files', () => {
  it('are answered by the column that is their number, and its reader is looked up by it', () => {
    const { ordersOut, readers } = checkSource(nord);
    expect(ordersOut?.file?.reference).toBe('Order');
    expect(readers.get('answers')?.joinedBy).toEqual(['Order']);
    expect(readers.get('answers')?.feeds).toEqual([]);
  });

  it('show what an example becomes, as the page does', async () => {
    const example = await exampleOf(nord);
    const shown = example?.text.replaceAll('\r\n', '\n') ?? '';
    expect(page).toContain(`\`\`\`text\n${example?.name}\n${shown}\`\`\``);
    const { name } =
      (await exampleOf(nord.replace("'order_{order}", "'O_{seq:4}_{asOf:yyyyMMdd-HHmm}"))) ?? {};
    expect(name).toBe('O_0001_20261201-0930.csv');
  });

  it('show none where no example makes an order', async () => {
    expect(await exampleOf(nord.slice(0, nord.lastIndexOf('tests:')))).toBeNull();
  });

  it.each<[string, (text: string) => string]>([
    [
      'lines that have no place',
      (t) => t.replace("{ csv: ';', nest: { lines: { same: Order } } }", "{ csv: ';' }"),
    ],
    [
      'a character that the encoding lacks',
      (t) =>
        t
          .replace('nest: { lines: { same: Order', 'encoding: cp437, nest: { lines: { same: Order')
          .replace('Berlin,', 'Łódź,'),
    ],
  ])('are refused when a file cannot hold them: %s', async (_, edit) => {
    expect(edit(nord)).not.toBe(nord);
    await expect(exampleOf(edit(nord))).rejects.toThrow(/out\.orders\.format: cannot hold the example: /);
  });

  it.each<[string, (text: string) => string, string]>([
    [
      'an answer by a reader that is not there',
      (t) => t.replace('by: answers', 'by: replies'),
      'out.orders.acknowledged.by: there is no reader replies',
    ],
    [
      'an answer that says nothing',
      (t) => t.replace(/ {6}number: Number\n {6}refused:.*\n/, ''),
      'out.orders.acknowledged: says neither `number` nor `refused`: nobody would hear of it',
    ],
    [
      'no column that is their number',
      (t) => t.replace('Order: [order]', 'Order: [{ join: [order, customer], by: "/" }]'),
      'out.orders: needs reference, by which an order is answered: no column is the number of the order alone',
    ],
    [
      'two columns that are their number',
      (t) => t.replace('Order: [order]', 'Order: [order]\n  Again: [order]'),
      'out.orders: needs reference, by which an order is answered: Order, Again are its number',
    ],
    [
      'a reference that is no column',
      (t) => t.replace('    answers: 2h', '    answers: 2h\n    reference: Auftrag'),
      'out.orders.reference: orders-out@1 makes no column Auftrag',
    ],
    ['a number that goes nowhere', (t) => t.replace('  Order: [order]\n', ''), 'record: order goes nowhere'],
    [
      'a name that comes twice',
      (t) => t.replace("'order_{order}.csv'", "'orders.csv'"),
      'out.orders.name: needs {order} or {seq}: names are never used twice',
    ],
  ])('are refused with line and reason for %s', (_, edit, expected) => {
    expect(edit(nord)).not.toBe(nord);
    expect(faultsOf(edit(nord))).toContainEqual(expect.stringContaining(expected));
  });
});
