import type { ErpCharge, ErpOrder, ErpOrderLine, ErpTax } from '@throughline/events';
import { type Decimal, isCurrency, isZero, multiply, round, subtract } from '@throughline/money';
import { type TotalsLine, calendarDateIn, orderTotals, taxRateFor } from '@throughline/order-rules';
import {
  Check,
  cleanCode,
  cleanText,
  fingerprintOf,
  mapSafely,
  mappedRecord,
} from '../../../mapping/check.ts';
import type { Mapping } from '../../../mapping/mapping.ts';
import type { HandedOverOrders, MappedRecord, Reader, UnpublishedPart } from '@throughline/connector';
import { sqlSnapshot } from '../../transports/sql/connection.ts';
import { table } from '../../transports/sql/table.ts';
import { type FindsOrigin, originsOf } from './order-documents.ts';
import { type AddressRow, changedRecipient } from './recipients.ts';
import { type TaxRow, allTaxes, mapTax } from './taxes.ts';
import { type TrackingRow, trackingOf } from './tracking.ts';

export interface OrderRow {
  sourceKey: string;
  origin: string;
  status: string;
  customer: string;
  /** Null when it is the customer. */
  billTo: string | null;
  reference: string | null;
  /** Who wrote it, where that was no program of the office. */
  madeBy: string | null;
  purchaseOrder: string | null;
  buyer: string | null;
  requestedOn: string | null;
  complete: string;
  currency: string;
  placedAt: Date;
  country: string | null;
  region: string | null;
  taxClass: string;
  freight: string;
  /** To whom it goes: personal data, which no record has. */
  address: AddressRow;
  /** Components of kits and charges among them. */
  lines: OrderLineRow[];
  shipments: (TrackingRow & {
    number: number;
    location: string;
    at: string;
    /** Components stand under the line of their kit. */
    lines: { line: number; sku: string; quantity: number }[];
  })[];
}

export interface OrderLineRow {
  line: number;
  /** `G`, `S` and `K` as of items; `C` for a component of a kit, `H` for a charge. */
  kind: string;
  sku: string;
  name: string;
  /** Null when the item has none because there is no such item. */
  unit: string | null;
  unitQuantity: number;
  ordered: number;
  shipped: number;
  cancelled: number;
  invoiced: number;
  /** Of `per` of the unit. */
  price: string;
  per: number;
  discount: string;
  taxCode: string;
  /** Of a component: the line of its kit, and how many of it are in one. Null of any other line. */
  kit: number | null;
  kitQuantity: number | null;
}

export const orderRows = table<OrderRow>({
  sourceKeys: 'select sonum::text as "sourceKey" from sohead',
  rows: `select h.sonum::text as "sourceKey", h.soorg::text as origin, h.sosts::text as status, h.cusnum::text as customer,
                nullif(h.bilcus, h.cusnum)::text as "billTo", h.cusref as reference, h.extref as "madeBy",
                h.purnum as "purchaseOrder", h.buyref as buyer, h.reqdat as "requestedOn", h.shpcmp::text as complete, h.curcod::text as currency,
                h.ordstp as "placedAt", coalesce(nullif(btrim(h.dlvctc), ''), c.ctycod)::text as country,
                h.dlvreg::text as region, h.taxcls::text as "taxClass", h.frtamt as freight,
                json_build_object('name', h.dlvnam, 'line1', h.dlvst1, 'line2', h.dlvst2, 'line3', h.dlvst3, 'postalCode', h.dlvzip,
                  'city', h.dlvcty, 'country', h.dlvctc, 'region', h.dlvreg, 'email', h.email, 'phone', h.phone) as address,
                coalesce((select json_agg(json_build_object('line', l.linnum, 'kind', l.linknd, 'sku', l.itmcod::text,
                            'name', l.itmdsc, 'unit', coalesce(l.untcod, i.untcod), 'unitQuantity', l.untqty,
                            'ordered', l.ordqty, 'shipped', l.shpqty, 'cancelled', l.cnlqty, 'invoiced', l.invqty,
                            'price', l.untpri::text, 'per', l.perqty, 'discount', l.dispct::text, 'taxCode', l.taxcod,
                            'kit', l.parlin, 'kitQuantity', l.kitqty) order by l.linnum)
                          from soline l left join itmmas i using (itmcod) where l.sonum = h.sonum), '[]') as lines,
                coalesce((select json_agg(json_build_object('number', d.dlvnum, 'location', d.whscod, 'at', d.shpstp,
                            'carrier', r.carnam, 'tracking', d.trkref, 'trackingPage', r.trkurl,
                            'lines', (select coalesce(json_agg(json_build_object('line', coalesce(k.parlin, e.solin),
                                        'sku', e.itmcod::text, 'quantity', e.dlvqty) order by e.linnum), '[]')
                                      from dlvlin e left join soline k
                                        on k.sonum = e.sonum and k.linnum = e.solin and k.linknd = 'C'
                                      where e.dlvnum = d.dlvnum)) order by d.shpstp, d.dlvnum)
                          from dlvhed d left join cartab r using (carcod) where d.sonum = h.sonum), '[]') as shipments
         from sohead h left join cusmas c using (cusnum) where h.sonum = any($1::integer[])`,
});

