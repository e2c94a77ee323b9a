import type { RawRecord } from '@throughline/connector';
import { compileMapping, readMapping } from '@throughline/mapping';
import { type Bench, type Figure, median, rounded } from '../measuring/figure.ts';

const rounds = 5;

const simple = `
mapping: prices@1
of: art
record:
  sku: [ArtNr, code]
  list: { constant: RETAIL }
  amount: [VK1, 'decimal "1.234,56"']
  currency: [Wg, upper]
  unit: [ME, table units]
  minQuantity: [Ab, integer]
  perQuantity: [Je, integer]
  validFrom: [Von, date "dd.MM.yyyy", startOfDay]
  validTo: [Bis, date "dd.MM.yyyy", startOfDay]
  kind: [Art, table kinds]
  account: [Kunde, code]
  group: [Gruppe, code]
tables:
  units: { ST: C62, KA: XBX, else: hold }
  kinds: { L: list, S: sale, else: hold }
`;

const withExpression = simple.replace(
  `  amount: [VK1, 'decimal "1.234,56"']`,
  `  amount: { cel: 'row.Menge != "1" ? row.VKM : row.VK1', then: ['decimal "1.234,56"'] }`,
);

/** What the mapping of a record costs. */
export const mapping: Bench = {
  name: 'mapping',
  what: 'Rows of twelve columns through a compiled mapping that fills twelve fields, all of them as records that fit their schema: how many a second of CPU. The median of five rounds.',
  run: async ({ quick }) => {
    const rows = quick ? 50_000 : 200_000;
    return [
      figure('simple records mapped', simple, rows, 200_000),
      figure('records mapped with an expression each', withExpression, rows, 100_000),
    ];
  },
};

function figure(name: string, text: string, count: number, atLeast: number): Figure {
  const compiled = compileMapping(readMapping(text), {
    source: 'nord',
    zone: 'Europe/Berlin',
    currency: 'EUR',
    taxIncluded: false,
  });
  const rows = Array.from({ length: count }, (_, number) => row(number));
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    let whole = 0;
    for (const each of rows) {
      const outcome = compiled.map(each);
      if ('records' in outcome) for (const { value } of outcome.records) if (value !== null) whole += 1;
    }
    const { user, system } = process.cpuUsage(before);
    if (whole !== count) throw new Error(`Of ${count} rows ${whole} became a record`);
    rates.push((count * 1e6) / (user + system));
  }
  const spread = { min: rounded(Math.min(...rates)), max: rounded(Math.max(...rates)) };
  return { name, value: rounded(median(rates)), unit: '/s of CPU', aim: { atLeast }, spread };
}

function row(number: number): RawRecord {
  const values = {
    ArtNr: ` 4-${number} `,
    VK1: `1.${String(100 + (number % 900))},${10 + (number % 90)}`,
    VKM: `1.${String(100 + (number % 800))},${10 + (number % 90)}`,
    Menge: String(1 + (number % 3)),
    Wg: 'eur',
    ME: number % 7 === 0 ? 'KA' : 'ST',
    Ab: String(1 + (number % 10)),
    Je: '1',
    Von: `0${1 + (number % 9)}.11.2026`,
    Bis: `1${number % 9}.12.2026`,
    Art: number % 11 === 0 ? 'S' : 'L',
    Kunde: '',
    Gruppe: `G${number % 5}`,
  };
  return { values, position: number + 1 };
}
