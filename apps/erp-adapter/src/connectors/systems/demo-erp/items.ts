import type { ErpItem, ItemUnit } from '@throughline/events';
import { Check, cleanCode, cleanText, mappedRecord } from '../../../mapping/check.ts';
import { type Mapping, expandShorthand, sentenceCase } from '../../../mapping/mapping.ts';
import type { MappedRecord } from '@throughline/connector';
import { table, wantedItems } from '../../transports/sql/table.ts';

export interface ItemRow {
  sourceKey: string;
  description: string;
  model: string | null;
  family: string | null;
  familyName: string | null;
  groupName: string | null;
  color: string | null;
  size: string | null;
  sizeUnit: string | null;
  kind: string;
  unit: string;
  /** GTIN of the item's own unit. */
  gtin: string | null;
  /** Whether it is sold in units of pack only. */
  packsOnly: string;
  /** `Y` where it may be promised beyond stock, up to `backOrderMost` units. */
  backOrder: string;
  backOrderMost: number;
  units: { unit: string; numerator: number; denominator: number; gtin: string | null; sold: string }[];
  /** Of a component that is no item the kind is null. */
  components: { code: string; quantity: number; kind: string | null }[];
  grams: number | null;
  taxCode: string;
  status: string;
  web: string;
  texts: { language: string; name: string; text: string | null }[];
}

export const items = table<ItemRow>({
  sourceKeys: 'select itmcod::text as "sourceKey" from itmmas',
  rows: `with ${wantedItems}
         select i.itmcod::text as "sourceKey", i.itmdsc as description, i.modcod::text as model, i.famcod::text as family,
                f.famnam as "familyName", f.grpnam as "groupName", i.colcod::text as color, i.sizcod::text as size,
                i.sizunt::text as "sizeUnit", i.itmknd::text as kind, i.untcod::text as unit,
                i.eancod as gtin, i.pckflg::text as "packsOnly", i.bckflg::text as "backOrder",
                i.bckmax as "backOrderMost", i.wgtgrm as grams, i.taxcod::text as "taxCode",
                i.itmsts::text as status, i.webflg::text as web,
                coalesce((select json_agg(json_build_object('unit', u.untcod, 'numerator', u.numqty,
                                            'denominator', u.denqty, 'gtin', u.eancod, 'sold', u.salflg)
                                          order by u.numqty::numeric / u.denqty, u.untcod)
                          from itmunt u where u.itmcod = i.itmcod), '[]') as units,
                coalesce((select json_agg(json_build_object('code', k.cmpcod::text, 'quantity', k.cmpqty, 'kind', c.itmknd)
                                          order by k.cmpcod)
                          from itmkit k left join itmmas c on c.itmcod = k.cmpcod
                          where k.itmcod = i.itmcod), '[]') as components,
                coalesce((select json_agg(json_build_object('language', m.lngcod, 'name', m.modnam, 'text', m.lngtxt)
                                          order by m.lngcod)
                          from modtxt m where m.modcod = i.modcod), '[]') as texts
         from wanted join itmmas i using (itmcod) left join fammas f on upper(btrim(f.famcod)) = upper(btrim(i.famcod))`,
});

/** Null for an item that is not released or not for sale outside of the counter. */
export function mapItem(row: ItemRow, source: string, mapping: Mapping): MappedRecord<ErpItem> | null {
  const status = mapping.itemStatuses[cleanCode(row.status)];
  if (status === undefined || row.web !== 'Y') return null;
  const check = new Check();
  const code = check.keyPart('code', cleanCode(row.sourceKey));
  const family = familyOf(row, check, mapping);
  const kind = check.code('kind', cleanCode(row.kind), mapping.itemKinds);
  const unit = check.code('unit', cleanCode(row.unit), mapping.units);
  const components = kind === 'kit' ? componentsOf(row, check, mapping) : [];
  const taxCategory = check.code('taxCategory', cleanCode(row.taxCode), mapping.taxCategories);
  const texts = textsOf(row, check, mapping);
  const model = cleanText(row.model);
  const modelName = texts.find(({ language }) => language === 'en')?.name ?? texts[0]?.name ?? null;
  return mappedRecord({ sourceKey: row.sourceKey, key: `${source}|${code}`, raw: row }, check, () => ({
    source,
    code,
    abbreviation: cleanText(row.description),
    model: row.texts.length > 0 ? model : null,
    modelName: row.texts.length > 0 && model !== null ? modelName : null,
    ...family,
    unit: unit ?? '',
    gtin: cleanText(row.gtin),
    kind: kind ?? '',
    quantityScale: 0,
    units: unitsOf(row, unit ?? '', check, mapping),
    components,
    color: colorOf(row, check, mapping),
    size: sizeOf(row),
    weightGrams: row.grams !== null && row.grams > 0 ? row.grams : null,
    taxCategory: taxCategory ?? '',
    texts,
    status,
    substitute: null,
    backOrderLimit: row.backOrder === 'Y' ? Math.max(0, row.backOrderMost) : 0,
  }));
}

