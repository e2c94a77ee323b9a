import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, connect } from '@throughline/persistence';
import { type Installation, startInstallation, until } from '@throughline/testing';
import { account } from '@throughline/testing/builders';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Office, onEachOffice } from '../../../libs/database-sources/src/fixtures/offices.ts';
import { placed } from './desk.ts';
import { KilledAdapter } from './killed-adapter.ts';
import { kontorDocument, kontorTables } from './kontor.ts';

/** For each database; `npm run test:all` has 500 of them, and 40 kills. */
const orders = Number(process.env.THROUGHLINE_KILLED_ORDERS ?? 30);
const kills = Math.max(4, Math.round(orders * 0.08));
const seed = Number(process.env.THROUGHLINE_PROPERTY_SEED ?? Date.now() % 1_000_000);
const at = new Date('2026-11-20T10:00:00Z');

onEachOffice(`${orders} orders and ${kills} kills (seed ${seed}), into a`, ({ open, dialect }) => {
  let folder: string;
  let office: Office;
  let installation: Installation;
  let own: Connection;
  let adapter: KilledAdapter;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-killed-'));
    office = await open();
    await office.run(...kontorTables(dialect));
    writeFileSync(join(folder, 'url'), `${office.url}\n`);
    installation = await startInstallation({ observe: [] });
    const environment = await installation.environmentOf('erp-adapter');
    own = await connect({ url: environment.DATABASE_URL ?? '', name: 'tests' });
    adapter = await KilledAdapter.bundled({ ...environment, RECONCILE_HOURS: '0' });
    const bindings = [{ source: 'kontor', number: 'K10000', priceGroup: null, priceLists: [] }];
    await installation.publish('customers.accounts', [
      { type: 'Account', key: 'guests', sequence: 1, time: at, value: account({ bindings }) },
    ]);
  });
  afterAll(async () => {
    await adapter?.kill();
    await own?.close();
    await installation?.stop();
    await office?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const confirm = async (numbers: readonly string[]) => {
    await installation.publish(
      'orders.recipients',
      numbers.map((order) => ({
        ...{ type: 'Recipient', key: order, sequence: 1, time: at },
        value: {
          ...{ order, email: 'a@example.org', name: 'A. Example', company: null, street: 'Street 1' },
          ...{ street2: null, postalCode: '10115', city: 'Berlin', country: 'DE', region: null, phone: null },
        },
      })),
    );
    await installation.publish(
      'orders.events',
      numbers.flatMap((order) => [
        { type: 'OrderPlaced' as const, key: order, sequence: 1, time: at, value: placed(order, { at }) },
        {
          ...{ type: 'OrderConfirmed' as const, key: order, sequence: 2, time: at },
          value: { order, lines: [], backOrdered: false, at },
        },
      ]),
    );
  };

  /** Ends all sessions in the back office but those of its clerks. */
  const endSessions = async () => {
    if (dialect === 'postgresql') {
      await office.rows(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'throughline'`,
      );
      return;
    }
    const rows = await office.rows(
      'select id from information_schema.processlist where id <> connection_id() and db = database()',
    );
    for (const [id] of rows) await office.run(`kill ${String(id)}`).catch(() => undefined);
  };

  it('each is there once and whole, is verified, and none is lost', async () => {
    const url = await adapter.start();
    const response = await fetch(`${url}/sources`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${installation.token('integrator')}`,
      },
      body: JSON.stringify({ document: kontorDocument(dialect, join(folder, 'url')), expected: 0 }),
    });
    expect(response.status, await response.text()).toBe(201);
    const draws = fc.sample(
      fc.record({ life: fc.integer({ min: 0, max: 2_500 }), session: fc.integer({ min: 0, max: 1_500 }) }),
      { seed, numRuns: kills },
    );
    const numbers = Array.from({ length: orders }, (_, index) => `X${index + 1}`);
    for (const [round, { life, session }] of draws.entries()) {
      const share = (of: number) => Math.round((orders * of) / kills);
      await confirm(numbers.slice(share(round), share(round + 1)));
      if (session < life) {
        await pause(session);
        await endSessions();
      }
      await pause(Math.max(0, life - session));
      await adapter.kill();
      await adapter.start();
    }
    const states = () =>
      own.query<{ state: string; count: number }>(
        'select state, count(*)::integer as count from exports group by state order by state',
      );
    await until(
      async () => {
        expect(await states()).toEqual([{ state: 'verified', count: orders }]);
        return true;
      },
      { timeoutMs: 240_000 },
    );
    const [row = []] = await office.rows(
      `select count(*), count(distinct bestnr), sum((select count(*) from auftragpos p where p.nr = a.nr))
       from auftrag a where quelle = 'SHOP'`,
    );
    expect(row.map(Number)).toEqual([orders, orders, orders * 2]);
    const [parted] = await own.query<{ count: number }>(
      `select count(*)::integer as count from exports where differences <> '[]'`,
    );
    expect(parted).toEqual({ count: 0 });
  });
});
