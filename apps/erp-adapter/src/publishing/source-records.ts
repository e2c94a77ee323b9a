import type { Tx } from '@throughline/persistence';
import type { Flow, MappedRecord } from '@throughline/connector';

/** What was last published of a record. */
export interface StoredRecord {
  key: string;
  sourceKey: string;
  version: number;
  fingerprint: string;
  monotonic: Record<string, number> | null;
  deleted: boolean;
}

/** A record that has to be published: new, changed, or gone (`record` null). */
export interface Step {
  key: string;
  sourceKey: string;
  version: number;
  record: MappedRecord<unknown> | null;
  kind: 'missing' | 'changed' | 'gone';
}

/** The stored records of sourceKeys, and those that have one of the keys. */
export async function storedRecords(
  tx: Tx,
  source: string,
  flow: Flow,
  sourceKeys: readonly string[],
  keys: readonly string[],
): Promise<StoredRecord[]> {
  return tx.query<StoredRecord>(
    `select r.key, r.parent as "sourceKey", r.version, r.fingerprint, r.growing as monotonic, r.deleted
     from unnest($3::text[]) s join source_records r on r.source = $1 and r.flow = $2 and r.parent = s
     union
     select r.key, r.parent, r.version, r.fingerprint, r.growing as monotonic, r.deleted
     from unnest($4::text[]) k join source_records r on r.source = $1 and r.flow = $2 and r.key = k`,
    [source, flow, sourceKeys, keys],
  );
}

/**
 * Holds records back of which another row has the key already: which of the two is meant, a person decides. The row that was published first keeps the key.
 */
export function holdDuplicates<T>(
  records: readonly MappedRecord<T>[],
  stored: readonly StoredRecord[],
  sourceKeys: ReadonlySet<string>,
): MappedRecord<T>[] {
  const rows = new Set(records.map(({ key, sourceKey }) => `${sourceKey}|${key}`));
  const owners = new Map<string, string>();
  for (const { key, sourceKey, deleted } of stored) {
    if (!deleted && (!sourceKeys.has(sourceKey) || rows.has(`${sourceKey}|${key}`)))
      owners.set(key, sourceKey);
  }
  return records.map((record) => {
    const owner = owners.get(record.key);
    if (owner === undefined) owners.set(record.key, record.sourceKey);
    if (owner === undefined || owner === record.sourceKey) return record;
    const reason = `${JSON.stringify(owner)} has the same code`;
    return {
      ...record,
      value: null,
      issues: [...record.issues, { field: 'code', reason, severity: 'held' }],
    };
  });
}

/** What has to be published so that the stored records agree with the records of the sourceKeys. */
export function stepsFor(
  records: readonly MappedRecord<unknown>[],
  stored: readonly StoredRecord[],
  sourceKeys: ReadonlySet<string>,
): Step[] {
  const known = new Map(stored.map((record) => [record.key, record]));
  const steps: Step[] = [];
  const seen = new Set<string>();
  for (const record of records) {
    const { key, sourceKey } = record;
    seen.add(key);
    if (record.value === null) continue;
    const before = known.get(key);
    const fresh = before === undefined || before.deleted;
    // Under another sourceKey it is published once more, so that the one that had it can go without it.
    const same = before?.sourceKey === sourceKey && before.fingerprint === record.fingerprint;
    if (!fresh && same && !grew(record.monotonic, before.monotonic)) continue;
    const kind = fresh ? 'missing' : 'changed';
    steps.push({ key, sourceKey, version: (before?.version ?? 0) + 1, record, kind });
  }
  for (const { key, sourceKey, version, deleted } of stored) {
    if (deleted || seen.has(key) || !sourceKeys.has(sourceKey)) continue;
    steps.push({ key, sourceKey, version: version + 1, record: null, kind: 'gone' });
  }
  return steps;
}

function grew(
  now: MappedRecord<unknown>['monotonic'],
  before: Readonly<Record<string, number>> | null,
): boolean {
  return Object.entries(now ?? {}).some(([name, figure]) => figure > (before?.[name] ?? 0));
}

export async function saveSteps(
  tx: Tx,
  source: string,
  flow: Flow,
  steps: readonly Step[],
  at: (step: Step) => Date,
): Promise<void> {
  await tx.query(
    `insert into source_records (source, flow, key, parent, version, fingerprint, growing, deleted, changed_at)
     select $1, $2, key, source_key, version, fingerprint, monotonic::jsonb, deleted, changed_at
     from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::boolean[], $9::timestamptz[])
          as s (key, source_key, version, fingerprint, monotonic, deleted, changed_at)
     on conflict (source, flow, key) do update
       set parent = excluded.parent, version = excluded.version, fingerprint = excluded.fingerprint,
           growing = excluded.growing, deleted = excluded.deleted, changed_at = excluded.changed_at`,
    [
      source,
      flow,
      steps.map(({ key }) => key),
      steps.map(({ sourceKey }) => sourceKey),
      steps.map(({ version }) => version),
      steps.map(({ record }) => record?.fingerprint ?? ''),
      steps.map(({ record }) => growingText(record)),
      steps.map(({ record }) => record === null),
      steps.map(at),
    ],
  );
}

function growingText(record: MappedRecord<unknown> | null): string | null {
  const monotonic = record?.monotonic;
  return monotonic === undefined || Object.keys(monotonic).length === 0 ? null : JSON.stringify(monotonic);
}
