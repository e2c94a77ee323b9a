import { automat } from '../database.ts';
import type { Deed } from '../desk/deed.ts';
import { invoiceOrder } from '../invoices/invoices.ts';
import { setListPrice } from '../items/prices.ts';
import { confirmPurchase, orderPurchase, receivePurchase } from '../stock/purchases.ts';
import { placeOrder } from '../orders/order-entry.ts';
import { shipOrder } from '../orders/sales.ts';
import { countStock } from '../stock/stock.ts';

const { user } = automat;
const upTo = (random: () => number, most: number) => 1 + Math.floor(random() * most);

// Only what staff could sell without mending the record first.
const sellable = `i.itmsts = 'A' and i.itmdsc <> '' and i.itmknd = 'G' and i.pckflg = 'N' and exists (select from taxtab t where t.taxcod = i.taxcod)
  and exists (select from itmpri p where p.itmcod = i.itmcod and p.pri > 0 and p.untcod is null and tsof(p.frdat, p.frtim) <= now()
              and (p.todat is null or tsof(p.todat, p.totim) > now()))
  and not exists (select from itmpri p where p.itmcod = i.itmcod and p.pri <= 0)`;

/** Somebody buys over the counter in Hamburg and takes it along: ordered, shipped and invoiced at once. */
export const sellAtCounter: Deed = async (tx, random) => {
  const [good] = await tx.query<{ itmcod: string; itmdsc: string; free: number }>(
    `select b.itmcod, i.itmdsc, b.onhand - coalesce(a.alcqty, 0) as free
     from stkbal b join itmmas i using (itmcod) left join stkalc a using (itmcod, whscod)
     where b.whscod = 'S1' and b.onhand - coalesce(a.alcqty, 0) > 0 and ${sellable} order by random() limit 1`,
  );
  if (good === undefined) return null;
  const quantity = Math.min(good.free, upTo(random, 2));
  const number = await placeOrder(tx, {
    origin: 'S',
    customer: 10001,
    reference: null,
    note: null,
    freight: '0',
    user,
    lines: [{ item: good.itmcod, quantity, price: null, warehouse: 'S1' }],
  });
  await shipOrder(tx, { number, user, lines: [{ line: 1, quantity }] });
  await invoiceOrder(tx, number, user);
  return {
    program: 'POS010',
    key: String(number),
    text: `SOLD ${quantity} ${good.itmcod} ${good.itmdsc} AT COUNTER`,
  };
};

export const takeTelephoneOrder: Deed = async (tx, random) => {
  const [customer] = await tx.query<{ cusnum: number; cusnam: string }>(
    `select cusnum, cusnam from cusmas
     where cusgrp = 'D' and cussts = 'A' and ctycod is not null and cusnam <> '' and taxcls = 'N' and regcod is null
     order by random() limit 1`,
  );
  const goods = await tx.query<{ itmcod: string }>(
    `select b.itmcod from stkbal b join itmmas i using (itmcod) left join stkalc a using (itmcod, whscod)
     where b.whscod <> 'S1' and b.onhand - coalesce(a.alcqty, 0) >= 5 and ${sellable}
     group by b.itmcod order by random() limit $1`,
    [upTo(random, 3)],
  );
  if (customer === undefined || goods.length === 0) return null;
  const number = await placeOrder(tx, {
    origin: 'T',
    customer: customer.cusnum,
    reference: null,
    // Some buyers have purchase orders of their own.
    purchaseOrder: random() < 0.4 ? `PO-${customer.cusnum}-${upTo(random, 9999)}` : null,
    note: null,
    freight: '9.90',
    user,
    lines: goods.map(({ itmcod }) => ({
      item: itmcod,
      quantity: upTo(random, 3),
      price: null,
      warehouse: null,
    })),
  });
  return {
    program: 'SAL040',
    key: String(number),
    text: `TELEPHONE ORDER OF ${customer.cusnam}, ${goods.length} LINES`,
  };
};

/** Somebody counts a shelf; now and then a unit is missing or turns up. */
export const countShelf: Deed = async (tx, random) => {
  const [shelf] = await tx.query<{ itmcod: string; whscod: string; onhand: number }>(
    `select itmcod, whscod, onhand from stkbal join itmmas using (itmcod) where onhand > 2 order by random() limit 1`,
  );
  if (shelf === undefined) return null;
  const draw = random();
  const quantity = shelf.onhand + (draw < 0.3 ? -1 : draw < 0.5 ? 1 : 0);
  const difference = await countStock(tx, { item: shelf.itmcod, warehouse: shelf.whscod, quantity, user });
  const text = `COUNTED ${quantity} IN ${shelf.whscod} (${difference >= 0 ? '+' : ''}${difference})`;
  return { program: 'STK020', key: shelf.itmcod, text };
};

