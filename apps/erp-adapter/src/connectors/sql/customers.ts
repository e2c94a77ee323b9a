import type { ErpCustomer } from '@throughline/events';
import { isCurrency } from '@throughline/money';
import { Check, cleanCode, cleanText, reading } from '../../mapping/check.ts';
import type { Mapping } from '../../mapping/mapping.ts';
import type { Reading } from '../connector.ts';
import { table } from './table.ts';

export interface CustomerRow {
  parent: string;
  name: string | null;
  group: string;
  country: string | null;
  taxNumber: string | null;
  email: string | null;
  currency: string;
  status: string;
}

export const customers = table<CustomerRow>({
  parents: 'select cusnum::text as parent from cusmas',
  rows: `select cusnum::text as parent, cusnam as name, cusgrp::text as "group", ctycod::text as country,
                vatnum as "taxNumber", email, curcod::text as currency, cussts::text as status
         from cusmas where cusnum = any($1::integer[])`,
});

export function mapCustomer(row: CustomerRow, source: string, mapping: Mapping): Reading<ErpCustomer> {
  const check = new Check();
  const name = check.present('name', row.name);
  const group = cleanCode(row.group);
  const kind =
    row.parent === mapping.guestAccount ? 'guests' : check.code('kind', group, mapping.customerKinds);
  const currency = cleanCode(row.currency);
  if (!isCurrency(currency)) check.hold('currency', `unknown code ${JSON.stringify(currency)}`);
  const country = cleanCode(row.country);
  if (country === '') check.warn('country', 'is missing');
  return reading({ parent: row.parent, key: `${source}|${row.parent}`, raw: row }, check, () => ({
    source,
    number: row.parent,
    kind: kind ?? '',
    name,
    taxNumber: cleanText(row.taxNumber)?.replaceAll(/\s/g, '').toUpperCase() ?? null,
    email: cleanText(row.email)?.toLowerCase() ?? null,
    currency,
    country: country === '' ? null : country,
    priceGroup: mapping.priceGroups[group] ?? null,
    blocked: row.status !== 'A',
  }));
}
