import { createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSource } from '@throughline/source-documents';
import { expectedSchema, verifySource } from '@throughline/source-verification';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noQuestions } from '../looking/questions.ts';
import { type NewSourceOptions, newSource } from './source-new.ts';

let base = '';
let folder = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'source-new-'));
  folder = join(base, 'nord');
  await mkdir(folder);
});
afterEach(() => rm(base, { recursive: true }));

const write = (name: string, lines: readonly string[], encoding: BufferEncoding = 'utf8') =>
  writeFile(join(folder, name), `${lines.join('\n')}\n`, encoding);
const out = () => join(base, 'nord.source.yaml');
const draft = async (options: NewSourceOptions = {}, where = folder) => {
  const output = await newSource(
    where,
    { zone: 'Europe/Berlin', currency: 'EUR', out: out(), ...options },
    noQuestions,
  );
  const json = output.json as {
    flows: { flow: string; table: string }[];
    asked: unknown[];
    faults: unknown[];
  };
  return { ...output, json, text: await readFile(out(), 'utf8') };
};
/** What comes of the files by the document: accepted rows of all rows, by mapping. */
const read = async (text: string, files: Record<string, string>) => {
  const { mappings } = await verifySource(
    checkSource(text),
    expectedSchema.parse({
      ...{ set: 'nord', system: 'made', asOf: '2026-11-30T18:00:00Z', mappings: {} },
      readers: Object.fromEntries(
        Object.entries(files).map(([reader, file]) => [reader, { files: [file], rows: 0 }]),
      ),
    }),
    (file) => createReadStream(join(folder, file)),
  );
  return Object.fromEntries(mappings.map(({ flow, accepted, rows }) => [flow, `${accepted}/${rows}`]));
};

describe('a first document of a folder', () => {
  it('reads the files of a German back office, with header and lines, and what their codes mean', async () => {
    await write(
      'ARTIKEL_20261130.csv',
      [
        'ArtikelNr;Bezeichnung;Warengruppe;ME;EAN;Gesperrt;VK-Preis',
        '0010;Straßenreifen 28 mm;REIFEN;ST;4006381333931;N;1.029,90',
        '0011;Schlauch 28 Zoll;REIFEN;ST;4006381333948;N;7,90',
        '0012;Lenkerband schwarz;LENKER;ROLLEN;4006381333955;J;12,00',
      ],
      'latin1',
    );
    await write('BESTAND_20261130-0800.csv', [
      'ArtikelNr;Lagerort;Bestand',
      '0010;B1;12',
      '0011;B1;3',
      '0011;B2;4',
    ]);
    await write('KUNDEN.csv', [
      'Kundennummer;Firma;Land;E-Mail',
      '10001;Rad und Tat;DE;rad@tat.example',
      '10002;Vélo;FR;info@velo.example',
    ]);
    await write('AUFTRAEGE.csv', [
      'Auftragsnummer;Kundennummer;Auftragsdatum;Status',
      '77;10001;03.11.2026;offen',
      '78;10002;31.12.2026;geliefert',
    ]);
    await write('AUFTRAGSPOSITIONEN.csv', [
      'Auftragsnummer;Position;ArtikelNr;Menge;Einzelpreis',
      '77;1;0010;2;1.029,90',
      '77;2;0011;1;7,90',
      '78;1;0011;4;7,90',
    ]);
    const { text, json, lines } = await draft();
    expect(json.flows.map(({ flow, table }) => `${flow} ${table}`)).toEqual([
      ...['items ARTIKEL', 'prices ARTIKEL', 'stock BESTAND', 'customers KUNDEN', 'orders AUFTRAEGE'],
    ]);
    expect(json.faults).toEqual([]);
    expect(text).toContain("pattern: 'ARTIKEL_{asOf:yyyyMMdd}.csv'");
    expect(text).toContain('encoding: windows-1252');
    expect(text).toContain(
      `amount: [VK-Preis, 'decimal "1.234,56"'] # guess: 100 % of 3 values are like 1.234,56`,
    );
    expect(text).toContain('# TODO: what these mean; what has them is held until then: ROLLEN (1 row)');
    expect(text).toContain(
      'status: { N: active, J: ended, else: hold } # guess: 2 codes in 3 rows, all known',
    );
    expect(text).toContain('100 % of 2 values are like dd.MM.yyyy');
    expect(lines.join('\n')).toMatch(/nord.source.yaml:\d+ to be said: what these mean/);
    const files = {
      ...{ artikel: 'ARTIKEL_20261130.csv', bestand: 'BESTAND_20261130-0800.csv', kunden: 'KUNDEN.csv' },
      ...{ auftraege: 'AUFTRAEGE.csv', auftragspositionen: 'AUFTRAGSPOSITIONEN.csv' },
    };
    expect(await read(text, files)).toEqual({
      items: '2/3',
      prices: '2/3',
      stock: '3/3',
      customers: '2/2',
      orders: '2/2',
    });
  });

  it('reads columns at fixed places', async () => {
    await write('items.txt', [
      '0001 Road tyre, black      0000012',
      '0002 Tube 28 inch          0000007',
      '0003 Bar tape, white       0000105',
    ]);
    const { text, json } = await draft();
    expect(json.faults).toEqual([]);
    expect(json.flows.map(({ flow }) => flow)).toEqual(['items']);
    expect(await read(text, { items: 'items.txt' })).toEqual({ items: '3/3' });
  });

  it('reads the sheets of a workbook, named in Spanish', async () => {
    await copyFile(join(import.meta.dirname, '../fixtures/two-sheets.xlsx'), join(folder, 'tienda.xlsx'));
    const { text, json } = await draft({ language: 'es' });
    expect(json.faults).toEqual([]);
    expect(json.flows.map(({ flow, table }) => `${flow} ${table}`)).toEqual([
      ...['items Articulos', 'prices Articulos', 'stock Existencias'],
    ]);
    expect(text).toContain('format: { xlsx: Existencias, header: 1 }');
    expect(await read(text, { articulos: 'tienda.xlsx', existencias: 'tienda.xlsx' })).toEqual({
      ...{ items: '3/3', prices: '3/3', stock: '3/3' },
    });
  });

  it('waits for the marker that lies beside a file, and leaves everything where it is', async () => {
    await write('stock_0001.csv', ['sku,warehouse,qty', 'a-1,B1,7', 'a-2,B1,8']);
    await write('stock_0002.csv', ['sku,warehouse,qty', 'a-1,B1,6', 'a-2,B1,8']);
    await write('stock_0001.ok', ['']);
    await write('stock_0002.ok', ['']);
    const before = await readdir(folder);
    const { text } = await draft({ basis: 'net' });
    expect(text).toContain("pattern: 'stock_{seq}.csv'");
    expect(text).toContain("ready: { marker: '{stem}.ok' } # guess: a file of this name lies beside it");
    expect(text).toContain('basis: net\n');
    expect(await readdir(folder)).toEqual(before);
  });

  it('asks for what only a person can say, and says it is missing', async () => {
    await write('prices.csv', ['sku,price', 'a-1,7.50', 'a-2,8.00']);
    const { text, json } = await draft({ currency: undefined });
    expect(text).toContain('currency: TODO # TODO: the currency of amounts that name none, such as EUR');
    expect(json.asked).toEqual([
      { line: expect.any(Number), question: expect.stringContaining('the currency') },
    ]);
    expect(json.faults).toEqual([expect.objectContaining({ path: 'currency' })]);
  });

  it.each([
    [{ zone: 'Berlin' }, '--zone Berlin is no time zone'],
    [{ currency: 'euro' }, '--currency euro is no ISO 4217 code'],
    [{ basis: 'all' }, '--basis is physical or net'],
    [{ 'tax-included': 'maybe' }, '--tax-included is yes or no'],
    [{ name: 'Nord!' }, '--name Nord! is no name'],
    [{ folder: 'nowhere' }, 'nowhere'],
  ] satisfies [NewSourceOptions, string][])('refuses %j by name', async (options, message) => {
    await expect(draft(options)).rejects.toThrow(message);
    expect(await readdir(base)).toEqual(['nord']);
  });

  it('asks at the terminal only what no option says', async () => {
    await write('prices.csv', ['sku,price', 'a-1,7.50', 'a-2,8.00']);
    const asked: string[] = [];
    const answers = [folder, 'south', 'no', '', 'de'];
    await newSource(
      undefined,
      { zone: 'UTC', currency: 'EUR', out: out() },
      {
        ask: async (question) => {
          asked.push(question);
          return answers[asked.length - 1] ?? '';
        },
        close: () => undefined,
      },
    );
    expect(asked.map((question) => question.split(' ').slice(0, 2).join(' '))).toEqual([
      ...['Where is', 'What is', 'Do its', 'Do its', 'Language of'],
    ]);
    expect(await readFile(out(), 'utf8')).toContain('source: south\n');
  });
});

