import type { ErpPrice } from '@throughline/events';
import { isCurrency, isNegative, isZero } from '@throughline/money';
import { Check, cleanCode, mappedRecord } from '../../../mapping/check.ts';
import type { Mapping } from '../../../mapping/mapping.ts';
import type { MappedRecord } from '@throughline/connector';
import { table, wantedItems } from '../../transports/sql/table.ts';

export interface PriceRow {
  sourceKey: string;
  kind: 'list' | 'sale' | 'customer-list';
  number: number;
  /** The customers' list that it is of, null for what is for everybody. */
  list: string | null;
  /** Unit that it is for: its own, or that of the item. Null when there is no such item. */
  unit: string | null;
  /** Whether the item has this unit. */
  has: boolean;
  /** Of the customers' list, null when there is no such list. */
  currency: string | null;
  /** Price of `per` of the unit. */
  amount: string;
  per: number;
  minQuantity: number;
  from: Date;
  to: Date | null;
  /** Of the item, null when there is no such item. */
  family: string | null;
}

export const prices = table<PriceRow>({
  sourceKeys: `select itmcod::text as "sourceKey" from itmpri union all select itmcod::text from spcpri
               union all select itmcod::text from plspri`,
  // A special that was switched off ended then, whatever its window says. A list that is switched off has no prices.
  rows: `with ${wantedItems}, entries as (
           select itmcod, 'list' as kind, prinum as number, null::bpchar as list, curcod, pri, perqty, untcod, 1 as minqty,
                  tsof(frdat, frtim) as "from", tsof(todat, totim) as "to"
           from wanted join itmpri using (itmcod)
           union all
           select itmcod, 'sale', spcnum, null, curcod, pri, perqty, untcod, minqty, tsof(frdat, frtim),
                  case when actflg = 'Y' then tsof(todat, totim) else least(tsof(todat, totim), chgstp) end
           from wanted join spcpri using (itmcod) where (actflg = 'Y' or chgstp > tsof(frdat, frtim))
           union all
           select p.itmcod, 'customer-list', p.plpnum, p.plscod, m.curcod, p.pri, p.perqty, p.untcod, p.minqty,
                  tsof(p.frdat, p.frtim), tsof(p.todat, p.totim)
           from wanted join plspri p using (itmcod) left join plsmas m using (plscod)
           where m.actflg = 'Y' or m.plscod is null
         ), priced as (
           select e.*, i.untcod as own, i.famcod as family, case when i.itmcod is not null then coalesce(nullif(e.untcod, ''), i.untcod) end as unit
           from entries e left join itmmas i using (itmcod)
         )
         select p.itmcod::text as "sourceKey", p.kind, p.number, p.list::text, p.unit::text,
                p.unit = p.own or u.untcod is not null as has, p.curcod::text as currency, p.pri as amount,
                p.perqty as per, p.minqty as "minQuantity", p."from", p."to", p.family::text
         from priced p left join itmunt u on u.itmcod = p.itmcod and u.untcod = p.unit`,
});

const versions = { list: 'L', sale: 'S', 'customer-list': 'C' } as const;

/**
 * Null for an entry whose end lies no later than its beginning: so the back office writes what was replaced within the
 * minute, or taken out before it began. Of two that begin at the same instant the later one counts while it lasts, and
 * then the other again, by the order of their versions.
 */
export function mapPrice(row: PriceRow, source: string, mapping: Mapping): MappedRecord<ErpPrice> | null {
  if (row.to !== null && row.to <= row.from) return null;
  const check = new Check();
  const sku = check.named('items', 'sku', row.sourceKey);
  const version = `${versions[row.kind]}${row.number}`;
  const currency = cleanCode(row.currency);
  if (row.currency === null) check.hold('list', `no list ${JSON.stringify(cleanCode(row.list))}`);
  else if (!isCurrency(currency)) check.hold('currency', `unknown code ${JSON.stringify(currency)}`);
  if (isNegative(row.amount)) check.hold('amount', 'is negative');
  if (isZero(row.amount) && !mayBeFree(sku, row, mapping))
    check.hold('amount', 'is zero, and the mapping does not say that the item may be free of charge');
  if (row.minQuantity < 1) check.hold('minQuantity', 'is below 1');
  const key = `${source}|${sku}|${version}`;
  const unit = unitOf(row, check, mapping);
  return mappedRecord({ sourceKey: row.sourceKey, key, raw: row }, check, () => ({
    source,
    sku,
    version,
    list: listOf(row, mapping),
    kind: row.kind,
    currency,
    amount: row.amount,
    perQuantity: row.per,
    taxIncluded: false,
    unit: unit ?? '',
    minQuantity: row.minQuantity,
    maxQuantity: null,
    validFrom: row.from,
    validTo: row.to,
    group: null,
    account: null,
  }));
}

function mayBeFree(sku: string, { family }: PriceRow, { freeOfCharge }: Mapping): boolean {
  return freeOfCharge.items.includes(sku) || freeOfCharge.families.includes(cleanCode(family));
}

function unitOf({ unit, has }: PriceRow, check: Check, mapping: Mapping): string | null {
  if (unit === null) {
    check.hold('sku', 'no such item');
    return null;
  }
  const code = cleanCode(unit);
  if (!has) check.hold('unit', `the item has no unit ${JSON.stringify(code)}`);
  return check.code('unit', code, mapping.units);
}

function listOf({ kind, list }: PriceRow, mapping: Mapping): string {
  if (kind === 'customer-list') return cleanCode(list);
  return kind === 'list' ? mapping.priceLists.list : mapping.priceLists.special;
}
