import { type Tx, reading, transaction } from '../database.ts';
import { type NewOrder, type OrderLine, placeOrder } from '../orders/order-entry.ts';
import { cancelLine, shipOrder } from '../orders/sales.ts';
import { countStock } from '../stock/stock.ts';
import type { TestBooks } from './books.ts';

export const user = 'TEST';

type Line = Partial<OrderLine> & Pick<OrderLine, 'item' | 'quantity'>;

/** Somebody who does what staff do, each deed in a transaction of its own, and looks up what came of it. */
export class Clerk {
  readonly tx: Tx;
  private readonly books: TestBooks;

  constructor(books: TestBooks) {
    this.books = books;
    this.tx = reading(books.pool);
  }

  do<T>(deed: (tx: Tx) => Promise<T>): Promise<T> {
    return transaction(this.books.pool, deed);
  }

  /** An item at a price, on the shelf of B1. */
  async addItem(
    item: string,
    { kind = 'G', price = '10', onHand = 0 }: { kind?: string; price?: string | null; onHand?: number } = {},
  ): Promise<void> {
    await this.tx.query(
      `insert into itmmas (itmcod, itmdsc, famcod, untcod, taxcod, itmsts, webflg, itmknd)
       values ($1, $3, 'BTLC', 'ST', 'S', 'A', 'N', $2)`,
      [item, kind, item],
    );
    if (price !== null)
      await this.tx.query(
        `insert into itmpri (itmcod, curcod, pri, frdat) values ($1, 'EUR', $2, '2026-01-01')`,
        [item, price],
      );
    if (onHand > 0) await this.count(item, onHand);
  }

  count(item: string, quantity: number, warehouse = 'B1'): Promise<number> {
    return this.do((tx) => countStock(tx, { item, warehouse, quantity, user }));
  }

  order(lines: Line[], of: Partial<Omit<NewOrder, 'lines'>> = {}): Promise<number> {
    return this.do((tx) =>
      placeOrder(tx, {
        ...{ origin: 'T', customer: 20001, reference: null, note: null, freight: '0', user },
        ...of,
        lines: lines.map((line) => ({ price: null, warehouse: 'B1', ...line })),
      }),
    );
  }

  ship(number: number, ...lines: [line: number, quantity: number][]): Promise<number[]> {
    return this.do((tx) =>
      shipOrder(tx, { number, user, lines: lines.map(([line, quantity]) => ({ line, quantity })) }),
    );
  }

  cancel(number: number, line: number, quantity: number): Promise<void> {
    return this.do((tx) => cancelLine(tx, { number, line, quantity }));
  }

  async onHand(item: string, warehouse = 'B1'): Promise<number> {
    const [row] = await this.tx.query<{ onhand: number }>(
      'select onhand from stkbal where itmcod = $1 and whscod = $2',
      [item, warehouse],
    );
    return row?.onhand ?? 0;
  }

  async allocated(item: string, warehouse = 'B1'): Promise<number> {
    const [row] = await this.tx.query<{ alcqty: number }>(
      'select alcqty from stkalc where itmcod = $1 and whscod = $2',
      [item, warehouse],
    );
    return row?.alcqty ?? 0;
  }

  /** By warehouse as `on hand - allocated - safety = available`, and over those for the web. */
  async available(item: string): Promise<Record<string, string>> {
    const rows = await this.tx.query<{ place: string; figures: string }>(
      `select place, concat(onhand, ' - ', alcqty, ' - ', safqty, ' = ', avlqty) as figures from (
         select rtrim(whscod) as place, onhand, alcqty, safqty, avlqty from stkavl where itmcod = $1
         union all select 'WEB', onhand, alcqty, safqty, avlqty from webavl where itmcod = $1) x`,
      [item],
    );
    return Object.fromEntries(rows.map(({ place, figures }) => [place, figures]));
  }

  async statusOf(order: number): Promise<string | undefined> {
    const [row] = await this.tx.query<{ sosts: string }>('select sosts from sohead where sonum = $1', [
      order,
    ]);
    return row?.sosts;
  }

  /** Lines of an order as `ordered shipped cancelled invoiced`. */
  async lines(order: number): Promise<string[]> {
    const rows = await this.tx.query<{ line: string }>(
      `select concat_ws(' ', linnum, linknd, rtrim(itmcod), ordqty, shpqty, cnlqty, invqty) as line
       from soline where sonum = $1 order by linnum`,
      [order],
    );
    return rows.map(({ line }) => line);
  }
}