/** @param orders those that the source was given; null when it is given none */
export function orderReader(
  source: string,
  mapping: Mapping,
  orders: HandedOverOrders | null,
): Reader<ErpOrder> {
  return {
    sourceKeys: orderRows.sourceKeys,
    read: async (snapshot, sourceKeys) => {
      const all = await orderRows.rows(snapshot, sourceKeys);
      // A head whose lines have not been written yet is no order.
      const rows = all.filter(({ lines }) => lines.length > 0);
      const [taxRows, origins] = await Promise.all([
        sqlSnapshot(snapshot).query<TaxRow>(allTaxes),
        originsOf(rows.map(named), orders, mapping),
      ]);
      const rates = taxRows.flatMap((row) => mapTax(row, source, mapping).value ?? []);
      // What is held back is shown to people as it is: without the address.
      const read = ({ address, ...each }: OrderRow) =>
        mapSafely(each, source, (row) => mapOrder({ ...row, address }, rates, source, mapping, origins));
      return rows.flatMap((row) => read(row) ?? []);
    },
  };
}

const named = (row: OrderRow) => ({ ...row, number: row.sourceKey });

export function mapOrder(
  row: OrderRow,
  rates: readonly ErpTax[],
  source: string,
  mapping: Mapping,
  originOf: FindsOrigin,
): MappedRecord<ErpOrder> {
  const check = new Check();
  const { own, namesOrder } = originOf(named(row));
  const origin = check.code('origin', cleanCode(row.origin), mapping.orderOrigins);
  const status = check.code('status', cleanCode(row.status), mapping.orderStatuses);
  const currency = cleanCode(row.currency);
  if (!isCurrency(currency)) check.hold('currency', `unknown code ${JSON.stringify(currency)}`);
  const taxClass = check.code('taxClass', cleanCode(row.taxClass), mapping.taxClasses);
  const country = cleanCode(row.country);
  const place = { country, region: cleanCode(row.region), taxClass: taxClass ?? '' };
  const on = calendarDateIn(mapping.timeZone, row.placedAt);
  const rateOf = (code: string): { taxCategory: string; taxRate: string } => {
    const taxCategory = mapping.taxCategories[cleanCode(code)] ?? '';
    const rate = taxRateFor(rates, { ...place, category: taxCategory, on });
    if (rate === null) check.hold('tax', `no rate of code ${cleanCode(code)} in ${country || 'no country'}`);
    return { taxCategory, taxRate: rate?.rate ?? '0' };
  };
  const components = Map.groupBy(row.lines, ({ kit }) => kit);
  const priced = row.lines
    .filter(({ kind }) => kind !== 'C')
    .map((line): Priced => {
      const owed = { ...owedOf(line), ...rateOf(line.taxCode) };
      if (line.kind === 'H') return { ...owed, line: null, charge: chargeOf(line) };
      const kit = components.get(line.line) ?? [];
      return { ...owed, line: orderLineOf(line, kit, check, mapping), charge: null };
    });
  if (status !== 'cancelled' && !isZero(row.freight))
    priced.push({
      ...{ quantity: 1, unitPrice: row.freight, taxIncluded: false, ...rateOf(mapping.freightTaxCode) },
      ...{ line: null, charge: { line: null, code: 'freight', name: 'FREIGHT' } },
    });
  const { address, ...raw } = row;
  const unpublished: UnpublishedPart = {
    namesOrder,
    changedRecipient: own?.recipient == null ? [] : changedRecipient(own.recipient, address),
  };
  const made = mappedRecord<ErpOrder>(
    { sourceKey: row.sourceKey, key: `${source}|${row.sourceKey}`, raw },
    check,
    () => {
      const totals = orderTotals({ currency, rounding: 'tax-group', lines: priced, shipping: null });
      return {
        source,
        number: row.sourceKey,
        channelOrder: own?.order ?? null,
        origin: origin ?? '',
        status: status ?? '',
        customer: row.customer,
        billTo: row.billTo,
        purchaseOrderNumber: cleanText(row.purchaseOrder),
        buyerReference: cleanText(row.buyer),
        requestedOn: row.requestedOn,
        shipComplete: row.complete === 'Y',
        currency,
        placedAt: row.placedAt,
        lines: totals.lines.flatMap(({ line, net }) => (line === null ? [] : { ...line, net })),
        charges: totals.lines.flatMap(({ charge, net, quantity }) =>
          charge === null || quantity === 0 ? [] : { ...charge, net },
        ),
        shipments: row.shipments
          .filter(({ lines: shipped }) => shipped.length > 0)
          .map(({ number, location, at, lines: shipped, ...sent }) => ({
            number: String(number),
            location: cleanCode(location),
            shippedAt: new Date(at),
            ...trackingOf(sent, check),
            lines: shipped.map((line) => ({ ...line, sku: cleanCode(line.sku) })),
          })),
        net: totals.net,
        tax: totals.tax,
        gross: totals.gross,
      };
    },
  );
  return { ...made, unpublished, fingerprint: fingerprintOf([made.fingerprint, unpublished]) };
}

