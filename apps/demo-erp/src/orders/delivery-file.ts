import type { Tx } from '../database.ts';
import { FormError } from '../form-error.ts';
import { takeStock } from '../stock/stock.ts';

export interface NewDelivery {
  order: number;
  customer: number;
  warehouse: string;
  /** Code of CARTAB. */
  carrier: string;
  /** Null for one that the system makes up. */
  tracking?: string | null;
  user: string;
}

/** Who carries a delivery when nothing else is said. */
export const usualCarrier = 'GRND';

export async function checkCarrier(tx: Tx, carrier: string): Promise<void> {
  const known = await tx.query('select from cartab where carcod = $1', [carrier]);
  if (known.length === 0) throw new FormError({ carrier: `NO CARRIER ${carrier}` });
}

/** A delivery note without a line yet. Returns its number. */
export async function insertDelivery(tx: Tx, delivery: NewDelivery): Promise<number> {
  const { order, customer, warehouse, carrier, tracking = null, user } = delivery;
  const [head] = await tx.query<{ dlvnum: number }>(
    `insert into dlvhed (dlvnum, sonum, cusnum, whscod, carcod, trkref, chgusr)
     select n, $1, $2, $3, $5, coalesce($6, 'VH' || lpad(n::text, 10, '0')), $4
     from nextval('dlvnum_seq') n returning dlvnum`,
    [order, customer, warehouse, user, carrier, tracking],
  );
  if (head === undefined) throw new Error('no number for the delivery');
  return head.dlvnum;
}

export interface DeliveredUnits {
  delivery: number;
  order: number;
  /** Of the order. */
  line: number;
  item: string;
  quantity: number;
  warehouse: string;
  /** Is only written down: no shelf has it. */
  service: boolean;
  user: string;
  /** Of the form. */
  field: string;
}

/** Units of a line leave: off the shelf, onto the note, and the order knows. The order is locked. */
export async function deliverUnits(tx: Tx, units: DeliveredUnits): Promise<void> {
  const { delivery, order, line, item, quantity, warehouse, service, user, field } = units;
  const taken = service || (await takeStock(tx, { item, warehouse, quantity, reference: delivery, user }));
  if (!taken) throw new FormError({ [field]: `NOT ENOUGH ON HAND IN ${warehouse}` });
  await tx.query(
    `insert into dlvlin (dlvnum, linnum, sonum, solin, itmcod, dlvqty)
     select $1, coalesce(max(linnum), 0) + 1, $2, $3, $4, $5 from dlvlin where dlvnum = $1`,
    [delivery, order, line, item, quantity],
  );
  await tx.query(
    `update soline set shpqty = shpqty + $3, whscod = $4, chgstp = clock_timestamp()
     where sonum = $1 and linnum = $2`,
    [order, line, quantity, warehouse],
  );
}
