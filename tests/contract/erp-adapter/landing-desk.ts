import type { Flow, RawTree } from '@throughline/connector';
import { encode } from '@throughline/events';
import { createDataSource, migrate, transaction } from '@throughline/persistence';
import { checkSource } from '@throughline/source-documents';
import { type TestDatabase, createDatabase } from '@throughline/testing';
import type { DataSource } from 'typeorm';
import { feedingsOf } from '../../../apps/erp-adapter/src/connectors/configured/configured-connector.ts';
import { entities } from '../../../apps/erp-adapter/src/erp-adapter.entities.ts';
import { applyChunk, receiveDocument } from '../../../apps/erp-adapter/src/intake/document-intake.tables.ts';
import { landedReaders } from '../../../apps/erp-adapter/src/intake/intake.ts';
import type { RecordStream } from '../../../apps/erp-adapter/src/intake/received-document.ts';
import { landedChanges } from '../../../apps/erp-adapter/src/landing/landed-changes.tables.ts';
import { landedFlow } from '../../../apps/erp-adapter/src/landing/landed-readers.tables.ts';
import { withLandedSnapshot } from '../../../apps/erp-adapter/src/landing/landed-snapshot.ts';
import { saveDocument } from '../../../apps/erp-adapter/src/landing/landed-documents.tables.ts';
import { migrations } from '../../../apps/erp-adapter/src/migrations/index.ts';
import { applyRecords } from '../../../apps/erp-adapter/src/publishing/apply.ts';
import { publications } from '../../../apps/erp-adapter/src/publishing/publications.ts';
import { openDocument } from '../../../apps/erp-adapter/src/sources/open-document.ts';
import { SourceRegistry } from '../../../apps/erp-adapter/src/sources/registry.ts';

export interface Statement {
  says?: 'everything' | 'changes';
  asOf?: Date;
}

const unfenced = { hold: async () => undefined };

async function* streamOf(rows: readonly RawTree[]): RecordStream {
  yield rows.map((values, index) => ({ values, position: index + 2 }));
  return { whole: true, endProven: true, columns: [], faults: [], faultCount: 0 };
}

/** The tables of the adapter alone: what lands in them counts at once, and what is published is kept here. */
export class LandingDesk {
  readonly sources = new SourceRegistry([], null);
  /** Bytes that were published last, by flow and key. */
  readonly published = new Map<string, string>();
  private day = 0;
  private text = '';
  private version = 0;

  private constructor(
    private readonly database: TestDatabase,
    readonly dataSource: DataSource,
  ) {}

  static async open(name: string): Promise<LandingDesk> {
    const database = await createDatabase(name);
    const dataSource = createDataSource({ url: database.url, name, entities, migrations });
    await dataSource.initialize();
    await migrate(dataSource, database.url);
    return new LandingDesk(database, dataSource);
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
    await this.database.drop();
  }

  async clear(): Promise<void> {
    this.published.clear();
    this.version = 0;
    await this.dataSource.query(
      `truncate landed_documents, landed_rows, landed_records, landed_changes, reader_states, source_records,
         source_versions, quarantine restart identity cascade`,
    );
  }

  /** Has the source go by a document from now on. */
  async apply(text: string): Promise<void> {
    this.text = text;
    this.version += 1;
    const { source } = checkSource(text).document;
    await this.dataSource.query(
      `insert into source_versions (source, version, document, author) values ($1, $2, $3, 'somebody')`,
      [source, this.version, text],
    );
    const version = { version: this.version, document: text };
    this.sources.put(openDocument(version, this.dataSource, '', this.sources.ordersOf));
  }

  /** Lands what a reader says, a day later than what was said before unless an instant is named. */
  async say(reader: string, rows: readonly RawTree[], { says = 'everything', asOf }: Statement = {}) {
    this.day += 1;
    const checked = checkSource(this.text);
    const landed = landedReaders(checked).get(reader);
    if (landed === undefined) throw new RangeError(`There is no reader ${reader}`);
    const about = {
      ...{ source: checked.document.source, reader, says, name: `${reader}.csv`, contentHash: 'x', bytes: 1 },
      ...{ asOf: asOf ?? new Date(Date.UTC(2026, 0, this.day)), sequence: null, receivedBy: null },
    };
    let next = await receiveDocument(this.dataSource, landed, about, streamOf(rows));
    next = { ...next, state: 'accepted' };
    await transaction(this.dataSource, (tx) => saveDocument(tx, next));
    while (next.state === 'accepted') next = await applyChunk(this.dataSource, landed, next, unfenced);
  }

  /** Publishes what has changed, as capture does, or everything of a flow. */
  async capture(whole: Flow | null = null): Promise<void> {
    const checked = checkSource(this.text);
    const { source } = checked.document;
    const log = landedChanges(source, this.dataSource, '');
    const outbox = {
      add: async (_: unknown, topic: string, records: readonly object[]) => {
        // What is held back is told on a topic of its own.
        if (!topic.startsWith('erp.')) return;
        for (const { type, key, value } of records as { type: never; key: string; value: never }[])
          if (value === null) this.published.delete(`${topic} ${key}`);
          else this.published.set(`${topic} ${key}`, encode(type, value, 0).toString('hex'));
      },
    };
    for (const [flow, feedings] of feedingsOf(checked)) {
      const reader = landedFlow(feedings);
      const { sets, ids, at } = await withLandedSnapshot(this.dataSource, async (snapshot) => {
        const changes = (await log.changes(snapshot, 10_000)).filter((change) => change.flow === flow);
        const changed = changes.flatMap(({ sourceKey }) => sourceKey ?? []);
        const all = whole === flow ? await reader.sourceKeys(snapshot, '', 10_000) : [];
        const sourceKeys = [...new Set([...changed, ...all])];
        const records = await reader.read(snapshot, sourceKeys);
        return {
          sets: [{ source, flow, sourceKeys, records, takenAt: snapshot.takenAt }],
          ids: changes.map(({ id }) => id),
          at: new Map(changes.map((change) => [change.sourceKey, change.at])),
        };
      });
      await transaction(this.dataSource, async (tx) => {
        const parts = { outbox: outbox as never, connector: log, guard: { share: 1, least: 1_000_000 } };
        for (const set of sets)
          await applyRecords(tx, parts, set, (sourceKey) => {
            return { at: at.get(sourceKey) ?? set.takenAt, traceparent: null };
          });
      });
      await log.acknowledge(ids);
    }
  }

  /** Bytes that a record has where it is published. */
  bytesOf(flow: Flow, value: object): string {
    return encode(publications[flow].type, value as never, 0).toString('hex');
  }
}