/** What is owed for a line of the document: of the order, or a charge. */
interface Priced extends TotalsLine {
  line: Omit<ErpOrderLine, 'net'> | null;
  charge: Omit<ErpCharge, 'net'> | null;
}

/**
 * What is not cancelled, less the discount. Cancelling may leave a part of a unit: `ordered` base units for each of
 * `unitQuantity` keep it whole, and nothing is rounded before the amount is.
 */
function owedOf(
  line: OrderLineRow,
): Pick<TotalsLine, 'quantity' | 'unitPrice' | 'perQuantity' | 'taxIncluded'> {
  return {
    quantity: (line.ordered - line.cancelled) * line.unitQuantity,
    unitPrice: discounted(line),
    perQuantity: line.ordered * line.per,
    taxIncluded: false,
  };
}

function orderLineOf(
  line: OrderLineRow,
  components: readonly OrderLineRow[],
  check: Check,
  mapping: Mapping,
): Omit<ErpOrderLine, 'net'> {
  const kind = check.code('kind', cleanCode(line.kind), mapping.itemKinds);
  const unit = line.unit === null ? '' : check.code('unit', cleanCode(line.unit), mapping.units);
  return {
    line: line.line,
    sku: check.named('items', `lines[${line.line}].sku`, line.sku),
    name: line.name.trim(),
    kind: kind ?? '',
    unit: unit ?? '',
    unitQuantity: line.unitQuantity,
    perQuantity: line.per,
    ordered: line.ordered,
    shipped: line.shipped,
    cancelled: line.cancelled,
    invoiced: line.invoiced,
    unitPrice: round(discounted(line), 7),
    discountPercent: round(line.discount, 7),
    components: components.map(({ sku, kitQuantity }) => ({
      sku: check.named('items', `lines[${line.line}].components`, sku),
      quantity: kitQuantity ?? 0,
    })),
  };
}

function chargeOf({ line, sku, name }: OrderLineRow): Omit<ErpCharge, 'net'> {
  return { line, code: cleanCode(sku), name: name.trim() };
}

/** Exact; a record holds seven decimals of it. */
function discounted({ price, discount }: OrderLineRow): Decimal {
  return multiply(multiply(price, subtract('100', discount)), '0.01');
}
