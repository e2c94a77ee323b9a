import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Comparison, Trial } from '@throughline/source-verification';
import { afterAll, describe, expect, it } from 'vitest';
import { Failure, NotFound } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { compareSource } from './source-comparison.ts';
import { driftOutput } from './source-drift.ts';
import { tryLanded, trySampleFiles } from './source-trial.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-trial-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const document = file(
  'nord.yaml',
  `source: nord
transport: manual
zone: UTC
currency: EUR
readers:
  art: { format: { csv: ";" }, key: [Nr], says: everything, with: { text: { reader: txt, on: [{ this: Nr, is: Nr }] } } }
  txt: { format: { csv: ";" }, key: [Nr], says: everything }
flows: { prices: prices@1 }
---
mapping: prices@1
of: art
record:
  sku: [Nr, code]
  amount: [VK, decimal "1.234,56"]
  unit: [ME, table units]
  list: [[text, 1, Liste]]
  validFrom: { constant: "2026-01-01T00:00Z" }
tables: { units: { ST: C62 } }
`,
);
const now = new Date('2026-12-01T00:00Z');

describe('a trial of sample files', () => {
  const art = file('art.csv', 'Nr;VK;ME;Lager\na;1,50;ST;7\nb;2;KG;7\n');
  const txt = file('txt.csv', 'Nr;Liste\na;web\n');

  it('says what comes of them side by side, with a page for people', async () => {
    const html = join(folder, 'trial.html');
    const { lines, status } = await trySampleFiles(document, [art, `txt=${txt}`], { html }, now);
    expect(lines).toEqual([
      'reader  rows  without key  unreadable',
      'art        2            0           0',
      '',
      'mapping   rows  records  held  skipped',
      'prices@1     2        1     1        0',
      '',
      'art: nothing uses Lager',
      '',
      'prices@1',
      expect.stringMatching(/^ {2}nothing fills .*minQuantity/),
      '  rows  cause  field  reason',
      '     1  held   unit   unknown code "KG"',
      '  a  {"Nr":"a","VK":"1,50","ME":"ST","Lager":"7","text":[{"Nr":"a","Liste":"web"}]}',
      expect.stringMatching(/^ {4}= nord\|A\|\S* .*"list":"web".*"amount":"1.5"/),
      '  b  {"Nr":"b","VK":"2","ME":"KG","Lager":"7","text":[]}',
      '    ! unit: unknown code "KG" (held)',
      '',
      `Written to ${html}`,
    ]);
    expect(status).toBe(1);
    expect(readFileSync(html, 'utf8')).toContain('unknown code &quot;KG&quot;');
  });

  it('asks of which reader a file is, and refuses what is not there', async () => {
    await expect(trySampleFiles(document, [art], { reader: 'arts' }, now)).rejects.toThrow(
      new NotFound('There is no reader arts'),
    );
    await expect(trySampleFiles(document, [join(folder, 'none.csv')], {}, now)).rejects.toThrow(NotFound);
    await expect(trySampleFiles(document, [art], { language: 'fr' }, now)).rejects.toThrow(
      new Failure('--language is one of en, de'),
    );
  });
});

const part = (rows: number, next: string | null) => ({
  trial: {
    source: 'nord',
    readers: [
      {
        ...{ reader: 'art', rows, withoutKey: 0, unreadable: 0, faults: [], whole: true },
        ...{ readOtherwise: false, unusedColumns: [] },
      },
    ],
    mappings: [],
  } satisfies Trial,
  next,
});

/** An installation that answers one part after the other, and what it was asked. */
const answering = (...parts: object[]) => {
  const asked: unknown[] = [];
  const command = async (_: string, path: string, body: object) => {
    asked.push([path, body]);
    return parts.shift();
  };
  return { asked, installation: { command } as unknown as Installation };
};

describe('what has landed', () => {
  it('is tried part by part, and added up', async () => {
    const { asked, installation } = answering(part(3, 'x'), part(4, null));
    const { json, status } = await tryLanded(installation, document, { days: '7', reader: 'art' });
    expect([(json as Trial).readers[0]?.rows, status]).toEqual([7, 0]);
    const request = { document: readFileSync(document, 'utf8'), days: 7, reader: 'art' };
    expect(asked).toEqual([
      ['/sources/trial', { ...request, after: null }],
      ['/sources/trial', { ...request, after: 'x' }],
    ]);
  });

  it('is compared with the version that holds, with what differs of each record', async () => {
    const flow = {
      ...{ flow: 'prices', rows: 3, same: 1, changed: 1, added: 0, gone: 0, held: 1, released: 0 },
      ...{ heldByBoth: 0, fields: { amount: 1 } },
    };
    const comparison: Comparison = {
      ...{ source: 'nord', version: 4, rows: 3, readOtherwise: [] },
      flows: [
        {
          ...flow,
          examples: [
            {
              ...{ kind: 'changed', sourceKey: 'a', key: 'nord|A', fields: ['amount'], reasons: [] },
              ...{ before: { sku: 'A', amount: '1' }, after: { sku: 'A', amount: '2' } },
            },
            {
              ...{
                kind: 'held',
                sourceKey: 'b',
                key: null,
                fields: [],
                reasons: ['unit: unknown code "KG"'],
              },
              ...{ before: { sku: 'B' }, after: null },
            },
          ],
        },
      ],
    };
    const { asked, installation } = answering({ comparison, next: null });
    const { lines, status } = await compareSource(installation, document, {});
    expect(asked).toMatchObject([['/sources/comparison', { days: null, after: null }]]);
    expect(lines).toEqual([
      'nord: 3 rows, compared with version 4',
      '',
      'flow    same  changed  added  gone  held  released  held by both',
      'prices     1        1      0     0     1         0             0',
      '',
      'prices',
      '  amount differs in 1',
      '  changed nord|A (amount)',
      '    - {"amount":"1"}',
      '    + {"amount":"2"}',
      '  held b',
      '    - {"sku":"B"}',
      '    ! unit: unknown code "KG"',
    ]);
    expect(status).toBe(1);
  });
});

describe('columns that have changed', () => {
  const since = '2026-12-01T10:00:00Z';
  it('are told, with how to accept those that wait', () => {
    const { lines, status } = driftOutput({
      readers: [
        { reader: 'art', changes: ['VK was int4 and is text'], waits: true, since },
        { reader: 'txt', changes: ['EAN is new'], waits: false, since },
      ],
    });
    expect(lines).toEqual([
      expect.stringMatching(/^art: since .*, nothing more is read of it$/),
      '  VK was int4 and is text',
      '  throughline guard list',
      expect.stringMatching(/^txt: since /),
      '  EAN is new',
    ]);
    expect(status).toBe(1);
    expect(driftOutput({ readers: [] })).toMatchObject({ status: 0 });
  });
});
