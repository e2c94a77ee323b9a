import type { ErpPrice } from '@throughline/events';
import { isCurrency, isNegative } from '@throughline/money';
import { Check, cleanCode, mappedRecord } from '../../../mapping/check.ts';
import type { Mapping } from '../../../mapping/mapping.ts';
import type { MappedRecord } from '@throughline/connector';
import { table, wantedItems } from '../../transports/sql/table.ts';

export interface PriceRow {
  sourceKey: string;
  kind: 'list' | 'sale';
  number: number;
  /** Unit of the item, null when there is no such item. */
  unit: string | null;
  currency: string;
  amount: string;
  minQuantity: number;
  from: Date;
  to: Date | null;
  /** Number of a later entry of the list that begins at the same instant. */
  replacedBy: number | null;
}

export const prices = table<PriceRow>({
  sourceKeys: 'select itmcod::text as "sourceKey" from itmpri union all select itmcod::text from spcpri',
  // A special that was switched off ended then, whatever its window says.
  rows: `with ${wantedItems}
         select p.itmcod::text as "sourceKey", p.kind, p.number, i.untcod::text as unit, p.curcod::text as currency,
                p.pri as amount, p.minqty as "minQuantity", p."from", p."to", p.later as "replacedBy"
         from (
           select itmcod, 'list' as kind, prinum as number, curcod, pri, 1 as minqty, tsof(frdat, frtim) as "from",
                  tsof(todat, totim) as "to",
                  lead(prinum) over (partition by itmcod, curcod, tsof(frdat, frtim) order by prinum) as later
           from wanted join itmpri using (itmcod)
           union all
           select itmcod, 'sale', spcnum, curcod, pri, minqty, tsof(frdat, frtim),
                  case when actflg = 'Y' then tsof(todat, totim) else least(tsof(todat, totim), chgstp) end, null
           from wanted join spcpri using (itmcod) where (actflg = 'Y' or chgstp > tsof(frdat, frtim))
         ) p left join itmmas i on i.itmcod = p.itmcod`,
});

export function mapPrice(row: PriceRow, source: string, mapping: Mapping): MappedRecord<ErpPrice> {
  const check = new Check();
  const sku = check.present('sku', cleanCode(row.sourceKey));
  const version = `${row.kind === 'list' ? 'L' : 'S'}${row.number}`;
  const currency = cleanCode(row.currency);
  if (!isCurrency(currency)) check.hold('currency', `unknown code ${JSON.stringify(currency)}`);
  if (isNegative(row.amount)) check.hold('amount', 'is negative');
  if (row.minQuantity < 1) check.hold('minQuantity', 'is below 1');
  if (row.to !== null && row.to <= row.from) check.hold('validTo', 'ends before it begins');
  if (row.replacedBy !== null) check.hold('validFrom', `entry ${row.replacedBy} begins at the same instant`);
  const unit = row.unit === null ? null : check.code('unit', cleanCode(row.unit), mapping.units);
  if (row.unit === null) check.hold('sku', 'no such item');
  const key = `${source}|${sku}|${version}`;
  return mappedRecord({ sourceKey: row.sourceKey, key, raw: row }, check, () => ({
    source,
    sku,
    version,
    list: row.kind === 'list' ? mapping.priceLists.list : mapping.priceLists.special,
    kind: row.kind,
    currency,
    amount: row.amount,
    taxIncluded: false,
    unit: unit ?? '',
    minQuantity: row.minQuantity,
    validFrom: row.from,
    validTo: row.to,
    group: null,
    account: null,
  }));
}
