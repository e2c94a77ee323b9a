import { type Span, TraceFlags, type Tracer, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Tx, change, reading, staff } from './database.ts';
import { shipOrder } from './orders/sales.ts';
import { type TestBooks, openTestBooks } from './test/books.ts';

let books: TestBooks;
let connector: Tx;

beforeAll(async () => {
  books = await openTestBooks();
  connector = reading(books.connector);
});
afterAll(() => books.close());

const placed = async (quantity: number): Promise<number> => {
  const [head] = await connector.query<{ sonum: number }>(
    `insert into sohead (soorg, cusnum, cusref, dlvnam, dlvctc, frtamt)
     values ('W', 10000, '10000123', 'A. Example', 'DE', 4.90) returning sonum`,
  );
  await connector.query(
    `insert into soline (sonum, linnum, itmcod, ordqty, pri, taxcod) values ($1, 1, 'HL-U509', $2, 29.74, 'S')`,
    [head?.sonum, quantity],
  );
  return head?.sonum ?? 0;
};

/** Every span from now on is this one. */
function traceAs(traceId: string, spanId: string): void {
  const span = trace.wrapSpanContext({ traceId, spanId, traceFlags: TraceFlags.SAMPLED });
  const startActiveSpan = ((_name: string, _options: object, fn: (span: Span) => unknown) =>
    fn(span)) as Tracer['startActiveSpan'];
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: () => span, startActiveSpan }) });
}

describe('the role of the connector', () => {
  it('places an order, which is given a warehouse and holds stock there', async () => {
    const number = await placed(2);
    const [line] = await connector.query<{ whscod: string; itmdsc: string; linsts: string }>(
      'select whscod, itmdsc, linsts from soline where sonum = $1',
      [number],
    );
    expect(line).toEqual({ whscod: 'B1', itmdsc: 'HLMT SPRT 100 BLK', linsts: 'O' });
    const [held] = await connector.query<{ alcqty: number; extalc: number }>(
      `select alcqty, extalc from stkalc where itmcod = 'HL-U509' and whscod = 'B1'`,
    );
    expect(held?.extalc).toBe(2);
    expect(held?.alcqty).toBeGreaterThanOrEqual(2);
  });

  it('cancels what is open, and the order follows', async () => {
    const number = await placed(1);
    await connector.query('update soline set cnlqty = 1 where sonum = $1', [number]);
    expect(await connector.query('select sosts from sohead where sonum = $1', [number])).toEqual([
      { sosts: 'X' },
    ]);
  });

  it('orders in packs, with the buyer’s purchase order, for who pays by the customer’s record', async () => {
    const [head] = await connector.query<{ sonum: number; bilcus: number; taxcls: string }>(
      `insert into sohead (soorg, cusnum, cusref, dlvctc, dlvreg, purnum, buyref, reqdat, shpcmp)
       values ('W', 20025, '10000124', 'FR', 'RE', 'PO-1', 'A. Buyer', '2030-01-01', 'Y')
       returning sonum, bilcus, taxcls`,
    );
    expect(head).toMatchObject({ bilcus: 20024, taxcls: 'N' });
    await connector.query(
      `insert into soline (sonum, linnum, itmcod, ordqty, pri, taxcod, untcod, untqty, untpri)
       values ($1, 1, 'WB-P024', 48, 3.7083333, 'S', 'KAR', 2, 89)`,
      [head?.sonum],
    );
    expect(
      await connector.query('select linknd, untcod, untqty, opnqty from soline where sonum = $1', [
        head?.sonum,
      ]),
    ).toEqual([{ linknd: 'G', untcod: 'KAR', untqty: 2, opnqty: 48 }]);
  });

  it('orders a kit with its components, which hold the stock and are cancelled with it', async () => {
    const [head] = await connector.query<{ sonum: number }>(
      `insert into sohead (soorg, cusnum, cusref, dlvctc) values ('W', 10000, '10000125', 'DE') returning sonum`,
    );
    await connector.query(
      `insert into soline (sonum, linnum, itmcod, ordqty, pri, taxcod, linknd, parlin, kitqty) values
       ($1, 1, 'KT-REPR', 3, 29.9, 'S', 'K', null, null), ($1, 2, 'TT-M928', 6, 0, 'S', 'C', 1, 2)`,
      [head?.sonum],
    );
    const held = async () =>
      await connector.query(`select linknd, opnqty from soline where sonum = $1 order by linnum`, [
        head?.sonum,
      ]);
    expect(await held()).toEqual([
      { linknd: 'K', opnqty: 3 },
      { linknd: 'C', opnqty: 6 },
    ]);
    await connector.query('update soline set cnlqty = 1 where sonum = $1 and linnum = 1', [head?.sonum]);
    expect(await held()).toEqual([
      { linknd: 'K', opnqty: 2 },
      { linknd: 'C', opnqty: 4 },
    ]);
  });

  it('may read and watch every table but the journal and what the programs keep for themselves', async () => {
    const unwatched = await connector.query<{ name: string }>(
      `select tablename as name from pg_tables
       where schemaname = 'public' and not (has_table_privilege(schemaname || '.' || tablename, 'select')
         and has_table_privilege(schemaname || '.' || tablename, 'trigger')) order by 1`,
    );
    expect(unwatched.map(({ name }) => name)).toEqual(['jrnl', 'stkmov', 'sysmig', 'syspar']);
  });

  it.each([
    ['who pays for an order', 'update sohead set bilcus = 20001'],
    ['kits', 'delete from itmkit'],
    [
      'credit notes',
      `insert into invhed (cusnum, invdat, duedat, curcod, invctc, nettot, taxtot, grstot, chgusr)
      values (1, now(), now(), 'EUR', 'DE', 0, 0, 0, 'X')`,
    ],
    ['stock', 'update stkbal set onhand = 1'],
    ['prices', 'update itmpri set pri = 1'],
    ['items', `delete from itmmas`],
    ['deliveries', `insert into dlvhed (sonum, cusnum, whscod, chgusr) values (1, 1, 'B1', 'X')`],
    ['what was shipped', 'update soline set shpqty = ordqty'],
    ['a status', `update sohead set sosts = 'I'`],
    ['orders away', 'delete from sohead'],
  ])('cannot change %s', async (_, sql) => {
    await expect(connector.query(sql)).rejects.toThrow(/permission denied/);
  });

  it('watches tables by triggers into a schema of its own, and reads the trace of the change', async () => {
    await connector.query(`
      create schema capture;
      create table capture.log (op text, traceparent text);
      create function capture.note() returns trigger language plpgsql security definer set search_path = capture, pg_temp as
        $$ begin insert into capture.log values (tg_op, current_setting('app.traceparent', true)); return null; end $$;
      create trigger note after update on stkbal for each statement execute function capture.note()`);
    const number = await placed(1);
    const span = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    traceAs('0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331');
    await change(books.pool, staff, 'ship order', async (tx) => {
      await shipOrder(tx, { number, lines: [{ line: 1, quantity: 1 }], user: 'TEST' });
      return { entry: { program: 'TEST', key: String(number), text: 'SHIPPED' }, value: null };
    });
    expect(await connector.query('select * from capture.log')).toEqual([{ op: 'UPDATE', traceparent: span }]);
    expect(await connector.query('select sestag from jrnl order by jrnnum desc limit 1')).toEqual([
      { sestag: '0af7651916cd43dd8448eb211c80319c' },
    ]);
  });
});
