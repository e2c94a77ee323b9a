import type { ErpOrder, ErpTax } from '@throughline/events';
import { add, divide, isCurrency, multiply, subtract } from '@throughline/money';
import { calendarDateIn, orderTotals, taxRateFor } from '@throughline/order-rules';
import { Check, cleanCode, cleanText, mapSafely, mappedRecord } from '../../../mapping/check.ts';
import type { Mapping } from '../../../mapping/mapping.ts';
import type { Reader, MappedRecord } from '@throughline/connector';
import { sqlSnapshot } from '../../transports/sql/connection.ts';
import { table } from '../../transports/sql/table.ts';
import { type TaxRow, allTaxes, mapTax } from './taxes.ts';

export interface OrderRow {
  sourceKey: string;
  origin: string;
  status: string;
  customer: string;
  reference: string | null;
  currency: string;
  placedAt: Date;
  country: string | null;
  freight: string;
  lines: {
    line: number;
    sku: string;
    name: string;
    ordered: number;
    shipped: number;
    cancelled: number;
    invoiced: number;
    price: string;
    discount: string;
    taxCode: string;
  }[];
  shipments: {
    number: number;
    location: string;
    at: string;
    lines: { line: number; sku: string; quantity: number }[];
  }[];
}

export const orderRows = table<OrderRow>({
  sourceKeys: 'select sonum::text as "sourceKey" from sohead',
  rows: `select h.sonum::text as "sourceKey", h.soorg::text as origin, h.sosts::text as status, h.cusnum::text as customer,
                h.cusref as reference, h.curcod::text as currency, h.ordstp as "placedAt",
                coalesce(nullif(btrim(h.dlvctc), ''), c.ctycod)::text as country, h.frtamt as freight,
                coalesce((select json_agg(json_build_object('line', l.linnum, 'sku', l.itmcod, 'name', l.itmdsc,
                            'ordered', l.ordqty, 'shipped', l.shpqty, 'cancelled', l.cnlqty, 'invoiced', l.invqty,
                            'price', l.pri::text, 'discount', l.dispct::text, 'taxCode', l.taxcod) order by l.linnum)
                          from soline l where l.sonum = h.sonum), '[]') as lines,
                coalesce((select json_agg(json_build_object('number', d.dlvnum, 'location', d.whscod, 'at', d.shpstp,
                            'lines', (select coalesce(json_agg(json_build_object('line', e.solin, 'sku', e.itmcod,
                                        'quantity', e.dlvqty) order by e.linnum), '[]')
                                      from dlvlin e where e.dlvnum = d.dlvnum)) order by d.shpstp, d.dlvnum)
                          from dlvhed d where d.sonum = h.sonum), '[]') as shipments
         from sohead h left join cusmas c using (cusnum) where h.sonum = any($1::integer[])`,
});

export function orderReader(source: string, mapping: Mapping): Reader<ErpOrder> {
  return {
    sourceKeys: orderRows.sourceKeys,
    read: async (snapshot, sourceKeys) => {
      const rows = await orderRows.rows(snapshot, sourceKeys);
      const taxRows = await sqlSnapshot(snapshot).query<TaxRow>(allTaxes);
      const rates = taxRows.flatMap((row) => mapTax(row, source, mapping).value ?? []);
      return rows.flatMap(
        (each) => mapSafely(each, source, (row) => mapOrder(row, rates, source, mapping)) ?? [],
      );
    },
  };
}

export function mapOrder(
  row: OrderRow,
  rates: readonly ErpTax[],
  source: string,
  mapping: Mapping,
): MappedRecord<ErpOrder> {
  const check = new Check();
  const origin = check.code('origin', cleanCode(row.origin), mapping.orderOrigins);
  const status = check.code('status', cleanCode(row.status), mapping.orderStatuses);
  const currency = cleanCode(row.currency);
  if (!isCurrency(currency)) check.hold('currency', `unknown code ${JSON.stringify(currency)}`);
  const country = cleanCode(row.country);
  const on = calendarDateIn(mapping.timeZone, row.placedAt);
  const rateOf = (code: string): { taxCategory: string; taxRate: string } => {
    const taxCategory = mapping.taxCategories[cleanCode(code)] ?? '';
    const rate = taxRateFor(rates, { country, category: taxCategory, on });
    if (rate === null) check.hold('tax', `no rate of code ${cleanCode(code)} in ${country || 'no country'}`);
    return { taxCategory, taxRate: rate?.rate ?? '0' };
  };
  // What is owed: cancelled units are not.
  const priced = row.lines.map((line) => ({
    ...line,
    quantity: line.ordered - line.cancelled,
    unitPrice: discounted(line.price, line.discount),
    taxIncluded: false,
    ...rateOf(line.taxCode),
  }));
  const shipping =
    status === 'cancelled' || add(row.freight, '0') === '0'
      ? null
      : { net: row.freight, ...rateOf(mapping.freightTaxCode) };
  return mappedRecord(
    { sourceKey: row.sourceKey, key: `${source}|${row.sourceKey}`, raw: row },
    check,
    () => {
      const { lines, net, tax, gross } = orderTotals({
        currency,
        rounding: 'tax-group',
        lines: priced,
        shipping,
      });
      return {
        source,
        number: row.sourceKey,
        channelOrder: origin === 'web' ? cleanText(row.reference) : null,
        origin: origin ?? '',
        status: status ?? '',
        customer: row.customer,
        currency,
        placedAt: row.placedAt,
        lines: lines.map((line) => ({
          line: line.line,
          sku: cleanCode(line.sku),
          name: line.name.trim(),
          ordered: line.ordered,
          shipped: line.shipped,
          cancelled: line.cancelled,
          invoiced: line.invoiced,
          unitPrice: line.unitPrice,
          net: line.net,
        })),
        shipments: row.shipments.map(({ number, location, at, lines: shipped }) => ({
          number: String(number),
          location: cleanCode(location),
          shippedAt: new Date(at),
          lines: shipped.map((line) => ({ ...line, sku: cleanCode(line.sku) })),
        })),
        net,
        tax,
        gross,
      };
    },
  );
}

function discounted(price: string, percent: string): string {
  return divide(multiply(price, subtract('100', percent)), '100', 7);
}
