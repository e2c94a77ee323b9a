import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { until } from '../../libs/testing/src/until.ts';
import { throughline } from '../system/command.ts';
import { orderBody, shopOf, type PlacedOrder } from '../system/shop.ts';
import { sql } from '../system/sql.ts';
import { ask, settled } from '../system/staff.ts';
import { attach } from '../system/system.ts';

const system = attach(inject('home'));
const shop = shopOf(system);
const run = (...words: string[]) => throughline(system, ...words);
const json = async <T>(...words: string[]) => JSON.parse((await run(...words, '--json')).out) as T;
const sku = 'TI-R092';

/** Has the back office refuse an item for as long as something is done. */
async function whileRefused<T>(item: string, work: () => Promise<T>): Promise<T> {
  const rule = 'alter table soline add constraint refused_by_test check';
  await sql(system, 'demo-erp', `${rule} (itmcod <> '${item}') not valid`);
  try {
    return await work();
  } finally {
    await sql(system, 'demo-erp', 'alter table soline drop constraint refused_by_test');
  }
}

beforeAll(() => settled(system));

describe('throughline orders', () => {
  let placed: PlacedOrder;
  beforeAll(async () => {
    placed = await shop.placeAndWait(orderBody([{ sku, quantity: 2 }]));
    await until(async () => (await shop.order(placed)).integration === 'verified');
  });

  it('tells the whole story of one, as the routes of three services do', async () => {
    const { status, out } = await run('orders', placed.order);
    expect(status).toBe(0);
    const [head, waits] = out.split('\n');
    expect(head).toMatch(new RegExp(`^${placed.order}  in-fulfilment  \\d+\\.\\d\\d EUR  web  account `));
    expect(waits).toMatch(/^waits for shipment of back office, for \d+ (s|min)$/);
    expect(out).toMatch(/HAND-OVER\n {2}verified in demo for \d+ (s|min), number \d+/);
    expect(out).toMatch(new RegExp(`STOCK\n.*\n +1 +${sku} +2 `));
    expect(out).toContain('confirmed');

    const auditor = <T>(service: 'orders' | 'inventory' | 'erp-adapter', path: string) =>
      ask<T>(system, [service, 'auditor'], path);
    expect(await json('orders', placed.order)).toEqual({
      order: await auditor('orders', `/orders/${placed.order}`),
      reservations: { answer: await auditor('inventory', `/reservations?order=${placed.order}`) },
      export: { answer: await auditor('erp-adapter', `/exports/${placed.order}`) },
    });
  });

  it('lists them with what they wait for', async () => {
    const { out } = await run('orders', '--waiting', 'shipment', '--limit', '500');
    const line = out.split('\n').find((text) => text.startsWith(`${placed.order} `));
    expect(line).toMatch(/web .* in-fulfilment +verified .* EUR +shipment of back office for /);
    expect(await json('orders', '--waiting', 'shipment', '--limit', '5')).toMatchObject({
      orders: expect.arrayContaining([expect.objectContaining({ waiting: expect.anything() })]),
    });
  });

  it('knows none that there is not, and no filter that there is not', async () => {
    expect(await run('orders', 'W000')).toEqual({ status: 2, out: '', err: 'There is no order W000\n' });
    const { status, err } = await run('orders', '--waiting', 'nobody');
    expect([status, err]).toEqual([2, expect.stringMatching(/^orders: waiting: .*"hand-over"/)]);
    expect((await run('orders', '--age', 'soon')).status).toBe(2);
  });
});

describe('throughline exports, doctor and orders', () => {
  it('all know of an order that the back office has refused, until it is handed over', async () => {
    const item = 'PU-M044';
    const refused = await whileRefused(item, async () => {
      const placed = await shop.placeAndWait(orderBody([{ sku: item, quantity: 1 }]));
      await until(async () => (await shop.order(placed)).integration === 'refused');
      return placed;
    });
    const listed = await run('exports', '--state', 'refused');
    expect(listed.status).toBe(1);
    expect(listed.out).toMatch(new RegExp(`^${refused.order} +demo +refused `, 'm'));

    const doctor = await run('doctor');
    expect(doctor.status).toBe(1);
    expect(doctor.out).toMatch(
      /^erp-adapter: hand-over-refused \(demo\): \d+, .*for \d+ (s|min), worth [\d.]+ EUR\n {2}`throughline exports --state refused`/m,
    );

    const story = await run('orders', refused.order);
    expect(story.status).toBe(1);
    expect(story.out).toContain('waits for person of order desk');
    expect((await run('orders', '--waiting', 'person')).status).toBe(1);

    const retried = await run('exports', 'retry', refused.order);
    expect([retried.status, retried.out]).toEqual([0, expect.stringContaining('is handed over again')]);
    await until(async () => (await shop.order(refused)).integration === 'verified');
    expect((await run('exports', '--state', 'refused')).out).not.toContain(refused.order);
    expect((await run('exports', 'retry', refused.order)).status).toBe(2);
    expect((await run('exports', 'retry', 'W000')).status).toBe(2);
  });
});

