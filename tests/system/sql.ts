import pg from 'pg';
import type { System } from './system.ts';

/** Asks a database of the system once, as its owner. */
export async function sql<Row extends object>(
  system: System,
  database: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: system.endpoints().postgres[database] });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** As {@link sql}, as the server's administrator. */
export async function sqlAsAdmin(system: System, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: system.endpoints().postgresAdmin });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Does something while a back office's database lets its connector in no more. */
export async function whileUnreachable<T>(
  system: System,
  work: () => Promise<T>,
  role = 'erp_connector',
): Promise<T> {
  await sqlAsAdmin(
    system,
    `alter role ${role} nologin`,
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`,
  );
  try {
    return await work();
  } finally {
    await sqlAsAdmin(system, `alter role ${role} login`);
  }
}

/** A sales order as it stands in the back office's tables. */
export interface SalesOrder {
  number: number;
  reference: string;
  status: string;
  lines: {
    line: number;
    item: string;
    ordered: number;
    shipped: number;
    cancelled: number;
    invoiced: number;
  }[];
}

/** The sales orders that carry a number of ours; one, when all is well. */
export async function salesOrders(system: System, order: string): Promise<SalesOrder[]> {
  return sql<SalesOrder>(
    system,
    'demo-erp',
    `select h.sonum as number, h.cusref as reference, trim(h.sosts) as status,
            jsonb_agg(jsonb_build_object('line', l.linnum, 'item', trim(l.itmcod), 'ordered', l.ordqty,
              'shipped', l.shpqty, 'cancelled', l.cnlqty, 'invoiced', l.invqty) order by l.linnum) as lines
     from sohead h join soline l using (sonum) where h.cusref = $1 group by h.sonum`,
    [order],
  );
}
