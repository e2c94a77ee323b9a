import type { RawTree } from '@throughline/connector';
import { createDataSource, migrate } from '@throughline/persistence';
import { checkSource, driftRules } from '@throughline/source-documents';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entities } from '../../../apps/erp-adapter/src/erp-adapter.entities.ts';
import { receiveDocument } from '../../../apps/erp-adapter/src/intake/document-intake.tables.ts';
import { DocumentsService } from '../../../apps/erp-adapter/src/intake/documents.service.ts';
import { landedReaders } from '../../../apps/erp-adapter/src/intake/intake.ts';
import { defaultExpectations } from '../../../apps/erp-adapter/src/intake/judgement.ts';
import { judgeDocument } from '../../../apps/erp-adapter/src/intake/judging.tables.ts';
import type { RecordStream } from '../../../apps/erp-adapter/src/intake/received-document.ts';
import { readerState } from '../../../apps/erp-adapter/src/landing/reader-states.tables.ts';
import { migrations } from '../../../apps/erp-adapter/src/migrations/index.ts';
import { SourceRegistry } from '../../../apps/erp-adapter/src/sources/registry.ts';

const checked = checkSource(`source: nord
transport: manual
zone: Europe/Berlin
currency: EUR
readers:
  art:
    format: { csv: ";" }
    nothing: ["-"]
    key: [Nr]
    says: everything
    expect: { columns: tell, drift: { type: stop } }
flows: { prices: prices@1 }
---
mapping: prices@1
of: art
record:
  sku: [Nr, code]
  amount: [VK, decimal "1.234,56"]
  unit: { constant: C62 }
  validFrom: { constant: "2026-01-01T00:00Z" }
`);
const art = landedReaders(checked).get('art');
const settings = checked.document.readers['art'];
const unfenced = { hold: async () => undefined };

let database: TestDatabase;
let dataSource: DataSource;
let documents: DocumentsService;
let day = 1;
beforeAll(async () => {
  database = await createDatabase('drift');
  dataSource = createDataSource({ url: database.url, name: 'drift', entities, migrations });
  await dataSource.initialize();
  await migrate(dataSource, database.url);
  const audit = { record: async () => undefined };
  documents = new DocumentsService(dataSource, new SourceRegistry([], null), audit as never, {} as never);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

async function* streamOf(rows: readonly RawTree[]): RecordStream {
  yield rows.map((values, index) => ({ values, position: index + 2 }));
  return { whole: true, endProven: true, columns: Object.keys(rows[0] ?? {}), faults: [], faultCount: 0 };
}

const judged = async (row: (index: number) => RawTree) => {
  if (art === undefined || settings === undefined || !('says' in settings)) throw new Error('no reader');
  const rows = Array.from({ length: 300 }, (_, index) => row(index));
  const about = {
    ...{ source: 'nord', reader: 'art', name: `art-${day}.csv`, contentHash: String(day), bytes: 1 },
    ...{ says: 'everything' as const, asOf: new Date(Date.UTC(2026, 0, (day += 1))) },
    ...{ sequence: null, receivedBy: null },
  };
  const document = await receiveDocument(dataSource, art, about, streamOf(rows), { nothing: ['-'] });
  const judging = {
    ...{
      landed: art,
      expected: { ...defaultExpectations, goneShare: 1 },
      drift: driftRules(settings.expect),
    },
    ...{ byHand: async () => false, trial: async () => ({}) },
  };
  return { id: document.id, judgement: await judgeDocument(dataSource, unfenced, judging, document) };
};
const told = async () => (await readerState(dataSource, 'nord', 'art')).drift?.changes ?? [];

it('tells of a document how its columns have changed, and waits for a person where that stops it', async () => {
  expect((await judged((n) => ({ Nr: String(n), VK: '1,50', Bez: 'x' }))).judgement).toEqual({
    state: 'accepted',
  });
  const renamed = await judged((n) => ({ Nr: String(n), VK: n % 2 === 0 ? '2,50' : '-', Name: 'x' }));
  expect(renamed.judgement).toEqual({ state: 'accepted' });
  expect(await told()).toEqual(['Bez is gone', 'VK was empty in 0% and is empty in 50%', 'Name is new']);

  const stopped = await judged((n) => ({ Nr: String(n), VK: '2.50', Name: 'x' }));
  expect(stopped.judgement).toMatchObject({
    guards: [
      {
        kind: 'drift',
        because: 'Columns are not as before: VK was decimals with a comma and is decimals with a point',
      },
    ],
  });
  const { seen, verdict } = await documents.find(stopped.id);
  expect(verdict?.drift).toMatchObject([{ kind: 'type', column: 'VK', stops: true }]);
  await expect(documents.accept({ subject: 'somebody' } as never, stopped.id, 'else')).rejects.toMatchObject({
    body: { status: 409 },
  });
  await documents.accept({ subject: 'somebody' } as never, stopped.id, seen);
  // What a person has accepted is what the next one is judged by.
  expect((await judged((n) => ({ Nr: String(n), VK: '3.75', Name: 'x' }))).judgement).toEqual({
    state: 'accepted',
  });
});
