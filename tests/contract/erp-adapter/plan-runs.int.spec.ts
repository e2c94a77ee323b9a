import type { Flow } from '@throughline/connector';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mode, Run, Scope } from '../../../apps/erp-adapter/src/plan/plan.ts';
import { changePlan, lockPlan, planOf } from '../../../apps/erp-adapter/src/plan/plan.tables.ts';
import { applyRecords } from '../../../apps/erp-adapter/src/publishing/apply.ts';
import { requestReconciliation } from '../../../apps/erp-adapter/src/reconciliation/reconciliations.tables.ts';
import { defaultGuard } from '../../../apps/erp-adapter/src/sources/guard.ts';
import { type Adapter, openAdapter } from './adapter.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

let office: BackOffice;
let adapter: Adapter;
beforeAll(async () => {
  office = await openBackOffice();
  await office.addItem('BIKE', { onHand: 5 });
  await office.query(
    `insert into cusmas (cusnum, cusnam, cusgrp, ctycod) values (20001, 'SHOP ONE', 'D', 'DE')`,
  );
  adapter = await openAdapter(office.url);
  await adapter.load();
});
afterAll(async () => {
  await adapter?.close();
  await office?.close();
});

async function plan(flow: Flow, scope: Scope, mode: Mode): Promise<void> {
  await adapter.tx(async (tx) => {
    await lockPlan(tx);
    await changePlan(tx, {
      ...{ flow, scope, nextRunAt: null, author: 'clerk', at: new Date(), note: null },
      after: { source: 'demo', mode, schedule: null, owner: null, note: null, resumes: null },
    });
  });
}
/** Asks for a run of the only entry of a flow. */
async function askForRun(flow: Flow): Promise<void> {
  await adapter.tx(async (tx) => {
    const [entry] = await planOf(tx, flow);
    await requestReconciliation(tx, 'demo', [flow], 'clerk', entry);
  });
}
async function pages(): Promise<void> {
  const reconciler = adapter.reconciler();
  while (await reconciler.page(adapter.leadership));
}
async function captured(): Promise<void> {
  const capturer = adapter.capturer();
  while (await capturer.round(adapter.leadership));
}
const onHand = (quantity: number) =>
  office.query(`update stkbal set onhand = $1, chgstp = clock_timestamp() where itmcod = 'BIKE'`, [quantity]);
const quantities = async () =>
  (await adapter.published('erp.stock')).map(({ value }) => (value === null ? null : value['quantity']));

describe('a run', () => {
  it('takes along what waits in the change log, of which capture then publishes nothing more', async () => {
    await plan('stock', { kind: 'everything' }, 'manual');
    await onHand(6);
    await askForRun('stock');
    await pages();
    expect(await quantities()).toEqual([5, 6]);
    await captured();
    expect(await quantities()).toEqual([5, 6]);
    const [entry] = await adapter.tx((tx) => planOf(tx, 'stock'));
    expect(entry?.ranAt).toBeInstanceOf(Date);
  });

  it('is the only comparison that publishes what goes by hand', async () => {
    await onHand(7);
    await captured();
    await adapter.reconcile(['stock']);
    expect(await quantities()).toEqual([5, 6]);
  });

  it('publishes nothing by an entry that was changed since it was asked for', async () => {
    await askForRun('stock');
    await plan('stock', { kind: 'everything' }, 'manual');
    await pages();
    expect(await quantities()).toEqual([5, 6]);
    const [entry] = await adapter.tx((tx) => planOf(tx, 'stock'));
    expect(entry?.ranAt).toBeNull();
    await askForRun('stock');
    await pages();
    expect(await quantities()).toEqual([5, 6, 7]);
  });

  it('publishes what has gone of an account group, which nobody can ask the back office any more', async () => {
    const said = async () =>
      (await adapter.published('erp.customers')).filter(({ key }) => key === 'demo|20001');
    const [first] = await said();
    const value = { ...first?.value, priceGroup: 'G' };
    const record = { sourceKey: '20001', key: 'demo|20001', value, fingerprint: 'G', issues: [], raw: {} };
    const apply = (records: readonly (typeof record)[], run: Run | null = null) =>
      adapter.tx((tx) =>
        applyRecords(
          tx,
          { outbox: adapter.outbox, connector: adapter.connector, guard: defaultGuard },
          { source: 'demo', flow: 'customers', sourceKeys: ['20001'], records, takenAt: new Date() },
          () => ({ at: new Date(), traceparent: null }),
          run,
        ),
      );
    await apply([record]);
    const scope = { kind: 'account-group', code: 'G' } as const;
    await plan('customers', scope, 'manual');
    await apply([record]);
    await apply([]);
    expect((await said()).map((each) => each.value?.['priceGroup'])).toEqual([null, 'G']);
    const [entry] = await adapter.tx((tx) => planOf(tx, 'customers'));
    await apply([], entry);
    expect((await said()).map((each) => each.value && each.value['priceGroup'])).toEqual([null, 'G', null]);
  });
});