/** Goods that are due arrive, all of a line or half of it. */
export const receiveGoods: Deed = async (tx, random) => {
  const [line] = await tx.query<{ ponum: number; linnum: number; itmcod: string; owed: number }>(
    `select ponum, linnum, l.itmcod, ordqty - rcvqty - cnlqty as owed from poline l join pohead h using (ponum)
     join itmmas i on i.itmcod = l.itmcod
     where linsts in ('O', 'P') and (coalesce(cfmdat, expdat) <= current_date or h.chgusr = $1 and h.crestp < now() - interval '2 minutes')
     order by random() limit 1`,
    [user],
  );
  if (line === undefined) return null;
  const quantity = line.owed > 3 && random() < 0.5 ? Math.ceil(line.owed / 2) : line.owed;
  const { warehouse } = await receivePurchase(tx, { number: line.ponum, line: line.linnum, quantity, user });
  const text = `RECEIVED ${quantity} OF ${line.itmcod} IN ${warehouse}`;
  return { program: 'PUR030', key: String(line.ponum), text };
};

/** What runs low in a warehouse is ordered again. */
export const replenish: Deed = async (tx, random) => {
  const [low] = await tx.query<{
    itmcod: string;
    whscod: string;
    vencod: string;
    cost: string;
    expected: string;
  }>(
    `select b.itmcod, b.whscod, i.vencod, i.stdcst as cost, (current_date + 3)::text as expected
     from stkbal b join itmmas i using (itmcod) join venmas v on v.vencod = i.vencod and v.actflg = 'Y'
     left join stkalc a using (itmcod, whscod)
     where b.onhand - coalesce(a.alcqty, 0) <= i.rorqty and ${sellable}
       and not exists (select from poline l join pohead h using (ponum)
                       where l.itmcod = b.itmcod and h.whscod = b.whscod and l.linsts in ('O', 'P'))
     order by random() limit 1`,
  );
  if (low === undefined) return null;
  const quantity = 4 + upTo(random, 8);
  const line = { item: low.itmcod, quantity, cost: low.cost, expected: low.expected };
  const number = await orderPurchase(tx, { vendor: low.vencod, warehouse: low.whscod, user, lines: [line] });
  return { program: 'PUR020', key: String(number), text: `${quantity} OF ${low.itmcod} FROM ${low.vencod}` };
};

/** A price goes some percent up or down; one that the machine changed before goes back to what it was. */
export const changePrice: Deed = async (tx, random) => {
  const [item] = await tx.query<{ itmcod: string; pri: string; before: string | null }>(
    `select i.itmcod, p.pri,
            (select o.pri from itmpri o where o.itmcod = i.itmcod and p.chgusr = $1 and o.untcod is null and o.perqty = 1 and tsof(o.frdat, o.frtim) < tsof(p.frdat, p.frtim)
             order by o.frdat desc, o.frtim desc limit 1) as before
     from itmmas i join itmpri p on p.itmcod = i.itmcod and p.untcod is null and p.perqty = 1 and tsof(p.frdat, p.frtim) <= now()
       and (p.todat is null or tsof(p.todat, p.totim) > now())
     where ${sellable} order by random() limit 1`,
    [user],
  );
  if (item === undefined) return null;
  const factor = 0.96 + random() * 0.08;
  const price = item.before ?? (Math.max(1, Math.round(Number(item.pri) * factor)) - 0.01).toFixed(2);
  await setListPrice(tx, { item: item.itmcod, price, from: null, user });
  return { program: 'ITM020', key: item.itmcod, text: `LIST PRICE ${price} EUR` };
};

/** A vendor says when goods will really come, which is rarely earlier. */
export const confirmDelivery: Deed = async (tx, random) => {
  const [line] = await tx.query<{ ponum: number; linnum: number; date: string }>(
    `select ponum, linnum, (greatest(expdat, current_date) + $1::int)::text as date from poline
     where linsts in ('O', 'P') and cfmdat is null order by random() limit 1`,
    [upTo(random, 5) - 1],
  );
  if (line === undefined) return null;
  const { ponum, linnum, date } = line;
  await confirmPurchase(tx, { number: ponum, line: linnum, date });
  return { program: 'PUR040', key: String(ponum), text: `LINE ${linnum} CONFIRMED FOR ${date}` };
};