function familyOf(
  row: ItemRow,
  check: Check,
  mapping: Mapping,
): Pick<ErpItem, 'family' | 'familyName' | 'category'> {
  const family = check.present('family', cleanCode(row.family));
  const known = Object.hasOwn(mapping.families, family) ? mapping.families[family] : undefined;
  if (known) return { family, familyName: known.name, category: known.category };
  const category = cleanText(row.groupName);
  if (family !== '' && row.familyName === null)
    check.hold('family', `unknown code ${JSON.stringify(family)}`);
  return {
    family,
    familyName: sentenceCase(row.familyName ?? family),
    category: category === null ? null : sentenceCase(category),
  };
}

/** The item's own unit and those of pack; none where its own is the only one and is sold. */
function unitsOf(row: ItemRow, own: string, check: Check, mapping: Mapping): ErpItem['units'] {
  const units = new Map<string, ItemUnit>();
  const sellable = row.packsOnly !== 'Y';
  units.set(own, { unit: own, numerator: 1, denominator: 1, gtin: cleanText(row.gtin), sellable });
  for (const { unit: code, numerator, denominator, gtin, sold } of row.units) {
    const unit = mapping.units[cleanCode(code)];
    if (unit === undefined) check.warn('units', `unknown code ${JSON.stringify(cleanCode(code))}`);
    else if (units.has(unit)) check.warn('units', `${unit} is there twice`);
    else units.set(unit, { unit, numerator, denominator, gtin: cleanText(gtin), sellable: sold === 'Y' });
  }
  return units.size === 1 && sellable ? [] : [...units.values()];
}

function componentsOf(row: ItemRow, check: Check, mapping: Mapping): ErpItem['components'] {
  if (row.components.length === 0) check.hold('components', 'are missing');
  return row.components.map(({ code, quantity, kind }) => {
    const sku = check.named('items', 'components', code);
    if (kind === null) check.hold('components', `no item ${JSON.stringify(sku)}`);
    else if (mapping.itemKinds[kind] !== 'goods')
      check.hold('components', `${JSON.stringify(sku)} is no goods`);
    return { sku, quantity };
  });
}

function colorOf(row: ItemRow, check: Check, mapping: Mapping): string | null {
  const code = cleanCode(row.color);
  if (code === '') return null;
  const color = mapping.colors[code] ?? null;
  if (color === null) check.warn('color', `unknown code ${JSON.stringify(code)}`);
  return color;
}

function sizeOf(row: ItemRow): string | null {
  const size = cleanText(row.size);
  const unit = cleanText(row.sizeUnit)?.toLowerCase();
  return size !== null && unit !== undefined ? `${size} ${unit}` : size;
}

function textsOf(row: ItemRow, check: Check, mapping: Mapping): ErpItem['texts'] {
  const texts = row.texts.flatMap(({ language, name, text }) => {
    const tag = mapping.languages[cleanCode(language)];
    const named = cleanText(name);
    if (tag === undefined || named === null) return [];
    return [{ language: tag, name: named, description: text?.trim() ?? '' }];
  });
  if (texts.length > 0) return texts.toSorted((a, b) => (a.language < b.language ? -1 : 1));
  const shorthand = check.present('name', row.description);
  return [{ language: 'en', name: expandShorthand(shorthand, mapping.shorthand), description: '' }];
}