describe('a description', () => {
  it('is told as what there is, and nothing is written, since nothing reads it', async () => {
    const path = join(base, 'openapi.json');
    const item = {
      type: 'object',
      properties: { sku: { type: 'string' }, name: { type: 'string' }, category: { type: 'string' } },
    };
    await writeFile(
      path,
      JSON.stringify({
        ...{ openapi: '3.1.0', info: { title: 'Shop' }, components: { schemas: { Item: item } } },
        paths: {
          '/v1/items': {
            get: {
              responses: {
                200: {
                  content: {
                    'application/json': {
                      schema: { type: 'array', items: { $ref: '#/components/schemas/Item' } },
                    },
                  },
                },
              },
            },
          },
        },
      }),
    );
    const { lines, json } = await newSource(path, {}, noQuestions);
    expect(json).toMatchObject({
      kind: 'OpenAPI 3.1.0',
      readable: false,
      lists: [{ name: '/v1/items', probably: { flow: 'items' } }],
    });
    expect(lines.join('\n')).toContain(
      'Throughline does not read over HTTP yet, so no document was written.',
    );
    expect(await readdir(base)).toEqual(['nord', 'openapi.json']);
  });

  it('that is none is refused with the reason', async () => {
    const path = join(base, 'a.json');
    await writeFile(path, '{"swagger":"2.0"}');
    await expect(newSource(path, {}, noQuestions)).rejects.toThrow('it is Swagger 2.0; OpenAPI 3 is read');
  });
});

describe('the page on CSV files', () => {
  const shown = join(import.meta.dirname, '../../../../docs/connect/from-csv-files');

  it('shows what is written of its files', async () => {
    const { text, json } = await draft({ folder: 'in', name: 'nord' }, shown);
    expect(text.replace(shown, '/srv/nord')).toBe(await readFile(join(shown, 'drafted.yaml'), 'utf8'));
    expect(json.faults).toEqual([]);
  });
});
