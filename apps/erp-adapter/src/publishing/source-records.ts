import type { Tx } from '@throughline/persistence';
import type { Flow, MappedRecord } from '@throughline/connector';
import { type Bindings, belongsTo, bindingOf, keyOfStranger } from './bindings.ts';
import type { JudgedRecord, Step } from '../mapping/judged-record.ts';

/** What was last published of a record. */
export interface StoredRecord {
  key: string;
  sourceKey: string;
  version: number;
  fingerprint: string;
  monotonic: Record<string, number> | null;
  deleted: boolean;
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

/** Flows whose keys are a source, a code and what tells records of one code apart. */
const byCode: ReadonlySet<Flow> = new Set(['items', 'locations', 'prices', 'stock']);

/**
 * Holds records back of which another row has the key already: which of the two is meant, a person decides. The row
 * that was published first keeps the key, unless it hangs on one that has lost its code to that of another.
 */
export function holdDuplicates<T>(
  flow: Flow,
  records: readonly JudgedRecord<T>[],
  stored: readonly StoredRecord[],
  sourceKeys: ReadonlySet<string>,
  bindings: Bindings = new Map(),
): JudgedRecord<T>[] {
  const rows = new Set(records.map(({ key, sourceKey }) => rowOf(sourceKey, key)));
  const owners = new Map<string, string>();
  for (const { key, sourceKey, deleted } of stored) {
    if (!deleted && (!sourceKeys.has(sourceKey) || rows.has(rowOf(sourceKey, key))))
      owners.set(key, sourceKey);
  }
  for (const record of records) if (isBound(record, bindings)) owners.set(record.key, record.sourceKey);
  const seen = new Set<string>();
  return records.map((record) => {
    if (record.outside || record.keyUnknown) return record;
    const { key, sourceKey } = record;
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, sourceKey);
    const isOwn = owner === undefined || owner === sourceKey;
    if (isOwn && !seen.has(key)) {
      seen.add(key);
      return record;
    }
    const [, code = ''] = key.split('|');
    const issue = belongsTo({ flow, code }, owner ?? sourceKey);
    const held = { ...record, value: null, issues: [...record.issues, issue] };
    return isOwn || !byCode.has(flow) ? held : { ...held, key: keyOfStranger(record), outside: true };
  });
}

function rowOf(sourceKey: string, key: string): string {
  return JSON.stringify([sourceKey, key]);
}

/** Whether the row that it hangs on is the one that has the code. */
function isBound({ sourceKey, names = [] }: MappedRecord<unknown>, bindings: Bindings): boolean {
  return names.some((name) => name.sourceKey === sourceKey && bindings.get(bindingOf(name)) === sourceKey);
}

/** What has to be published so that the stored records agree with the records of the sourceKeys. */
export function stepsFor(
  records: readonly JudgedRecord<unknown>[],
  stored: readonly StoredRecord[],
  sourceKeys: ReadonlySet<string>,
): Step[] {
  const known = new Map(stored.map((record) => [record.key, record]));
  const unread = new Set(records.flatMap(({ sourceKey, keyUnknown }) => (keyUnknown ? [sourceKey] : [])));
  const steps: Step[] = [];
  const seen = new Set<string>();
  for (const record of records) {
    const { key, sourceKey, outside, keyUnknown } = record;
    if (outside || keyUnknown) continue;
    seen.add(key);
    if (record.value === null) continue;
    const before = known.get(key);
    const fresh = before === undefined || before.deleted;
    // Under another sourceKey it is published once more, so that the one that had it can go without it.
    const moved = before?.sourceKey !== sourceKey;
    const same = !moved && before.fingerprint === record.fingerprint;
    if (!fresh && same && !grew(record.monotonic, before.monotonic)) continue;
    const kind = fresh ? 'missing' : 'changed';
    const version = (before?.version ?? 0) + 1;
    steps.push({ key, sourceKey, version, record, kind, rebinds: fresh || moved });
  }
  for (const { key, sourceKey, version, deleted } of stored) {
    // Of a row that could not be read nobody knows which of these it is.
    if (deleted || seen.has(key) || !sourceKeys.has(sourceKey) || unread.has(sourceKey)) continue;
    steps.push({ key, sourceKey, version: version + 1, record: null, kind: 'gone', rebinds: true });
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
    `insert into source_records (source, flow, key, parent, version, fingerprint, growing, deleted, changed_at,
       withdrawn_at)
     select $1, $2, key, source_key, version, fingerprint, monotonic::jsonb, deleted, changed_at,
       case when counted then now() end
     from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::boolean[], $9::timestamptz[],
                 $10::boolean[])
          as s (key, source_key, version, fingerprint, monotonic, deleted, changed_at, counted)
     on conflict (source, flow, key) do update
       set parent = excluded.parent, version = excluded.version, fingerprint = excluded.fingerprint,
           growing = excluded.growing, deleted = excluded.deleted, changed_at = excluded.changed_at,
           withdrawn_at = excluded.withdrawn_at`,
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
      steps.map(({ record, accepted }) => record === null && !accepted),
    ],
  );
}

function growingText(record: MappedRecord<unknown> | null): string | null {
  const monotonic = record?.monotonic;
  return monotonic === undefined || Object.keys(monotonic).length === 0 ? null : JSON.stringify(monotonic);
}
