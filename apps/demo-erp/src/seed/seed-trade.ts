import type { Tx } from '../database.ts';
import { postInvoices } from '../invoices/corrections.ts';
import { invoiceOrder } from '../invoices/invoices.ts';
import { placeOrder } from '../orders/order-entry.ts';
import { shipOrder } from '../orders/sales.ts';

type Row = Record<string, string | number | null>;

const user = 'SEED';

/** Purchase orders under way, and three weeks of orders by telephone, so that no page begins empty. */
export async function seedTrade(tx: Tx, purchases: Row[]): Promise<void> {
  const byVendor = Map.groupBy(purchases, (row) => `${String(row['vencod'])} ${String(row['whscod'])}`);
  for (const rows of byVendor.values()) {
    const [head] = await tx.query<{ ponum: number }>(
      `insert into pohead (vencod, whscod, orddat, chgusr) values ($1, $2, current_date - 9, $3) returning ponum`,
      [rows[0]?.['vencod'], rows[0]?.['whscod'], user],
    );
    for (const [index, row] of rows.entries())
      await tx.query(
        'insert into poline (ponum, linnum, itmcod, ordqty, cst, expdat) values ($1, $2, $3, $4, $5, $6)',
        [head?.ponum, index + 1, row['itmcod'], row['ordqty'], row['cst'], row['expdat']],
      );
  }
  await seedOrders(tx);
  await postInvoices(tx);
}

async function seedOrders(tx: Tx): Promise<void> {
  const goods = await tx.query<{ itmcod: string; whscod: string }>(
    `select b.itmcod, b.whscod
     from stkbal b join itmmas i using (itmcod) join taxtab t on t.ctycod = 'DE' and t.taxcod = i.taxcod
     where b.onhand >= 4 and i.itmsts = 'A' and i.modcod is not null
       and exists (select from itmpri p where p.itmcod = b.itmcod and p.pri > 0
                   and tsof(p.frdat, p.frtim) <= now() and (p.todat is null or tsof(p.todat, p.totim) > now()))
     order by md5(b.itmcod || b.whscod)`,
  );
  const customers = await tx.query<{ cusnum: number }>(
    `select cusnum from cusmas where cusgrp = 'D' and cussts = 'A' and ctycod is not null and cusnam <> '' order by cusnum`,
  );
  for (let index = 0; index < 24; index++) {
    const picked = goods.slice(index * 3, index * 3 + 1 + (index % 3));
    const number = await placeOrder(tx, {
      origin: 'T',
      customer: customers[(index * 5) % customers.length]?.cusnum ?? 10001,
      reference: index % 4 === 0 ? `BESTELLUNG ${4711 + index}` : null,
      note: null,
      freight: index % 2 === 0 ? '9.90' : '0',
      user,
      at: new Date(Date.now() - (24 - index) * 20 * 3_600_000),
      lines: picked.map((good, i) => ({
        item: good.itmcod,
        warehouse: good.whscod,
        quantity: 1 + ((index + i) % 3),
        price: null,
      })),
    });
    if (index >= 18) continue;
    const partial = index % 6 === 5;
    await shipOrder(tx, {
      number,
      user,
      lines: picked.map((_, i) => ({
        line: i + 1,
        quantity: partial ? Number(i === 0) : 1 + ((index + i) % 3),
      })),
    });
    if (index < 14) await invoiceOrder(tx, number, user);
  }
}
