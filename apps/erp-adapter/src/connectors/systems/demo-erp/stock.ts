import type { ErpStock } from '@throughline/events';
import { Check, cleanCode, fingerprintOf, mapSafely, mappedRecord } from '../../../mapping/check.ts';
import type { HandedOverOrders, MappedRecord, OrderClaim, Reader } from '@throughline/connector';
import { type DocumentUnits, type OwnUnits, nothingOwn, ownUnits, placeOf } from '../../cover.ts';
import { sqlSnapshot } from '../../transports/sql/connection.ts';
import { table, wantedItems } from '../../transports/sql/table.ts';
import type { Mapping } from '../../../mapping/mapping.ts';
import { servesWeb } from './locations.ts';
import { madeByUs } from './order-documents.ts';

export interface StockRow {
  sourceKey: string;
  location: string;
  known: boolean;
  onHand: number;
  asOf: Date;
  /** The same to the microsecond. */
  stated: string;
  /** Open units of all orders, ours among them. */
  open: number;
  safety: number;
  incoming: { on: string; quantity: number; document: number; kind: string; confirmed: boolean }[];
}

/** A line of a document of ours, or a component of one. */
export interface OwnLineRow {
  document: string;
  /** Order whose number it carries, if we made it. */
  order: string | null;
  line: number;
  sourceKey: string;
  location: string;
  /** Of the location, as {@link servesWeb} takes them; blank when there is no such place. */
  kind: string;
  active: string;
  open: number;
  shipped: number;
  changedAt: string;
}

// A place states an item when it has a balance of it, open order lines for it, units on their way, or something to say of
// our orders. Units held back are kept per item: the place that comes first in the order of allocation withholds them.
// Only goods are stocked: of kits, the components. Of an item that is none any more, or is gone, a place says what of our
// orders had left, for as long as we claim something.
export const stockRows = table<StockRow>({
  sourceKeys: `select itmcod::text as "sourceKey" from stkbal
            union all select itmcod::text from poline where rcvqty + cnlqty < ordqty
            union all select itmcod::text from trflin where rcvqty < shpqty
            union all select itmcod::text from soline where ordqty - shpqty - cnlqty > 0 and linknd in ('G', 'C')`,
  rows: `with ${wantedItems}, balances as (
           select itmcod, whscod, onhand, chgstp from wanted join stkbal using (itmcod)
         ), held as (
           select l.itmcod, l.whscod, max(l.chgstp) as since, sum(l.opnqty) as open
           from wanted join soline l using (itmcod)
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
         ), named as (
           select n.itmcod::bpchar as itmcod, coalesce(w.whscod, n.whscod::bpchar) as whscod, max(n.since) as since
           from unnest($2::text[], $3::text[], $4::timestamptz[]) as n (itmcod, whscod, since)
           left join whsmas w on upper(btrim(w.whscod)) = n.whscod
           group by 1, 2
         ), places as (
           select itmcod, whscod from balances union select itmcod, whscod from held
           union select itmcod, whscod from coming union select itmcod, whscod from named
         )
         select p.itmcod::text as "sourceKey", p.whscod::text as location, i.itmcod is not null as known,
                coalesce(b.onhand, 0) as "onHand", coalesce(b.chgstp, h.since, c.since, n.since) as "asOf",
                coalesce(b.chgstp, h.since, c.since, n.since)::text as stated, coalesce(h.open, 0) as open,
                case when row_number() over (partition by p.itmcod order by b.itmcod is null, w.whspri, p.whscod) = 1
                     then coalesce(i.safqty, 0) else 0 end as safety,
                coalesce(c.lines, '[]') as incoming
         from places p
         left join balances b using (itmcod, whscod) left join held h using (itmcod, whscod)
         left join coming c using (itmcod, whscod) left join named n using (itmcod, whscod)
         left join whsmas w using (whscod)
         left join (select itmcod, safqty, itmknd from wanted join itmmas using (itmcod)) i using (itmcod)
         where (i.itmcod is null or i.itmknd = 'G' or n.itmcod is not null)
           and coalesce(b.chgstp, h.since, c.since, n.since) is not null`,
});

// A number of ours is found in what we made; once the document is bound, by its own number.
const ownLines = `with ${wantedItems}, documents as (
    select n as sonum, null as "order" from unnest($2::integer[]) n
    union all
    select h.sonum, o from unnest($3::text[]) o
    cross join lateral (select sonum from sohead where cusref = o and ${madeByUs('sohead')} offset 0) h)
  select d.sonum::text as document, d."order", coalesce(l.parlin, l.linnum) as line, l.itmcod::text as "sourceKey",
         l.whscod::text as location, coalesce(w.whstyp::text, '') as kind, coalesce(w.actflg::text, '') as active,
         l.opnqty as open, l.shpqty as shipped, l.chgstp::text as "changedAt"
  from documents d cross join lateral (select * from soline where sonum = d.sonum offset 0) l
  join wanted using (itmcod) left join whsmas w on w.whscod = l.whscod
  where l.linknd in ('G', 'C') order by d.sonum, l.linnum`;

