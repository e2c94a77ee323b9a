import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type CleanRow,
  cleanRow,
  cleanSettings,
  inBatches,
  parents,
  recordsOf,
} from '../fixtures/clean-records.ts';
import type { FindingKind } from '../finding-kinds.ts';
import { makeReport } from './make-report.ts';

const rows = 200;

/** How each fault is planted in a row, and what else it is bound to be. */
const plants: Record<string, { kind: FindingKind; plant(row: CleanRow, index: number): void }> = {
  'an empty text': { kind: 'gaps', plant: (row) => (row.name = null) },
  'a blank text': { kind: 'gaps', plant: (row) => (row.name = '  ') },
  'a required value left out': { kind: 'missing-required', plant: (row) => (row.unit = '') },
  'a word for nothing': { kind: 'nothing-words', plant: (row) => (row.name = 'N/A') },
  'a date for nothing': { kind: 'nothing-words', plant: (row) => (row.validFrom = '9999-12-31 00:00:00') },
  'a key twice': { kind: 'duplicate-keys', plant: (row) => (row.id = 'A-0000000') },
  'a key with |': { kind: 'forbidden-characters', plant: (row, index) => (row.id = `A|${index}`) },
  'an unknown code': { kind: 'unknown-codes', plant: (row) => (row.unit = 'PALLET') },
  'a code as an exponent': { kind: 'exponent-codes', plant: (row) => (row.code = '4.0E+12') },
  'a code as a date': { kind: 'date-codes', plant: (row) => (row.code = '02. Jan') },
  'a code as a number': { kind: 'trailing-point-zero', plant: (row) => (row.code = '10.0') },
  'a code with fifteen digits': { kind: 'lost-digits', plant: (row) => (row.code = '123456789012345000') },
  'an error of a spreadsheet': { kind: 'spreadsheet-errors', plant: (row) => (row.color = '#REF!') },
  'a code without its zeros': { kind: 'lost-leading-zeros', plant: (row) => (row.code = '17') },
  'blanks around a code': { kind: 'stray-blanks', plant: (row) => (row.unit = ` ${row.unit}`) },
  'a wrong check digit': { kind: 'gtin-check-digits', plant: (row) => (row.gtin = '4006381333932') },
  'letters in a GTIN': { kind: 'gtin-check-digits', plant: (row) => (row.gtin = 'EAN 4006381') },
  'a GTIN without its zeros': { kind: 'lost-leading-zeros', plant: (row) => (row.gtin = '40063813339') },
  'a letter in a number': { kind: 'unreadable-numbers', plant: (row) => (row.amount = '12.5O') },
  'a number of two meanings': { kind: 'ambiguous-numbers', plant: (row) => (row.amount = '1.234') },
  'a comma among points': { kind: 'mixed-number-formats', plant: (row) => (row.amount = '12,50') },
  'a residue': { kind: 'float-residue', plant: (row) => (row.amount = '3.399999999999999') },
  'a sign behind': { kind: 'signs-behind', plant: (row) => (row.amount = '12.50-') },
  brackets: { kind: 'signs-behind', plant: (row) => (row.amount = '(12.50)') },
  'an overpunch': { kind: 'overpunch', plant: (row) => (row.amount = '0001234}') },
  'a currency': { kind: 'units-in-numbers', plant: (row) => (row.amount = '12.50 EUR') },
  'a price of zero': { kind: 'not-positive', plant: (row) => (row.price = '0.00') },
  'a stock below none': { kind: 'not-positive', plant: (row) => (row.quantity = '-7') },
  'a price without its point': { kind: 'outliers', plant: (row) => (row.price = '99999.99') },
  'a date of two meanings': { kind: 'ambiguous-dates', plant: (row) => (row.delivered = '03/04/2024') },
  'a year of two digits': { kind: 'two-digit-years', plant: (row) => (row.validFrom = '03.04.24') },
  'a serial': { kind: 'excel-serials', plant: (row) => (row.validFrom = '45123') },
  'a day that is none': { kind: 'impossible-dates', plant: (row) => (row.validFrom = '2024-02-30') },
  'no date': { kind: 'unreadable-dates', plant: (row) => (row.validFrom = 'next spring') },
  'another format': { kind: 'mixed-date-formats', plant: (row) => (row.validFrom = '24.12.2024') },
  'month first among days first': {
    kind: 'mixed-date-formats',
    plant: (row) => (row.delivered = '04/24/2024'),
  },
  'a date of the last century': { kind: 'implausible-dates', plant: (row) => (row.validFrom = '1899-12-30') },
  'a row that moved long ago': { kind: 'stale-rows', plant: (row) => (row.moved = '2019-05-01') },
  'UTF-8 as Latin-1': { kind: 'mojibake', plant: (row) => (row.name = 'Sattel fÃ¼r alle') },
  'a lost character': { kind: 'replacement-characters', plant: (row) => (row.name = 'f\ufffdr alle') },
  'a question mark': { kind: 'question-marks-in-words', plant: (row) => (row.name = 'Sattel f?r alle') },
  HTML: { kind: 'html', plant: (row) => (row.name = 'Saddle<br/>soft') },
  'an entity': { kind: 'html', plant: (row) => (row.name = 'Saddle &amp; post') },
  'a long text': { kind: 'too-long', plant: (row) => (row.name = 'saddle '.repeat(9).trim()) },
  shorthand: { kind: 'shorthand', plant: (row) => (row.name = 'TRK SCHW. M/KLINGEL') },
  'another spelling': { kind: 'similar-codes', plant: (row) => (row.color = 'Gréen') },
  'a parent that is not there': { kind: 'dangling-references', plant: (row) => (row.parent = 'P77') },
};

