import type { ErpCustomer } from '@throughline/events';
import { isCurrency } from '@throughline/money';
import { Check, cleanCode, cleanText, mappedRecord } from '../../../mapping/check.ts';
import type { Mapping } from '../../../mapping/mapping.ts';
import type { MappedRecord } from '@throughline/connector';
import { table } from '../../transports/sql/table.ts';

export interface CustomerRow {
  sourceKey: string;
  name: string | null;
  group: string;
  country: string | null;
  taxNumber: string | null;
  email: string | null;
  currency: string;
  region: string | null;
  parent: string | null;
  /** Null when it is itself. */
  billTo: string | null;
  taxClass: string;
  paymentTerms: string | null;
  /** Its price lists, the one that counts first in front. */
  priceLists: string[];
  status: string;
}

export const customers = table<CustomerRow>({
  sourceKeys: 'select cusnum::text as "sourceKey" from cusmas',
  rows: `select cusnum::text as "sourceKey", cusnam as name, cusgrp::text as "group", ctycod::text as country,
                vatnum as "taxNumber", email, curcod::text as currency, cussts::text as status,
                regcod::text as region, parcus::text as parent, nullif(bilcus, cusnum)::text as "billTo",
                taxcls::text as "taxClass", paytrm::text as "paymentTerms",
                coalesce((select json_agg(l.plscod order by l.seqnum) from cuspls l where l.cusnum = c.cusnum), '[]')
                  as "priceLists"
         from cusmas c where cusnum = any($1::integer[])`,
});

export function mapCustomer(row: CustomerRow, source: string, mapping: Mapping): MappedRecord<ErpCustomer> {
  const check = new Check();
  const name = check.present('name', row.name);
  const group = cleanCode(row.group);
  const kind =
    row.sourceKey === mapping.guestAccount ? 'guests' : check.code('kind', group, mapping.customerKinds);
  const currency = cleanCode(row.currency);
  if (!isCurrency(currency)) check.hold('currency', `unknown code ${JSON.stringify(currency)}`);
  const taxClass = check.code('taxClass', cleanCode(row.taxClass), mapping.taxClasses);
  const blockedFor = check.code('blockedFor', cleanCode(row.status), mapping.customerStatuses);
  const country = cleanCode(row.country);
  if (country === '') check.warn('country', 'is missing');
  return mappedRecord(
    { sourceKey: row.sourceKey, key: `${source}|${row.sourceKey}`, raw: row },
    check,
    () => ({
      source,
      number: row.sourceKey,
      kind: kind ?? '',
      name,
      taxNumber: cleanText(row.taxNumber)?.replaceAll(/\s/g, '').toUpperCase() ?? null,
      email: cleanText(row.email)?.toLowerCase() ?? null,
      currency,
      country: country === '' ? null : country,
      region: cleanCode(row.region) || null,
      parent: row.parent,
      billTo: row.billTo,
      taxClass: taxClass ?? '',
      paymentTerms: cleanCode(row.paymentTerms) || null,
      priceGroup: mapping.priceGroups[group] ?? null,
      priceLists: row.priceLists.map(cleanCode),
      blockedFor: blockedFor ?? [],
    }),
  );
}
