import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Output } from '../output.ts';
import { sourceFiles } from './source-files.ts';

const document = `source: nord
transport: files
at: { folder: /srv/nord }
zone: Europe/Berlin
currency: EUR
readers:
  art: { pattern: art.csv, ready: { rename: true }, format: { csv: ";" }, key: [Nr], says: everything }
flows: { prices: prices@1 }
---
mapping: prices@1
of: art
record:
  sku: [Nr, code]
  amount: [VK, 'decimal "1.234,56"']
  unit: { constant: C62 }
  validFrom: { constant: "2026-01-01T00:00Z" }
`;
const expected = `set: nord
system: by hand
readers: { art: { files: [art.csv], rows: 2, keys: 2 } }
mappings: { prices@1: { accepted: 2, records: 2, sums: { amount: { EUR: "12.40" } } } }
notRead: [{ what: pictures, why: they are not in the file }]
`;

const now = new Date('2026-11-30T12:00:00Z');
let folder = '';
const at = (name: string) => join(folder, name);
const run = async (...words: string[]) => (await sourceFiles(words, {}, now)) as Output;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-files-'));
  await writeFile(at('nord.source.yaml'), document);
  await writeFile(at('nord.expected.yaml'), expected);
  await writeFile(at('art.csv'), 'Nr;VK\na-1;4,50\na-2;7,90\n');
});
afterEach(() => rm(folder, { recursive: true }));

describe('source verify', () => {
  it('says that all agrees, as a table', async () => {
    const { json, lines, status } = await run('verify', folder);
    expect(status).toBe(0);
    expect(json).toMatchObject({ agrees: true, sources: [{ set: 'nord', agrees: true }] });
    expect(lines).toContain('| nord | by hand | prices | csv | 2 | 2 | 0 | 0 |  | rows, sums of amount |');
    expect(lines).toContain('| nord | pictures | they are not in the file |');
    expect(lines.at(-1)).toBe('All 1 agree with what is expected');
  });

  it('names what differs, with a status that scripts notice', async () => {
    await writeFile(at('art.csv'), 'Nr;VK\na-1;4,50\na-2;7.90\n');
    const { lines, status } = await run('verify', folder);
    expect(status).toBe(1);
    expect(lines).toContain('  nord, prices@1: sum of amount in EUR 4.5 and not 12.4');
  });

  it('lays the table into a page between its marks, and leaves the rest of it', async () => {
    await writeFile(at('page.md'), '# Ours\n\n<!-- verified -->\nold\n<!-- /verified -->\n\nEnd\n');
    await sourceFiles(['verify', folder], { write: at('page.md') }, now);
    const page = await readFile(at('page.md'), 'utf8');
    expect(page).toMatch(/^# Ours\n\n<!-- verified -->\n\n\| set [\s\S]*\|\n\n<!-- \/verified -->\n\nEnd\n$/);
    expect(page).not.toContain('old');
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['a file is missing', () => rm(at('art.csv')), /nord: .*art\.csv.*--data says where/],
    ['the numbers are missing', () => rm(at('nord.expected.yaml')), /nord\.expected\.yaml cannot be read/],
    ['there is no document', () => rm(at('nord.source.yaml')), /There is no \*\.source\.yaml/],
    [
      'a document is wrong',
      () => writeFile(at('nord.source.yaml'), document.replace('of: art', 'of: arts')),
      /nord\.source\.yaml:\d+:\d+ of: there is no reader arts/,
    ],
    [
      'a number is none',
      () => writeFile(at('nord.expected.yaml'), expected.replace('"12.40"', '"12,40"')),
      /nord\.expected\.yaml:4:\d+ .*sums\.amount/,
    ],
  ])('explains itself when %s', async (_, spoil, message) => {
    await spoil();
    await expect(run('verify', folder)).rejects.toThrow(message);
  });
});

describe('source report', () => {
  const report = async (options: object, file = at('art.csv')) =>
    (await sourceFiles(
      ['report', file],
      { source: at('nord.source.yaml'), reader: 'art', ...options },
      now,
    )) as Output;

  it('reads a file by the settings of its reader, and makes a page in the language asked for', async () => {
    await writeFile(at('art.csv'), 'Nr;VK\na-1;4,50\na-1;7,90\nshort\n');
    const { json, lines, status } = await report({ html: at('report.html'), language: 'de' });
    expect(status).toBe(1);
    expect(json).toMatchObject({
      source: 'nord',
      reader: 'art',
      asOf: '2026-11-30',
      rows: 2,
      file: { unreadable: 1 },
    });
    expect((json as { findings: { kind: string }[] }).findings.map(({ kind }) => kind)).toContain(
      'duplicate-keys',
    );
    expect(lines).toContain('1 rows cannot be read');
    expect(await readFile(at('report.html'), 'utf8')).toContain('lang="de"');
  });

  it.each<[string, object, RegExp]>([
    ['reader', { reader: 'arts' }, /nord has no reader arts; there are art/],
    ['language', { language: 'fr' }, /--language is one of en, de/],
    ['document', { source: '/nowhere.yaml' }, /\/nowhere\.yaml cannot be read/],
  ])('refuses a %s that is not there', async (_, options, message) => {
    await expect(report(options)).rejects.toThrow(message);
  });

  it('names a file that is not there', async () => {
    await expect(report({}, at('none.csv'))).rejects.toThrow(/none\.csv cannot be read/);
  });
});

it('leaves other commands to those who ask an installation', () => {
  expect(sourceFiles(['apply', folder], {}, now)).toBeNull();
});

it('says how it is called', async () => {
  await expect(run('verify')).rejects.toThrow(/source verify FOLDER/);
});