/** Our code of an item, by its key in the back office. */
type SkuOf = (sourceKey: string) => string;

/**
 * Stock statements, each with what of our orders had left in the same snapshot, and what orders that are not ours hold of
 * it. A source that is given no orders cannot tell that: what it holds is all for others.
 */
export function stockReader(
  source: string,
  mapping: Mapping,
  orders: HandedOverOrders | null,
): Reader<ErpStock> {
  return {
    sourceKeys: stockRows.sourceKeys,
    read: async (snapshot, sourceKeys) => {
      const bound = orders === null ? new Map<string, string>() : await orders.boundSkus(sourceKeys);
      const skuOf: SkuOf = (sourceKey) => bound.get(sourceKey) ?? cleanCode(sourceKey);
      const items = sourceKeys.map((sourceKey) => ({ sku: skuOf(sourceKey), sourceKey }));
      // Asked for after the snapshot was taken: an order that is handed over later cannot have left in it.
      const claims = orders === null ? [] : await orders.claims(items);
      const lines =
        claims.length === 0
          ? []
          : await sqlSnapshot(snapshot).query<OwnLineRow>(ownLines, [sourceKeys, ...documentsOf(claims)]);
      const rows = await stockRows.rows(snapshot, sourceKeys, placesOf(items, claims, lines, skuOf));
      const units = lines.map((line) => unitsOf(line, skuOf, mapping));
      const own = orders === null ? null : ownUnits(claims, units);
      const ownAt = ({ sourceKey, location }: StockRow) =>
        own && (own.get(placeOf(skuOf(sourceKey), cleanCode(location))) ?? nothingOwn);
      return rows.flatMap(
        (each) => mapSafely(each, source, (row) => mapStock(row, ownAt(row), source)) ?? [],
      );
    },
  };
}

function documentsOf(claims: readonly OrderClaim[]): [numbers: string[], orders: string[]] {
  return [
    [...new Set(claims.flatMap(({ erpNumber }) => erpNumber ?? []))],
    [...new Set(claims.flatMap(({ erpNumber, order }) => (erpNumber === null ? [order] : [])))],
  ];
}

/** Where something is to be said of our orders, whatever else there is: parameters of the statement that reads stock. */
function placesOf(
  items: readonly { sku: string; sourceKey: string }[],
  claims: readonly OrderClaim[],
  lines: readonly OwnLineRow[],
  skuOf: SkuOf,
): [items: string[], locations: string[], since: (string | null)[]] {
  const keys = new Map(items.map(({ sku, sourceKey }) => [sku, sourceKey]));
  const places = [
    ...lines.map(
      ({ sourceKey, location, changedAt }) => [sourceKey, cleanCode(location), changedAt] as const,
    ),
    // What has left a place that has nothing of the item any more was changed there last.
    ...claims.flatMap(({ sku, left }) =>
      Object.keys(left).map(
        (location) => [keys.get(sku) ?? sku, location, changedLast(sku, lines, skuOf)] as const,
      ),
    ),
  ];
  return [places.map(([item]) => item), places.map(([, at]) => at), places.map(([, , since]) => since)];
}

function changedLast(sku: string, lines: readonly OwnLineRow[], skuOf: SkuOf): string | null {
  const changes = lines.filter(({ sourceKey }) => skuOf(sourceKey) === sku);
  return (
    changes
      .map(({ changedAt }) => changedAt)
      .toSorted()
      .at(-1) ?? null
  );
}

function unitsOf(
  { sourceKey, location, kind, active, ...line }: OwnLineRow,
  skuOf: SkuOf,
  mapping: Mapping,
): DocumentUnits {
  return {
    ...{ ...line, sku: skuOf(sourceKey), location: cleanCode(location) },
    servesWeb: servesWeb({ kind, active }, mapping),
  };
}

/** @param own what of it is ours; null when the source is given no orders */
export function mapStock(row: StockRow, own: OwnUnits | null, source: string): MappedRecord<ErpStock> {
  const check = new Check();
  const sku = check.named('items', 'sku', row.sourceKey);
  const location = check.named('locations', 'location', row.location);
  const watermark = own?.watermark ?? null;
  // What has left is said all the same: a claim on it would never end.
  if (!row.known && !watermark?.length) check.hold('sku', 'no such item');
  const made = mappedRecord(
    { sourceKey: row.sourceKey, key: `${source}|${sku}|${location}`, raw: row },
    check,
    () => ({
      source,
      sku,
      location,
      quantity: row.onHand,
      basis: 'physical',
      allocatedElsewhere: row.open - (own?.covered ?? 0),
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