async function found(planted: readonly CleanRow[]) {
  const keySets = new Map([['parents', parents]]);
  return makeReport(inBatches(recordsOf(planted)), cleanSettings, keySets);
}

it('finds nothing in clean data', async () => {
  const report = await found(Array.from({ length: rows }, (_, index) => cleanRow(index)));
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ rows, ready: true, first: [], exact: true });
});

it.each(Object.entries(plants))('finds each of %s, and nothing else', async (_name, { kind, plant }) => {
  const places = fc.uniqueArray(fc.integer({ min: 1, max: rows - 1 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(places, async (indexes) => {
      const planted = Array.from({ length: rows }, (_, index): CleanRow => cleanRow(index));
      for (const index of indexes) {
        const row = planted[index];
        if (row) plant(row, index);
      }
      const { findings } = await found(planted);
      expect(findings.map(({ kind, count }) => ({ kind, count }))).toEqual([{ kind, count: indexes.length }]);
      const [finding] = findings;
      // Line 1 is the header.
      const positions = new Set(indexes.map((index) => index + 2));
      expect(finding?.examples.every(({ position }) => positions.has(position))).toBe(true);
      expect(finding?.advice.en).not.toBe(finding?.advice.de);
    }),
    { numRuns: 5 },
  );
});

it('finds keys that are one after cleaning, each spelling of which is another', async () => {
  const planted = Array.from({ length: rows }, (_, index): CleanRow => cleanRow(index));
  const variants = ['a-0000000', ' A-0000000', 'A-000\u200b0000', 'A-0000000 '];
  variants.forEach((id, index) => Object.assign(planted[10 + index] ?? {}, { id }));
  const { findings } = await found(planted);
  expect(findings.map(({ kind, count }) => ({ kind, count }))).toEqual([
    { kind: 'keys-same-after-cleaning', count: 4 },
    { kind: 'stray-blanks', count: 3 },
  ]);
  expect(findings[0]?.examples[0]).toEqual({ position: 12, other: 2, values: ['a-0000000', 'A-0000000'] });
});

it('finds documents whose lines do not add up, beyond the tolerance', async () => {
  const planted = Array.from({ length: rows }, (_, index): CleanRow => cleanRow(index));
  Object.assign(planted[10] ?? {}, { line: '2.51' });
  Object.assign(planted[20] ?? {}, { line: '2.52' });
  Object.assign(planted[31] ?? {}, { line: '35.00' });
  const { findings } = await found(planted);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ kind: 'sums-differ', count: 2, outOf: rows / 2, column: 'total' });
  expect(findings[0]?.examples.map(({ values }) => values)).toEqual([
    ['D10', '6.00', '6.02'],
    ['D15', '6.00', '37.5'],
  ]);
});

it('finds prices that may be in cents', async () => {
  const cents = ['1999', '2495', '1250', '9900', '4999'];
  const planted = Array.from({ length: rows }, (_, index): CleanRow => ({
    ...cleanRow(index),
    price: cents[index % cents.length] ?? '',
  }));
  const { findings } = await found(planted);
  expect(findings.map(({ kind, count }) => ({ kind, count }))).toEqual([
    { kind: 'implied-cents', count: rows },
  ]);
});