describe('throughline quarantine and flows', () => {
  it('say why a record is held, and whether flows are live', async () => {
    const item = 'PU-0452';
    const unit = async () =>
      (
        await sql<{ unit: string }>(
          system,
          'demo-erp',
          'select untcod as unit from itmmas where itmcod = $1',
          [item],
        )
      )[0]?.unit;
    const before = await unit();
    const setUnit = (code: string | undefined) =>
      sql(system, 'demo-erp', 'update itmmas set untcod = $2 where itmcod = $1', [item, code]);
    await setUnit('QQ');
    try {
      const causes = await until(async () => {
        const result = await run('quarantine', '--flow', 'items');
        return result.out.includes('"QQ"') && result;
      });
      expect(causes.status).toBe(1);
      expect(causes.out).toMatch(
        /^demo items +held +configuration +1 .* unit +unknown code "QQ" .* demo\|PU-0452 /m,
      );
      const records = await run('quarantine', '--cause', '"qq"');
      expect(records.out).toMatch(/^demo items +held +demo\|PU-0452 .* unit .* unknown code "QQ" /m);
      expect((await run('doctor', 'erp-adapter')).out).toMatch(/record-held \(demo items\): \d+/);
    } finally {
      await setUnit(before);
    }
    await until(async () => !(await run('quarantine', '--flow', 'items')).out.includes('"QQ"'));

    const flows = await run('flows');
    expect(flows.status).toBe(0);
    expect(flows.out).toMatch(/^demo +prices +real-time +live +\d+ s /m);
  });
});

describe('throughline price why and stock why', () => {
  it('explain what the shop shows, as the routes do', async () => {
    const shown = await shop.figure(sku);
    const price = await run('price', 'why', sku);
    expect(price.status).toBe(0);
    expect(price.out).toMatch(new RegExp(`^${sku}: [\\d.]+ EUR at .* UTC, because of its \\w+, by `));
    expect(price.out).toMatch(/^holds +/m);
    const at = ['--at', '2026-11-29T10:00:00Z', '--currency', 'EUR', '--quantity', '3'];
    const asked = `/prices/${sku}?at=2026-11-29T10:00:00Z&currency=EUR&quantity=3`;
    expect(await json('price', 'why', sku, ...at)).toEqual(await ask(system, ['pricing', 'auditor'], asked));

    const stock = await run('stock', 'why', sku);
    expect(stock.status).toBe(0);
    expect(stock.out).toMatch(new RegExp(`^${sku}: ${shown.stock.available} can be sold, stated `));
    expect(stock.out).toMatch(/^supply +\d+$/m);
    expect(stock.out).toMatch(new RegExp(`^left +${shown.stock.available}$`, 'm'));
    expect(await json('stock', 'why', sku)).toEqual(
      await ask(system, ['inventory', 'auditor'], `/availability/${sku}/why`),
    );
  });

  it('know no SKU that there is not', async () => {
    const none = { status: 2, out: '' };
    expect(await run('price', 'why', 'NONE')).toEqual({ ...none, err: 'There is no price of NONE\n' });
    expect(await run('stock', 'why', 'NONE')).toEqual({ ...none, err: 'Nothing is known of NONE\n' });
    expect((await run('stock', sku)).err).toMatch(/^It is `throughline stock why SKU`/);
  });
});

it('throughline --help fits on a screen', async () => {
  const { status, out } = await run('--help');
  expect(status).toBe(0);
  expect(out.trimEnd().split('\n').length).toBeLessThanOrEqual(45);
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(140);
});

describe('throughline rebuild', () => {
  interface Rebuilt {
    status: string;
    outcome: { tables?: { table: string; equal: boolean }[]; error?: string };
  }
  /** What a rebuild's process has logged. */
  const logged = async (service: string) =>
    (await readFile(join(system.home, 'logs', `${service}.log`), 'utf8'))
      .split('\n')
      .filter((line) => line.includes(`"instance":"${service}-rebuild"`))
      .map((line) => JSON.parse(line) as { level: string });

  it.each(['storefront.projection', 'orders.reference', 'erp-adapter.references', 'pricing.sources'])(
    'has a process of its own read what %s is compared with',
    async (group) => {
      const service = group.replace(/\..*/, '');
      const rebuilt = await json<Rebuilt>('rebuild', group, '--verify');
      expect(rebuilt.outcome.tables?.filter(({ equal }) => !equal)).toEqual([]);
      expect(rebuilt.status).toBe('done');
      const lines = await logged(service);
      expect(lines).not.toEqual([]);
      expect(lines.filter(({ level }) => level !== 'info')).toEqual([]);
    },
  );

  it('puts what it has made in place', async () => {
    const { status, out } = await run('rebuild', 'storefront.projection');
    expect([status, out.trim()]).toEqual([0, 'storefront.projection: rebuilt and swapped in']);
    const placed = await shop.placeAndWait(orderBody([{ sku, quantity: 1 }]));
    await until(async () => (await shop.order(placed)).integration === 'verified');
  });
});
