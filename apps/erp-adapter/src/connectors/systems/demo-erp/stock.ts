import type { ErpStock, WatermarkLine } from '@throughline/events';
import { Check, cleanCode, fingerprintOf, mappedRecord } from '../../../mapping/check.ts';
import type { Reader, MappedRecord } from '@throughline/connector';
import type { UnsettledOrders } from '../../settings.ts';
import { sqlSnapshot } from '../../transports/sql/connection.ts';
import { table, wantedItems } from '../../transports/sql/table.ts';

export interface StockRow {
  sourceKey: string;
  location: string;
  known: boolean;
  onHand: number;
  asOf: Date;
  /** The same to the microsecond. */
  stated: string;
  /** Open units of orders that did not come from us. */
  elsewhere: number;
  safety: number;
  incoming: { on: string; quantity: number; document: number; kind: string; confirmed: boolean }[];
}

export interface ShippedRow {
  order: string;
  /** Of the order; of a component, that of its kit. */
  line: number;
  sourceKey: string;
  location: string;
  quantity: number;
}

// A place states an item when it has a balance of it, open order lines for it, or units on their way. Units held back
// are kept per item: the place that comes first in the order of allocation withholds them. Only goods are stocked:
// of kits, the components.
export const stockRows = table<StockRow>({
  sourceKeys: `select itmcod::text as "sourceKey" from stkbal
            union all select itmcod::text from poline where rcvqty + cnlqty < ordqty
            union all select itmcod::text from trflin where rcvqty < shpqty
            union all select itmcod::text from soline where ordqty - shpqty - cnlqty > 0 and linknd in ('G', 'C')`,
  rows: `with ${wantedItems}, balances as (
           select itmcod, whscod, onhand, chgstp from wanted join stkbal using (itmcod)
         ), held as (
           select l.itmcod, l.whscod, max(l.chgstp) as since,
                  coalesce(sum(l.opnqty) filter (where h.soorg <> 'W'), 0) as elsewhere
           from wanted join soline l using (itmcod) join sohead h using (sonum)
           where l.ordqty - l.shpqty - l.cnlqty > 0 and l.linknd in ('G', 'C')
           group by 1, 2
         ), coming as (
           select itmcod, whscod, max(since) as since,
                  json_agg(json_build_object('on', expected, 'quantity', quantity, 'document', document, 'kind', kind,
                             'confirmed', confirmed) order by expected, kind, document, line) as lines
           from (select l.itmcod, h.whscod, 'purchase' as kind, l.ponum as document, l.linnum as line,
                        coalesce(l.cfmdat, l.expdat) as expected, l.cfmdat is not null as confirmed,
                        l.ordqty - l.rcvqty - l.cnlqty as quantity, l.chgstp as since
                 from wanted join poline l using (itmcod) join pohead h using (ponum)
                 where l.rcvqty + l.cnlqty < l.ordqty
                 union all
                 -- Whoever sends a transfer says when it will arrive.
                 select l.itmcod, h.towhs, 'transfer', l.trfnum, l.linnum, h.expdat, true, l.shpqty - l.rcvqty, l.chgstp
                 from wanted join trflin l using (itmcod) join trfhed h using (trfnum)
                 where l.rcvqty < l.shpqty) documents
           group by 1, 2
         ), places as (
           select itmcod, whscod from balances union select itmcod, whscod from held
           union select itmcod, whscod from coming
         )
         select p.itmcod::text as "sourceKey", p.whscod::text as location, i.itmcod is not null as known,
                coalesce(b.onhand, 0) as "onHand", coalesce(b.chgstp, h.since, c.since) as "asOf",
                coalesce(b.chgstp, h.since, c.since)::text as stated, coalesce(h.elsewhere, 0) as elsewhere,
                case when row_number() over (partition by p.itmcod order by b.itmcod is null, w.whspri, p.whscod) = 1
                     then coalesce(i.safqty, 0) else 0 end as safety,
                coalesce(c.lines, '[]') as incoming
         from places p
         left join balances b using (itmcod, whscod) left join held h using (itmcod, whscod)
         left join coming c using (itmcod, whscod)
         left join whsmas w using (whscod)
         left join (select itmcod, safqty, itmknd from wanted join itmmas using (itmcod)) i using (itmcod)
         where i.itmcod is null or i.itmknd = 'G'`,
});

// Each order is looked for by itself (offset 0): there are few, whatever is known of the table when this is planned.
const shippedUnits = `with ${wantedItems}
  select h.cusref as "order", coalesce(c.parlin, l.solin) as line, l.itmcod::text as "sourceKey", d.whscod::text as location,
         sum(l.dlvqty) as quantity
  from unnest($2::text[]) o
  cross join lateral (select sonum, cusref from sohead where cusref = o and soorg = 'W' offset 0) h
  join dlvhed d using (sonum) join dlvlin l using (dlvnum) join wanted w on w.itmcod = l.itmcod
  left join soline c on c.sonum = l.sonum and c.linnum = l.solin and c.linknd = 'C'
  group by 1, 2, 3, 4 order by 1, 2`;

/**
 * Stock statements, each with what of our orders had left in the same snapshot. A source that is given no orders cannot
 * tell that.
 */
export function stockReader(source: string, unsettled: UnsettledOrders | null): Reader<ErpStock> {
  return {
    sourceKeys: stockRows.sourceKeys,
    read: async (snapshot, sourceKeys) => {
      if (unsettled === null) {
        const rows = await stockRows.rows(snapshot, sourceKeys);
        return rows.map((row) => mapStock(row, null, source));
      }
      // Asked for after the snapshot was taken: an order that is handed over later cannot have left in it.
      const orders = await unsettled(sourceKeys.map(cleanCode));
      const rows = await stockRows.rows(snapshot, sourceKeys);
      const shipped =
        orders.length === 0
          ? []
          : await sqlSnapshot(snapshot).query<ShippedRow>(shippedUnits, [sourceKeys, orders]);
      const byPlace = Map.groupBy(shipped, ({ sourceKey, location }) => `${sourceKey}|${location}`);
      return rows.map((row) => mapStock(row, byPlace.get(`${row.sourceKey}|${row.location}`) ?? [], source));
    },
  };
}

/** @param shipped what of our orders had left; null when the source cannot tell */
export function mapStock(
  row: StockRow,
  shipped: readonly ShippedRow[] | null,
  source: string,
): MappedRecord<ErpStock> {
  const check = new Check();
  const sku = check.keyPart('sku', cleanCode(row.sourceKey));
  const location = check.keyPart('location', cleanCode(row.location));
  if (!row.known) check.hold('sku', 'no such item');
  const watermark =
    shipped?.map(({ order, line, quantity }): WatermarkLine => ({ order, line, quantity })) ?? null;
  const made = mappedRecord(
    { sourceKey: row.sourceKey, key: `${source}|${sku}|${location}`, raw: row },
    check,
    () => ({
      source,
      sku,
      location,
      quantity: row.onHand,
      basis: 'physical',
      allocatedElsewhere: row.elsewhere,
      safetyStock: row.safety,
      asOf: row.asOf,
      watermark,
      incoming: row.incoming.map(({ on, quantity, document, kind, confirmed }) => {
        return { expectedOn: on, quantity, document: String(document), kind, confirmed };
      }),
    }),
  );
  return {
    ...made,
    // A watermark shrinks when an order is settled, which is no news; that it grew is.
    fingerprint: fingerprintOf({ ...made.value, watermark: null, asOf: row.stated }),
    monotonic: Object.fromEntries(
      (watermark ?? []).map(({ order, line, quantity }) => [`${order}|${line}`, quantity]),
    ),
  };
}
