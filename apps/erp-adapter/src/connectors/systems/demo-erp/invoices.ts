import type { ErpInvoice } from '@throughline/events';
import { add, compare, isCurrency } from '@throughline/money';
import { Check, cleanCode, cleanText, mapSafely, mappedRecord } from '../../../mapping/check.ts';
import type { Mapping } from '../../../mapping/mapping.ts';
import type { HandedOverOrders, MappedRecord, Reader } from '@throughline/connector';
import { table } from '../../transports/sql/table.ts';
import { type FindsOrigin, type NamedDocument, type OriginColumns, originsOf } from './order-documents.ts';

export interface InvoiceRow extends OriginColumns {
  sourceKey: string;
  kind: string;
  /** Null where the lines say which. */
  order: string | null;
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

export interface InvoiceLineRow extends OriginColumns {
  order: string;
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
                h.cusref as reference, h.extref as "madeBy", v.cusnum::text as customer, nullif(v.bilcus, v.cusnum)::text as "billTo",
                v.purnum as "purchaseOrder", v.invdat as "issuedOn", v.duedat as "dueOn", v.curcod::text as currency,
                v.nettot as net, v.taxtot as tax, v.grstot as gross,
                coalesce((select json_agg(json_build_object('order', l.sonum::text, 'origin', o.soorg, 'reference', o.cusref,
                                            'madeBy', o.extref, 'line', l.solin, 'kind', s.linknd, 'sku', l.itmcod::text, 'name', l.itmdsc,
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

/** @param orders those that the source was given; null when it is given none */
export function invoiceReader(
  source: string,
  mapping: Mapping,
  orders: HandedOverOrders | null,
): Reader<ErpInvoice> {
  return {
    sourceKeys: invoices.sourceKeys,
    read: async (snapshot, sourceKeys) => {
      const all = await invoices.rows(snapshot, sourceKeys);
      // A head whose lines have not been written yet is no invoice.
      const rows = all.filter(({ lines }) => lines.length > 0);
      const origins = await originsOf(rows.flatMap(namedIn), orders, mapping);
      return rows.flatMap(
        (each) => mapSafely(each, source, (row) => mapInvoice(row, source, mapping, origins)) ?? [],
      );
    },
  };
}

/** The orders of the document and of all its lines. */
function namedIn(row: InvoiceRow): NamedDocument[] {
  const named = row.order === null ? row.lines : [{ ...row, order: row.order }, ...row.lines];
  return named.map(({ order, origin, reference, madeBy }) => ({ number: order, origin, reference, madeBy }));
}

export function mapInvoice(
  row: InvoiceRow,
  source: string,
  mapping: Mapping,
  originOf: FindsOrigin,
): MappedRecord<ErpInvoice> {
  const check = new Check();
  const kind = check.code('kind', cleanCode(row.kind), mapping.invoiceKinds);
  const currency = cleanCode(row.currency);
  if (!isCurrency(currency)) check.hold('currency', `unknown code ${JSON.stringify(currency)}`);
  if (compare(add(row.net, row.tax), row.gross) !== 0) check.hold('gross', 'is not net and tax together');
  const skus = new Map(
    row.lines
      .filter((line) => !isCharge(line))
      .map((line) => [line, check.named('items', `lines[${line.line}].sku`, line.sku)]),
  );
  return mappedRecord(
    { sourceKey: row.sourceKey, key: `${source}|${row.sourceKey}`, raw: row },
    check,
    () => ({
      source,
      number: row.sourceKey,
      kind: kind ?? '',
      ...sharedOrder(row, originOf),
      corrects: [...new Set(row.lines.flatMap(({ corrects }) => corrects?.invoice ?? []))],
      customer: row.customer,
      billTo: row.billTo,
      purchaseOrderNumber: cleanText(row.purchaseOrder),
      issuedOn: row.issuedOn,
      dueOn: kind === 'invoice' ? row.dueOn : null,
      currency,
      lines: [...skus].map(([line, sku]) => ({
        ...orderOf(line, originOf),
        line: line.line,
        sku,
        quantity: line.quantity,
        ...amountOf(line),
        corrects: line.corrects,
      })),
      charges: row.lines.filter(isCharge).map((line) => ({
        ...orderOf(line, originOf),
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
  { order, ...columns }: OriginColumns & { order: string },
  originOf: FindsOrigin,
): { order: string; channelOrder: string | null } {
  return { order, channelOrder: originOf({ ...columns, number: order }).own?.order ?? null };
}

/** The one order of the document and of all its lines. */
function sharedOrder(row: InvoiceRow, originOf: FindsOrigin): Pick<ErpInvoice, 'order' | 'channelOrder'> {
  const [first, ...others] = namedIn(row);
  if (first === undefined || others.some(({ number }) => number !== first.number))
    return { order: null, channelOrder: null };
  return orderOf({ ...first, order: first.number }, originOf);
}
