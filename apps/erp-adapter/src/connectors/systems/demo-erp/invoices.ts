import type { ErpInvoice } from '@throughline/events';
import { add, compare, isCurrency } from '@throughline/money';
import { Check, cleanCode, mappedRecord } from '../../../mapping/check.ts';
import type { MappedRecord } from '@throughline/connector';
import { table } from '../../transports/sql/table.ts';

export interface InvoiceRow {
  sourceKey: string;
  order: string;
  origin: string | null;
  reference: string | null;
  customer: string;
  issuedOn: string;
  currency: string;
  net: string;
  tax: string;
  gross: string;
  lines: { line: number; sku: string; quantity: number; net: string; taxRate: string }[];
}

export const invoices = table<InvoiceRow>({
  sourceKeys: 'select invnum::text as "sourceKey" from invhed',
  rows: `select v.invnum::text as "sourceKey", v.sonum::text as "order", h.soorg::text as origin, h.cusref as reference,
                v.cusnum::text as customer, v.invdat as "issuedOn", v.curcod::text as currency,
                v.nettot as net, v.taxtot as tax, v.grstot as gross,
                coalesce((select json_agg(json_build_object('line', l.solin, 'sku', l.itmcod, 'quantity', l.invqty,
                                            'net', l.linnet::text, 'taxRate', l.taxpct::text) order by l.linnum)
                          from invlin l where l.invnum = v.invnum), '[]') as lines
         from invhed v left join sohead h using (sonum) where v.invnum = any($1::integer[])`,
});

export function mapInvoice(row: InvoiceRow, source: string): MappedRecord<ErpInvoice> {
  const check = new Check();
  const currency = cleanCode(row.currency);
  if (!isCurrency(currency)) check.hold('currency', `unknown code ${JSON.stringify(currency)}`);
  if (compare(add(row.net, row.tax), row.gross) !== 0) check.hold('gross', 'is not net and tax together');
  return mappedRecord(
    { sourceKey: row.sourceKey, key: `${source}|${row.sourceKey}`, raw: row },
    check,
    () => ({
      source,
      number: row.sourceKey,
      order: row.order,
      channelOrder: row.origin === 'W' ? row.reference : null,
      customer: row.customer,
      issuedOn: row.issuedOn,
      currency,
      lines: row.lines.map(({ line, sku, quantity, net, taxRate }) => {
        return { line, sku: cleanCode(sku), quantity, net: add(net, '0'), taxRate: add(taxRate, '0') };
      }),
      net: row.net,
      tax: row.tax,
      gross: row.gross,
    }),
  );
}
