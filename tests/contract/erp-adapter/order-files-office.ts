import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A back office that takes files of orders out of a folder, and answers with files. */
export interface FilesOffice {
  /** Orders as they were taken, each as often as it was. */
  readonly taken: { readonly order: string; readonly number: string; readonly refused: boolean }[];
  /** Files that were taken. */
  readonly files: string[];
  /** Takes what is there, and answers. */
  round(): Promise<void>;
}

/** @param refuses whether it does not take an order */
export async function filesOffice(folder: string, refuses: (order: string) => boolean): Promise<FilesOffice> {
  for (const name of ['in', 'out', 'taken']) await mkdir(join(folder, name), { recursive: true });
  const taken: FilesOffice['taken'] = [];
  const files: string[] = [];
  let answers = 0;
  const put = async (name: string, lines: readonly string[]) => {
    await writeFile(join(folder, name), `${lines.join('\n')}\n`);
    await rename(join(folder, name), join(folder, 'in', name));
  };
  return {
    taken,
    files,
    round: async () => {
      const there = (await readdir(join(folder, 'out'))).filter((name) => name.endsWith('.csv'));
      const news: { order: string; number: string; refused: boolean; rows: string[][] }[] = [];
      for (const name of there) {
        const [head, ...rows] = (await readFile(join(folder, 'out', name), 'utf8')).trimEnd().split('\n');
        if (head !== 'No;Customer;Name;Pos;Item;Qty;Price' || rows.length === 0)
          throw new Error(`${name} is not whole: ${head}`);
        await rename(join(folder, 'out', name), join(folder, 'taken', `${files.length}-${name}`));
        files.push(name);
        const byOrder = Map.groupBy(
          rows.map((row) => row.split(';')),
          ([order = '']) => order,
        );
        for (const [order, its] of byOrder) {
          const one = { order, number: `N${taken.length + 1}`, refused: refuses(order) };
          taken.push(one);
          news.push({ ...one, rows: its });
        }
      }
      if (news.length === 0) return;
      answers += 1;
      const documents = news.filter(({ refused }) => !refused);
      if (documents.length > 0)
        await put(`DOC_${answers}.csv`, [
          'No;Ref;Customer;Pos;Item;Qty;Price',
          ...documents.flatMap(({ order, number, rows }) =>
            rows.map(([, customer, , pos, item, quantity, price]) =>
              [number, order, customer, pos, item, quantity, price].join(';'),
            ),
          ),
        ]);
      await put(`ANS_${answers}.csv`, [
        'Order;Number;Status;Text',
        ...news.map(({ order, number, refused }) =>
          refused ? `${order};;NO;We do not deliver there` : `${order};${number};OK;`,
        ),
      ]);
    },
  };
}

/** The source that the office is. */
export const officeDocument = (at: string, out: string) => `source: nord
transport: files
at: ${at}
zone: UTC
currency: EUR
taxIncluded: false
readers:
  answers:
    folder: in
    pattern: "ANS_{seq}.csv"
    ready: { rename: true }
    every: 1s
    archive: done
    reject: refused
    format: { csv: ";" }
    key: [Order]
    says: changes
  documents:
    folder: in
    pattern: "DOC_{seq}.csv"
    ready: { rename: true }
    every: 1s
    archive: done
    reject: refused
    format: { csv: ";", nest: { lines: { same: No } } }
    key: [No]
    says: changes
flows: { orders: orders@1 }
out:
  orders:
    mapping: orders-out@1
    folder: out
    ${out}
    format: { csv: ";", nest: { lines: { same: No } } }
    write: { lineEnd: "\\n" }
    every: 1s
    acknowledged: { by: answers, order: Order, number: Number, refused: { column: Status, is: [NO] }, reason: Text }
---
mapping: orders@1
of: documents
record:
  number: [No]
  channelOrder: [Ref]
  origin: { constant: web }
  status: { constant: open }
  customer: [Customer]
  placedAt: { document: asOf }
  lines:
    each: { of: lines }
    record:
      line: [Pos, integer]
      sku: [Item, code]
      name: [Item]
      ordered: [Qty, integer]
      shipped: { constant: "0" }
      cancelled: { constant: "0" }
      invoiced: { constant: "0" }
      unitPrice: [Price, decimal "1.234,56"]
      net: [Price, decimal "1.234,56"]
      unit: { constant: C62 }
  net: { sum: [lines.net] }
  tax: { constant: "0" }
  gross: { sum: [lines.net] }
---
mapping: orders-out@1
to: orders
record:
  No: [order]
  Customer: [customer]
  Name: [[recipient, name], length 40]
lines:
  each: { of: lines }
  record: { Pos: [line], Item: [item], Qty: [left], Price: [unitNet, 'decimal "1.234,56"'] }
leave: [currency, shippingNet, purchaseOrderNumber, [recipient, company], [recipient, street], [recipient, street2],
  [recipient, postalCode], [recipient, city], [recipient, country], [recipient, region], [recipient, email],
  [recipient, phone], [lines, components]]
`;
