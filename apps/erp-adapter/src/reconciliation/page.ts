import type { CapturesChanges, Connector, Flow, MappedRecord, ReadsSnapshots } from '@throughline/connector';
import { type DataSource, transaction } from '@throughline/persistence';
import { readerOf } from '../publishing/readers.ts';
import { publishedSourceKeys } from './reconciliations.tables.ts';

/** A part of a flow, read in one snapshot. */
export interface Page {
  sourceKeys: string[];
  records: MappedRecord<unknown>[];
  takenAt: Date;
  /** Last sourceKey of the page; null when it was the last page. */
  last: string | null;
}

export interface PageParts {
  dataSource: DataSource;
  connector: Connector & ReadsSnapshots & CapturesChanges;
}

export interface PageWanted {
  source: string;
  flow: Flow;
  /** Parent after which it begins. */
  after: string;
  /** Whether what has changes in the log is left to capture. */
  leavesChanging: boolean;
  /** Source keys at most. */
  pageSize: number;
}

/** The next page of all that the back office has of a flow, and of all that was published of it. */
export function readPage(
  { dataSource, connector }: PageParts,
  { source, flow, after, leavesChanging, pageSize }: PageWanted,
): Promise<Page> {
  const reader = readerOf(connector, flow);
  return connector.snapshot(async (snapshot) => {
    const theirs = reader === null ? [] : await reader.sourceKeys(snapshot, after, pageSize);
    const upTo = theirs.length < pageSize ? null : (theirs.at(-1) ?? null);
    const ours = await transaction(dataSource, (tx) =>
      publishedSourceKeys(tx, source, flow, { after, upTo, limit: pageSize }),
    );
    // When there are more of ours than fit, the page ends where ours do.
    const last = ours.length === pageSize ? smaller(ours.at(-1) ?? null, upTo) : upTo;
    const all = [...new Set([...theirs, ...ours])].filter(
      (sourceKey) => last === null || !isAfter(sourceKey, last),
    );
    const changing = leavesChanging ? await connector.changing(snapshot, flow, all) : new Set<string>();
    const sourceKeys = all.filter((sourceKey) => !changing.has(sourceKey));
    const records = reader === null ? [] : await reader.read(snapshot, sourceKeys);
    return { sourceKeys, records, takenAt: snapshot.takenAt, last };
  });
}

/** Order by code point, as in the databases: UTF-16 order differs beyond the basic plane. */
function isAfter(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) > 0;
}

function smaller(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return isAfter(a, b) ? b : a;
}
