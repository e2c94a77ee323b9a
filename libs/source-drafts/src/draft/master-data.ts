import { meaningOf } from '../shapes/code-lists.ts';
import { countryNamed } from '../shapes/code-lists.ts';
import { type ColumnProfile, shareLike } from '../shapes/column-profile.ts';
import { codeTable, unitTable, wordTable } from './code-tables.ts';
import {
  codeReading,
  counted,
  decimalReading,
  integerReading,
  specOf,
  textReading,
  timeReading,
} from './column-steps.ts';
import { type MappingDraft, joinedHead, listEntry } from './mapping-draft.ts';
import type { Inline } from './yaml-text.ts';

const theFirstDay = '2000-01-01';

/** A country of two letters as it stands, one by name through a table. */
function country(draft: MappingDraft): boolean {
  const column = draft.column('country');
  if (column === undefined) return false;
  if (shareLike(column, 'country') > 0.9)
    return draft.from('country', (of) => ({
      ...textReading(of, [], ['upper']),
      evidence: `${counted(of.distinct)} different, codes of countries`,
    }));
  return draft.codes('country', (of) => codeTable('countries', of, countryNamed));
}

export function draftLocations(draft: MappingDraft): void {
  draft.from('code', codeReading);
  if (!draft.from('name', textReading)) nameByKey(draft, 'code');
  draft.constant('kind', 'warehouse', 'or store, third-party, drop-shipper, dealer');
  country(draft);
  draft.from('city', textReading);
  draft.from('postalCode', textReading);
  draft.constant('servesWeb', 'true', 'whether its stock may be promised to web orders');
}

/** Where there is no name, the key is one. */
function nameByKey(draft: MappingDraft, key: string): void {
  draft.from(key, (column) => ({ ...textReading(column), evidence: 'no column of names was found' }), 'name');
}

export function draftTaxes(draft: MappingDraft): void {
  if (!country(draft)) draft.ask('country', 'the country of these rates, such as DE');
  if (!draft.from('category', (column) => textReading(column)))
    draft.constant('category', 'standard', 'no column of tax classes of items was found');
  draft.from('name', (column) => textReading(column));
  draft.from('rate', (column) => {
    const made = decimalReading(column, draft.usual);
    const values = [...column.values.keys()].map((value) => Number(value.replace(',', '.')));
    const shares = values.length > 0 && values.every((value) => Math.abs(value) < 1);
    return shares
      ? {
          value: [...(made.value as readonly Inline[]), 'times 100'],
          evidence: `${made.evidence}, all below 1: shares`,
        }
      : made;
  });
  if (!draft.from('validFrom', (column) => timeReading(column, 'date')))
    draft.constant('validFrom', theFirstDay, 'no column says since when');
  draft.from('validTo', (column) => timeReading(column, 'date'));
}

export function draftItems(draft: MappingDraft): void {
  draft.from('code', codeReading);
  family(draft);
  unit(draft);
  draft.from('gtin', (column) => {
    const share = shareLike(column, 'gtin');
    if (share < 1) draft.rules.push({ gtin: 'readable', else: 'warn' });
    return {
      value: [specOf(column), 'gtin'],
      evidence: `the check digit agrees in ${Math.floor(share * 100)} % of ${counted(column.values.size)} values`,
    };
  });
  draft.from('color', textReading);
  draft.from('size', textReading);
  weight(draft);
  draft.constant('kind', 'goods', 'or service, kit');
  const standard = (column: ColumnProfile) => (column.filled < column.rows ? ['default standard'] : []);
  if (!draft.from('taxCategory', (column) => textReading(column, [], standard(column))))
    draft.constant('taxCategory', 'standard', 'no column of tax classes was found');
  texts(draft);
  if (!draft.codes('status', (column) => wordTable('status', column, 'itemStatus')))
    draft.constant('status', 'active', 'no column says what is still sold: or running-out, ended');
}

function family(draft: MappingDraft): void {
  const column = draft.column('family');
  if (column === undefined) {
    draft.constant('family', 'ALL', 'no column of groups was found');
    return;
  }
  const empty = column.rows - column.filled;
  draft.from('family', () => ({
    value: [specOf(column), 'code'],
    evidence: `${counted(column.distinct)} different in ${counted(column.rows)} rows${empty === 0 ? '' : `; ${counted(empty)} have none and are held: 'default NONE' behind it lets them through`}`,
  }));
  const join = draft.joins.find(({ table }) => table.concepts.includes('group'));
  const name = join?.table.profiles.find(
    ({ about, named }) => named && about.concepts.includes('name') && !about.concepts.includes('id'),
  );
  if (join !== undefined && name !== undefined) {
    const made = textReading(name, joinedHead(join));
    draft.set('familyName', made.value, `of ${join.table.name}, ${made.evidence}`);
  }
}

export function unit(draft: MappingDraft): void {
  if (!draft.codes('unit', unitTable)) draft.constant('unit', 'C62', 'pieces: no column of units was found');
}

