import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poll } from '../../../deploy/local/processes/poll.ts';
import { enterSkus, putOnSale } from '../installation/catalogue.ts';
import { type Installation, untilQuiet, withInstallation } from '../installation/installation.ts';
import { closing } from '../installation/parts.ts';
import { applySource } from '../installation/sources.ts';
import { type Bench, type Figure, rounded } from '../measuring/figure.ts';
import { usageOf } from '../measuring/usage.ts';

const prefix = 'BF-';

/** What it costs that a back office writes files. */
export const files: Bench = {
  name: 'files',
  what: 'A catalogue as CSV files of items, prices and stock, put on sale as it arrives, beside as many SKUs that are entered into the demo back office by SQL; from the first row until the shop has every SKU with price and availability. And files of stock alone, of two sizes: the memory of the adapter.',
  run: async (circumstances) => {
    const { quick, say } = circumstances;
    return withInstallation(circumstances, async (installation) => {
      const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
      return closing(
        async () => rmSync(folder, { recursive: true, force: true }),
        async () => {
          const skus = quick ? 2_000 : 10_000;
          await connect(installation, folder);
          const asFiles = await timed(async () => {
            await catalogue(folder, 0, skus);
            await putOnSale(installation, { prefix, skus });
          });
          say(`files: ${asFiles.toFixed(1)} s`);
          await untilQuiet(installation);
          const bySql = await timed(async () => {
            await enterSkus(installation, skus, 50);
            await putOnSale(installation);
          });
          say(`SQL: ${bySql.toFixed(1)} s`);
          await untilQuiet(installation);
          const figures: Figure[] = [
            {
              name: `${skus} SKUs by CSV files into the shop`,
              value: rounded(asFiles),
              unit: 's',
              peer: { name: 'by SQL into the demo back office', value: rounded(bySql) },
              ratio: rounded(asFiles / bySql),
              ratioAim: { atMost: 1.5 },
            },
          ];
          const [small, large] = quick ? [10_000, 50_000] : [100_000, 1_000_000];
          const first = await stockFile(installation, folder, 1, small);
          const second = await stockFile(installation, folder, 2, large);
          for (const [rows, { seconds }] of [[small, first] as const, [large, second] as const])
            figures.push({
              name: `rows of a file of ${rows.toLocaleString('en')} that count`,
              value: rounded(rows / seconds),
              unit: '/s',
            });
          figures.push({
            name: `memory of the adapter, a file of ${large.toLocaleString('en')} rows by one of ${small.toLocaleString('en')}`,
            value: rounded(second.peakMiB / first.peakMiB),
            unit: '×',
            aim: { atMost: 1.2 },
          });
          return figures;
        },
      );
    });
  },
};

const readerOf = (name: string) => `  ${name}:
    folder: in
    pattern: '${name}_{seq}.csv'
    ready: { rename: true }
    every: 1s
    format: { csv: ';' }
    key: [code]
    says: ${name === 'locations' ? 'everything' : 'changes'}
`;

const document = (folder: string) => `source: bench-files
transport: files
at: { folder: ${JSON.stringify(folder)} }
zone: Europe/Berlin
currency: EUR
taxIncluded: false
basis: physical
readers:
${['locations', 'items', 'prices', 'stock'].map(readerOf).join('')}flows: { locations: locations@1, items: items@1, prices: prices@1, stock: stock@1 }
---
mapping: locations@1
of: locations
record:
  code: [code, code]
  name: [name]
  kind: { constant: warehouse }
  country: [country]
  city: [city]
  servesWeb: { constant: 'true' }
---
mapping: items@1
of: items
record:
  code: [code, code]
  family: [family, code]
  unit: { constant: C62 }
  kind: { constant: goods }
  status: { constant: active }
  taxCategory: { constant: standard }
  texts:
    each: [{ language: { constant: en }, name: name }]
    record: { language: [language], name: [name], description: { constant: '' } }
---
mapping: prices@1
of: prices
record:
  sku: [code, code]
  amount: [amount, decimal "1.234,56"]
  unit: { constant: C62 }
  validFrom: [from, date "dd.MM.yyyy", startOfDay]
---
mapping: stock@1
of: stock
record:
  sku: [code, code]
  location: { constant: BF }
  quantity: [quantity, integer]
  asOf: { document: asOf }
`;

async function connect(installation: Installation, folder: string): Promise<void> {
  mkdirSync(join(folder, 'in'));
  await applySource(installation, document(folder));
  await write(folder, 'locations_1.csv', 'code;name;country;city', 1, () => 'BF;Files;DE;Berlin');
  await untilApplied(installation, 'locations');
}

const skuOf = (number: number) => `${prefix}${String(number).padStart(7, '0')}`;

async function catalogue(folder: string, from: number, skus: number): Promise<void> {
  const sku = (n: number) => skuOf(from + n);
  await write(folder, 'items_1.csv', 'code;family;name', skus, (n) => `${sku(n)};BIKES;Generated ${n}`);
  await write(
    folder,
    'prices_1.csv',
    'code;amount;from',
    skus,
    (n) => `${sku(n)};1.${100 + (n % 900)},90;01.11.2026`,
  );
  await write(folder, 'stock_1.csv', 'code;quantity', skus, (n) => `${sku(n)};50`);
}

/** A file of figures for codes that nobody sells, so that it is the adapter's work that is measured. */
async function stockFile(
  installation: Installation,
  folder: string,
  number: number,
  rows: number,
): Promise<{ seconds: number; peakMiB: number }> {
  const pid = installation.running.endpoints.pids['erp-adapter'];
  if (pid === undefined) throw new Error('The adapter is not of this installation');
  const usage = await usageOf({ adapter: pid }, { everyMs: 1_000 });
  const seconds = await timed(async () => {
    const name = `stock_${number + 1}.csv`;
    await write(folder, name, 'code;quantity', rows, (n) => `BX${number}-${n};${n % 50}`);
    await untilApplied(installation, 'stock', name);
  });
  const { adapter } = await usage.since();
  await untilQuiet(installation);
  return { seconds, peakMiB: adapter?.peakMiB ?? Number.NaN };
}

async function untilApplied(installation: Installation, reader: string, name?: string): Promise<void> {
  await poll(
    `a document of ${reader}`,
    async () => {
      const { documents } = await installation.staff<{
        documents: { name: string; state: string; because: string | null }[];
      }>('erp-adapter', `/documents?source=bench-files&reader=${reader}&limit=1`);
      const [newest] = documents;
      if (newest?.because != null) throw new Error(`${newest.name}: ${newest.because}`);
      return newest?.state === 'applied' && (name === undefined || newest.name === name);
    },
    { everyMs: 250, timeoutMs: 1_800_000 },
  );
}

/** Writes a file as a back office should: under another name first. */
async function write(
  folder: string,
  name: string,
  head: string,
  rows: number,
  row: (number: number) => string,
): Promise<void> {
  const temporary = join(folder, name);
  const file: FileHandle = await open(temporary, 'w');
  try {
    await file.write(`${head}\n`);
    for (let from = 0; from < rows; from += 10_000) {
      const some = Array.from({ length: Math.min(10_000, rows - from) }, (_, index) => row(from + index));
      await file.write(`${some.join('\n')}\n`);
    }
  } finally {
    await file.close();
  }
  renameSync(temporary, join(folder, 'in', name));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
