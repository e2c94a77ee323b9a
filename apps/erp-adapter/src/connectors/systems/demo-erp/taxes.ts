import type { ErpTax } from '@throughline/events';
import { isNegative } from '@throughline/money';
import { wildcard } from '@throughline/order-rules';
import { Check, cleanCode, cleanText, mappedRecord } from '../../../mapping/check.ts';
import { type Mapping, titleCase } from '../../../mapping/mapping.ts';
import type { MappedRecord } from '@throughline/connector';
import { table } from '../../transports/sql/table.ts';

export interface TaxRow {
  sourceKey: string;
  country: string;
  /** Blank for the whole country. */
  region: string;
  regionName: string | null;
  /** Tax class of customers, blank for every class. */
  taxClass: string;
  code: string;
  rate: string;
  name: string;
  from: string;
  /** Exclusive; the back office keeps the last day. */
  to: string | null;
}

// Rates of whole countries have three parts in their keys, those of regions and classes five.
const countryKey = `concat_ws('|', ctycod::text, taxcod::text, frdat)`;
const regionKey = `concat_ws('|', ctycod::text, regcod::text, taxcls::text, taxcod::text, frdat)`;
const rates = `
  select ${countryKey} as "sourceKey", ctycod::text as country, '' as region, null as "regionName", '' as "taxClass",
         taxcod::text as code, taxpct as rate, taxtxt as name, frdat as "from", todat + 1 as "to"
  from taxtab
  union all
  select ${regionKey}, ctycod::text, regcod::text, regnam, taxcls::text, taxcod::text, taxpct, taxtxt, frdat, todat + 1
  from taxreg left join regtab using (ctycod, regcod)`;

export const taxes = table<TaxRow>({
  sourceKeys: `select ${countryKey} as "sourceKey" from taxtab union all select ${regionKey} from taxreg`,
  rows: `select * from (${rates}) r where "sourceKey" = any($1)`,
});

/** Every rate, for computing documents. */
export const allTaxes = rates;

export function mapTax(row: TaxRow, source: string, mapping: Mapping): MappedRecord<ErpTax> {
  const check = new Check();
  const regionName = cleanText(row.regionName);
  const country = check.keyPart('country', cleanCode(row.country));
  const region = check.keyPart('region', cleanCode(row.region) || wildcard);
  const classCode = cleanCode(row.taxClass);
  const taxClass = classCode === '' ? wildcard : check.code('taxClass', classCode, mapping.taxClasses);
  const category = check.code('category', cleanCode(row.code), mapping.taxCategories) ?? cleanCode(row.code);
  if (isNegative(row.rate)) check.hold('rate', 'is negative');
  if (row.to !== null && row.to <= row.from) check.hold('validTo', 'ends before it begins');
  const key = [source, country, region, taxClass ?? classCode, category, row.from].join('|');
  return mappedRecord({ sourceKey: row.sourceKey, key, raw: row }, check, () => ({
    source,
    country,
    region,
    regionName: regionName === null ? null : titleCase(regionName),
    taxClass: taxClass ?? '',
    category,
    name: row.name.trim() || category,
    rate: row.rate,
    validFrom: row.from,
    validTo: row.to,
  }));
}