function weight(draft: MappingDraft): void {
  const column = draft.column('weight');
  if (column === undefined) return;
  const units = draft.table.profiles.find(
    ({ about }) => about.concepts.includes('weight') && about.concepts.includes('unit'),
  );
  const codes = [...(units?.values.keys() ?? [])].map((code) => code.toUpperCase());
  const named = /(?:^|[^a-z])(kg|g|gr|grams?|gramm)(?:$|[^a-z])/i.exec(column.name)?.[1]?.toLowerCase();
  const factor =
    named === 'kg' || (codes.length > 0 && codes.every((code) => /^KGM?$/.test(code)))
      ? 1_000
      : (named !== undefined && named !== 'kg') ||
          (codes.length > 0 && codes.every((code) => /^(?:G|GR|GRM)$/.test(code)))
        ? 1
        : null;
  // Of pounds, or of several units, nothing exact comes by one factor.
  if (factor === null) return;
  draft.from(
    'weight',
    () => {
      const made = decimalReading(column, draft.usual);
      const steps = factor === 1 ? ['round 0', 'integer'] : ['times 1000', 'round 0', 'integer'];
      return {
        value: [...(made.value as readonly Inline[]), ...steps],
        evidence: `${factor === 1 ? 'grams' : 'kilograms'}; ${made.evidence}`,
      };
    },
    'weightGrams',
  );
}

function texts(draft: MappingDraft): void {
  const name = draft.column('name') ?? draft.column('description') ?? draft.column('code');
  const description = draft.column('description');
  if (name === undefined) return;
  draft.used.add(name.name);
  const record = [
    { key: 'language', value: ['language'] },
    { key: 'name', value: textReading(name).value },
    description === undefined || description === name
      ? { key: 'description', value: { constant: '' } }
      : { key: 'description', value: textReading(description, [], ['default ""']).value },
  ];
  if (description !== undefined) draft.used.add(description.name);
  const language = draft.answers.language;
  draft.fields.push(
    listEntry(
      'texts',
      [{ language: { constant: language } }],
      record,
      `one language, ${language}; ${draft.column('name') === undefined ? `no column of names was found: ${name.name} is` : textReading(name).evidence}`,
    ),
  );
}

export function draftCustomers(draft: MappingDraft): void {
  draft.from('number', codeReading);
  if (!draft.codes('kind', (column) => understood(column)))
    draft.constant('kind', 'business', 'or person; `guests` is the one that gathers the orders of guests');
  if (!draft.from('name', textReading)) nameByKey(draft, 'number');
  draft.from('taxNumber', textReading);
  draft.from('email', (column) => textReading(column, [], ['lower']));
  currency(draft);
  country(draft);
  draft.from('priceGroup', textReading);
  draft.from('paymentTerms', textReading);
}

function understood(column: ColumnProfile) {
  const table = wordTable('kinds', column, 'customerKind');
  const anyKnown = [...column.values.keys()].some((code) => meaningOf('customerKind', code) !== undefined);
  return anyKnown ? table : null;
}

export function currency(draft: MappingDraft): void {
  draft.from('currency', (column) => ({
    ...textReading(column),
    evidence: `${counted(column.distinct)} different, codes of currencies`,
  }));
}

export function draftPrices(draft: MappingDraft, sku: (draft: MappingDraft) => void): void {
  sku(draft);
  draft.from('list', (column) => ({ ...codeReading(column) }));
  const isContract = draft.from('account', codeReading);
  if (isContract) draft.constant('kind', 'contract', 'it names customers');
  currency(draft);
  draft.from('amount', (column) => decimalReading(column, draft.usual));
  const amount = draft.column('amount');
  const zeros = [...(amount?.values.keys() ?? [])].filter((value) => /^[+-]?[0.,]*0[0.,]*$/.test(value));
  if (
    amount !== undefined &&
    zeros.length > 0 &&
    zeros.length <= 5 &&
    amount.path.length === 1 &&
    amount.name !== 'as' &&
    amount.name !== '__proto__'
  ) {
    const rows = zeros.reduce((sum, value) => sum + (amount.values.get(value) ?? 0), 0);
    draft.skips.push({
      value: { [amount.name]: zeros, as: 'no price' },
      guess: `${counted(rows)} of ${counted(amount.rows)} rows: what costs nothing is no price`,
    });
  }
  unit(draft);
  draft.from('minQuantity', (column) => {
    const made = integerReading(column, draft.usual);
    return { ...made, value: [...(made.value as readonly Inline[]), 'default 1'] };
  });
  if (!draft.from('validFrom', (column) => timeReading(column, 'instant')))
    draft.constant('validFrom', `${theFirstDay}T00:00Z`, 'no column says since when');
  draft.from('validTo', (column) => timeReading(column, 'end'));
}

export function draftStock(draft: MappingDraft, sku: (draft: MappingDraft) => void, place: string): void {
  sku(draft);
  const everywhere = (column: ColumnProfile) =>
    column.filled >= column.rows * 0.9 ? codeReading(column) : null;
  if (!draft.from('location', everywhere))
    draft.constant('location', place, 'no column of locations was found');
  draft.from('quantity', (column) => integerReading(column, draft.usual));
  draft.from('allocatedElsewhere', (column) => defaulted(integerReading(column, draft.usual)));
  draft.from('safetyStock', (column) => defaulted(integerReading(column, draft.usual)));
}

const defaulted = <R extends { value: Inline }>(made: R): R => ({
  ...made,
  value: [...(made.value as readonly Inline[]), 'default 0'],
});
