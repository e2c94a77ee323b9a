import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Customer,
  isKnown,
  markErased,
  ordersNeeding,
} from '../../../apps/erp-adapter/src/publishing/erased-customers.tables.ts';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
const of = (number: string): Customer => ({ source: 'demo', number });
const round = async () => {
  while ((await desk.office.asConnector('select 1 from throughline.changes')).length > 0)
    await desk.adapter.capturer().round(desk.adapter.leadership);
  // Another one looks for what is to be read again at once.
  await desk.adapter.capturer().round(desk.adapter.leadership);
};
const said = async (number: string) =>
  (await desk.adapter.published('erp.customers')).filter(({ key }) => key === `demo|${number}`);
const erase = (number: string) => desk.adapter.tx((tx) => markErased(tx, of(number)));
const waiting = () => desk.adapter.tx((tx) => tx.query('select key from guarded_withdrawals'));
const held = (number: string) =>
  desk.adapter.tx((tx) =>
    tx.query<{ raw: object }>(`select raw from quarantine where flow = 'customers' and parent = $1`, [
      number,
    ]),
  );

beforeAll(async () => {
  desk = await openDesk();
  await desk.office.query(
    `insert into cusmas (cusnum, cusnam, cusgrp, ctycod, email, curcod) values
       (20001, 'Ada Muster', 'I', 'DE', 'ada@example.org', 'EUR'), (20002, 'Eda Held', 'I', 'DE', 'eda@example.org', '???')`,
  );
  await round();
});
afterAll(async () => {
  await desk?.adapter.close();
  await desk?.office.close();
});

describe('a customer who is erased', () => {
  it('is withdrawn, past a guard that holds others, and is not said again whatever the back office says', async () => {
    expect(await said('20001')).toMatchObject([{ sequence: 1, value: { name: 'Ada Muster' } }]);
    await desk.office.query(
      `insert into cusmas (cusnum, cusnam, cusgrp) select n, 'Somebody', 'I' from generate_series(30001, 30040) n`,
    );
    await round();
    await desk.office.query('delete from cusmas where cusnum > 30000');
    await round();
    expect(await waiting()).toHaveLength(40);

    expect(await erase('20001')).toBe(true);
    await round();
    expect((await said('20001')).at(-1)).toMatchObject({ sequence: 2, value: null });
    expect(await waiting()).toHaveLength(40);
    const [row] = await desk.adapter.tx((tx) =>
      tx.query(
        `select deleted, withdrawn_at from source_records where flow = 'customers' and parent = '20001'`,
      ),
    );
    expect(row).toEqual({ deleted: true, withdrawn_at: null });

    await desk.office.query(`update cusmas set cusnam = 'Ada Neu', chgstp = now() where cusnum = 20001`);
    await round();
    await desk.adapter.reconcile(['customers']);
    expect(await erase('20001')).toBe(false);
    await round();
    expect(await said('20001')).toHaveLength(2);
  });

  it('is not kept in the quarantine, and is not held there again', async () => {
    expect(await held('20002')).toMatchObject([{ raw: { name: 'Eda Held', email: 'eda@example.org' } }]);
    await erase('20002');
    await round();
    expect(await held('20002')).toEqual([]);
    await desk.office.query('update cusmas set chgstp = now() where cusnum = 20002');
    await round();
    expect(await held('20002')).toEqual([]);
    expect(await said('20002')).toEqual([]);
  });

  it('is never the one who gathers the orders of guests', async () => {
    await erase('10000');
    await round();
    expect(await said('10000')).toMatchObject([{ value: { kind: 'guests' } }]);
    const marked = await desk.adapter.tx((tx) => tx.query('select number from erased_customers order by 1'));
    expect(marked).toEqual([{ number: '20001' }, { number: '20002' }]);
  });

  it('is one of whom something was said', async () => {
    const known = (number: string) => desk.adapter.tx((tx) => isKnown(tx, of(number)));
    expect([await known('20001'), await known('20002'), await known('99999')]).toEqual([true, true, false]);
  });

  it('is needed by orders of which something has still to be handed over', async () => {
    const needing = () => desk.adapter.tx((tx) => ordersNeeding(tx, of('10000'), 5));
    expect(await needing()).toEqual([]);
    const order = await desk.receive();
    const elsewhere = await desk.receive({ account: 'elsewhere' });
    expect(await needing()).toEqual([{ order, state: 'received' }]);
    await desk.cancel(order, 1, 1);
    expect(await needing()).toEqual([{ order, state: 'received' }]);
    await desk.cancel(order, 2, 2);
    expect(await needing()).toEqual([]);
    const handed = await desk.receive();
    await desk.run();
    expect(await needing()).toEqual([]);
    expect(handed).not.toBe(elsewhere);
  });
});
