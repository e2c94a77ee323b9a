import type { ErpTax } from '@throughline/events';
import { isNegative } from '@throughline/money';
import { Check, cleanCode, mappedRecord } from '../../../mapping/check.ts';
import type { Mapping } from '../../../mapping/mapping.ts';
import type { MappedRecord } from '@throughline/connector';
import { table } from '../../transports/sql/table.ts';

export interface TaxRow {
  sourceKey: string;
  country: string;
  code: string;
  rate: string;
  name: string;
  from: string;
  /** Exclusive; the back office keeps the last day. */
  to: string | null;
}

const sourceKey = `concat_ws('|', ctycod::text, taxcod::text, frdat)`;
const columns = `${sourceKey} as "sourceKey", ctycod::text as country, taxcod::text as code, taxpct as rate, taxtxt as name,
  frdat as "from", todat + 1 as "to"`;

export const taxes = table<TaxRow>({
  sourceKeys: `select ${sourceKey} as "sourceKey" from taxtab`,
  rows: `select ${columns} from taxtab where ${sourceKey} = any($1)`,
});

/** Every rate, for computing documents. */
export const allTaxes = `select ${columns} from taxtab`;

export function mapTax(row: TaxRow, source: string, mapping: Mapping): MappedRecord<ErpTax> {
  const check = new Check();
  const country = check.present('country', cleanCode(row.country));
  const category = check.code('category', cleanCode(row.code), mapping.taxCategories) ?? cleanCode(row.code);
  if (isNegative(row.rate)) check.hold('rate', 'is negative');
  if (row.to !== null && row.to <= row.from) check.hold('validTo', 'ends before it begins');
  const key = `${source}|${country}|${category}|${row.from}`;
  return mappedRecord({ sourceKey: row.sourceKey, key, raw: row }, check, () => ({
    source,
    country,
    category,
    name: row.name.trim() || category,
    rate: row.rate,
    validFrom: row.from,
    validTo: row.to,
  }));
}
