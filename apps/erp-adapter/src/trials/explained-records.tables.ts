import type { Flow } from '@throughline/connector';
import type { DataSource } from '@throughline/persistence';
import type { LandedRow } from './landed-pages.tables.ts';

/** What was last published of a record. */
export interface PublishedRecord {
  key: string;
  sourceKey: string;
  version: number;
  fingerprint: string;
  deleted: boolean;
  changedAt: Date;
}

/** A record by its key, with or without the source in front of it. */
export async function findPublished(
  dataSource: DataSource,
  source: string,
  flow: Flow,
  key: string,
): Promise<PublishedRecord | null> {
  const [found] = await dataSource.query<PublishedRecord[]>(
    `select key, parent as "sourceKey", version, fingerprint, deleted, changed_at as "changedAt" from source_records
     where source = $1 and flow = $2 and key = any($3) order by key = $4 desc limit 1`,
    [source, flow, [key, `${source}|${key}`], key],
  );
  return found ?? null;
}

/** Source key of a record that is held, by its key or that of the source. */
export async function findHeld(
  dataSource: DataSource,
  source: string,
  flow: Flow,
  key: string,
): Promise<{ key: string; sourceKey: string } | null> {
  const [found] = await dataSource.query<{ key: string; sourceKey: string }[]>(
    `select key, parent as "sourceKey" from quarantine
     where source = $1 and flow = $2 and (key = any($3) or parent = $4) order by key limit 1`,
    [source, flow, [key, `${source}|${key}`], key],
  );
  return found ?? null;
}

/** Why a record is held back or warned of, by its source key. */
export async function issuesOf(
  dataSource: DataSource,
  source: string,
  flow: Flow,
  sourceKey: string,
): Promise<{ key: string; field: string; reason: string; severity: 'held' | 'warning' }[]> {
  return dataSource.query(
    `select key, field, reason, severity from quarantine where source = $1 and flow = $2 and parent = $3
     order by key, field limit 100`,
    [source, flow, sourceKey],
  );
}

/** A row of a document that was received, with where it stood. */
export interface ReceivedRow extends LandedRow {
  readonly document: number;
  readonly name: string;
}

/** What documents that counted said of a key, the newest first. */
export async function receivedRows(
  dataSource: DataSource,
  source: string,
  reader: string,
  sourceKey: string,
  limit: number,
): Promise<ReceivedRow[]> {
  return dataSource.query<ReceivedRow[]>(
    `select r.source_key as "sourceKey", r."values", r.position, d.as_of as "asOf", d.id as document, d.name
     from landed_documents d join landed_rows r on r.document = d.id and r.source_key = $3
       and r.landed_on = (d.received_at at time zone 'UTC')::date
     where d.source = $1 and d.reader = $2 and d.state in ('accepted', 'applied')
     order by d.as_of desc, d.id desc, r.ordinal desc limit $4`,
    [source, reader, sourceKey, limit],
  );
}
