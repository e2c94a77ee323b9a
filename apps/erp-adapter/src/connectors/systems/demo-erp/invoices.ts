import type { ErpInvoice } from '@throughline/events';
import { add, compare, isCurrency } from '@throughline/money';
import { Check, cleanCode, cleanText, mappedRecord } from '../../../mapping/check.ts';
import type { Mapping } from '../../../mapping/mapping.ts';
import type { MappedRecord } from '@throughline/connector';
import { table } from '../../transports/sql/table.ts';
import { channelOrderOf } from './orders.ts';

export interface InvoiceRow {
  sourceKey: string;
  kind: string;
  /** Null where the lines say which. */
  order: string | null;
  origin: string | null;
  reference: string | null;
  customer: string;
  /** Null when it is the customer. */
  billTo: string | null;
  purchaseOrder: string | null;
  issuedOn: string;
  dueOn: string;
  currency: string;
  net: string;
  tax: string;
  gross: string;
  /** Charges among them. */
  lines: InvoiceLineRow[];
}

export interface InvoiceLineRow {
  order: string;
  origin: string | null;
  reference: string | null;
  /** Of the order; 0 for freight. */
  line: number;
  /** Kind of that line, null when there is none. */
  kind: string | null;
  sku: string;
  name: string;
  quantity: number;
  net: string;
  taxRate: string;
  /** What a line of a credit note corrects: the invoice, and the line of the order there. */
  corrects: { invoice: string; line: number } | null;
}

export const invoices = table<InvoiceRow>({
  sourceKeys: 'select invnum::text as "sourceKey" from invhed',
  rows: `select v.invnum::text as "sourceKey", v.invknd::text as kind, v.sonum::text as "order", h.soorg::text as origin,
                h.cusref as reference, v.cusnum::text as customer, nullif(v.bilcus, v.cusnum)::text as "billTo",
                v.purnum as "purchaseOrder", v.invdat as "issuedOn", v.duedat as "dueOn", v.curcod::text as currency,
                v.nettot as net, v.taxtot as tax, v.grstot as gross,
                coalesce((select json_agg(json_build_object('order', l.sonum::text, 'origin', o.soorg, 'reference', o.cusref,
                                            'line', l.solin, 'kind', s.linknd, 'sku', l.itmcod, 'name', l.itmdsc,
                                            'quantity', l.invqty, 'net', l.linnet::text, 'taxRate', l.taxpct::text,
                                            'corrects', case when c.invnum is not null then
                                              json_build_object('invoice', c.invnum::text, 'line', c.solin) end)
                                          order by l.linnum)
                          from invlin l
                          left join sohead o on o.sonum = l.sonum
                          left join soline s on s.sonum = l.sonum and s.linnum = l.solin
                          left join invlin c on c.invnum = l.corinv and c.linnum = l.corlin
                          where l.invnum = v.invnum), '[]') as lines
         from invhed v left join sohead h using (sonum) where v.invnum = any($1::integer[])`,
});

export function mapInvoice(row: InvoiceRow, source: string, mapping: Mapping): MappedRecord<ErpInvoice> {
  const check = new Check();
  const kind = check.code('kind', cleanCode(row.kind), mapping.invoiceKinds);
  const currency = cleanCode(row.currency);
  if (!isCurrency(currency)) check.hold('currency', `unknown code ${JSON.stringify(currency)}`);
  if (compare(add(row.net, row.tax), row.gross) !== 0) check.hold('gross', 'is not net and tax together');
  return mappedRecord(
    { sourceKey: row.sourceKey, key: `${source}|${row.sourceKey}`, raw: row },
    check,
    () => ({
      source,
      number: row.sourceKey,
      kind: kind ?? '',
      ...sharedOrder(row, mapping),
      corrects: [...new Set(row.lines.flatMap(({ corrects }) => corrects?.invoice ?? []))],
      customer: row.customer,
      billTo: row.billTo,
      purchaseOrderNumber: cleanText(row.purchaseOrder),
      issuedOn: row.issuedOn,
      dueOn: kind === 'invoice' ? row.dueOn : null,
      currency,
      lines: row.lines
        .filter((line) => !isCharge(line))
        .map((line) => ({
          ...orderOf(line, mapping),
          line: line.line,
          sku: cleanCode(line.sku),
          quantity: line.quantity,
          ...amountOf(line),
          corrects: line.corrects,
        })),
      charges: row.lines.filter(isCharge).map((line) => ({
        ...orderOf(line, mapping),
        line: isFreight(line) ? null : line.line,
        code: isFreight(line) ? 'freight' : cleanCode(line.sku),
        name: line.name.trim(),
        ...amountOf(line),
      })),
      net: row.net,
      tax: row.tax,
      gross: row.gross,
    }),
  );
}

const isFreight = ({ line }: InvoiceLineRow): boolean => line === 0;
const isCharge = (line: InvoiceLineRow): boolean => isFreight(line) || line.kind === 'H';

const amountOf = ({ net, taxRate }: InvoiceLineRow) => ({ net: add(net, '0'), taxRate: add(taxRate, '0') });

function orderOf(
  { order, origin, reference }: Pick<InvoiceLineRow, 'order' | 'origin' | 'reference'>,
  mapping: Mapping,
): { order: string; channelOrder: string | null } {
  return { order, channelOrder: channelOrderOf(origin, reference, mapping) };
}

/** The one order of the document and of all its lines. */
function sharedOrder(row: InvoiceRow, mapping: Mapping): Pick<ErpInvoice, 'order' | 'channelOrder'> {
  const { order, origin, reference } = row;
  const named = order === null ? row.lines : [{ order, origin, reference }, ...row.lines];
  const [first] = named;
  if (first === undefined || named.some((each) => each.order !== first.order))
    return { order: null, channelOrder: null };
  return orderOf(first, mapping);
}
