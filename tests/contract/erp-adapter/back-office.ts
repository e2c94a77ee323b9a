import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, connect } from '@throughline/persistence';
import { createDatabase, testStores } from '@throughline/testing';

const migrations = join(import.meta.dirname, '../../../apps/demo-erp/migrations');

/** The tables of the demonstration back office without its programs and its data. */
export interface BackOffice {
  /** For the connector's role, which has what a database administrator grants an integration. */
  readonly url: string;
  /** Rows of a statement run by the office itself. */
  query<T extends object = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<T[]>;
  /** Rows of a statement run by the connector's role. */
  asConnector<T extends object = Record<string, unknown>>(sql: string): Promise<T[]>;
  /** A session of the office, for transactions that stay open. */
  session(): Promise<Connection>;
  addItem(
    code: string,
    of?: Partial<{ unit: string; price: string; onHand: number; safety: number }>,
  ): Promise<void>;
  /** Ships units of a line from a warehouse. */
  ship(order: number, line: number, quantity: number, at: string): Promise<void>;
  close(): Promise<void>;
}

export async function openBackOffice(): Promise<BackOffice> {
  const database = await createDatabase('office');
  const owner = await connect({ url: database.url, name: 'office' });
  for (const file of (await readdir(migrations)).toSorted())
    await owner.query(await readFile(join(migrations, file), 'utf8'));
  const role = `${database.name}_connector`;
  const admin = new URL(testStores().postgresAdmin);
  admin.pathname = `/${database.name}`;
  const grants = await connect({ url: admin.href, name: 'office' });
  await grants.query(`create role ${role} login password 'connector'`);
  await grants.query(`grant connect, create on database ${database.name} to ${role}`);
  // Whoever may write a column may lock the row.
  await grants.query(`grant update (cusref) on sohead to ${role}`);
  await grants.query(`grant select, trigger on all tables in schema public to ${role}`);
  await grants.query(`grant usage on sequence sonum_seq to ${role}`);
  await grants.query(`grant insert (soorg, cusnum, cusref, extref, curcod, ordstp, dlvnam, dlvst1, dlvst2, dlvst3, dlvzip, dlvcty,
    dlvctc, email, phone, frtamt, dlvreg, purnum) on sohead to ${role}`);
  await grants.query(
    `grant insert (sonum, linnum, itmcod, whscod, ordqty, cnlqty, pri, taxcod, untcod, untqty, untpri, perqty, linknd,
       parlin, kitqty) on soline to ${role}`,
  );
  await grants.query(`grant update (cnlqty, chgstp) on soline to ${role}`);
  await grants.close();
  await owner.query(
    `insert into cusmas (cusnum, cusnam, cusgrp, ctycod) values (10000, 'INTERNET CUSTOMERS', 'I', 'DE')`,
  );

  const url = new URL(database.url);
  url.username = role;
  url.password = 'connector';
  const connector = await connect({ url: url.href, name: 'office' });
  return {
    url: url.href,
    asConnector: (sql) => connector.query(sql),
    query: (sql, params) => owner.query(sql, params),
    session: () => connect({ url: database.url, name: 'office' }),
    addItem: async (code, { unit = 'ST', price = '10', onHand = 5, safety = 0 } = {}) => {
      await owner.query(
        `insert into itmmas (itmcod, itmdsc, famcod, untcod, taxcod, itmsts, webflg, safqty)
         values ($1, 'HLMT BLK', 'HLMT', $2, 'S', 'A', 'Y', $3)`,
        [code, unit, safety],
      );
      await owner.query(
        `insert into itmpri (itmcod, curcod, pri, frdat) values ($1, 'EUR', $2, '2026-01-01')`,
        [code, price],
      );
      await owner.query(`insert into stkbal (itmcod, whscod, onhand) values ($1, 'B1', $2)`, [code, onHand]);
    },
    ship: async (order, line, quantity, at) => {
      await owner.query(
        `with head as (
           insert into dlvhed (sonum, cusnum, whscod, chgusr) values ($1, 10000, $4, 'TEST') returning dlvnum
         ), sent as (
           insert into dlvlin (dlvnum, linnum, sonum, solin, itmcod, dlvqty)
           select dlvnum, 1, $1, $2, (select itmcod from soline where sonum = $1 and linnum = $2), $3 from head
         ), left_stock as (
           update stkbal set onhand = onhand - $3, chgstp = clock_timestamp()
           where whscod = $4 and itmcod = (select itmcod from soline where sonum = $1 and linnum = $2)
         )
         update soline set shpqty = shpqty + $3 where sonum = $1 and linnum = $2`,
        [order, line, quantity, at],
      );
    },
    close: async () => {
      await owner.close();
      await connector.close();
      await database.drop();
      const last = await connect({ url: testStores().postgresAdmin, name: 'office' });
      await last.query(`drop role if exists ${role}`);
      await last.close();
    },
  };
}
