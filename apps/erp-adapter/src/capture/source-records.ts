import type { Tx } from '@throughline/persistence';
import type { Flow, Reading } from '../connectors/connector.ts';

/** What was last published of a record. */
export interface StoredRecord {
  key: string;
  parent: string;
  version: number;
  fingerprint: string;
  growing: Record<string, number> | null;
  deleted: boolean;
}

/** A record that has to be published: new, changed, or gone (`reading` null). */
export interface Step {
  key: string;
  parent: string;
  version: number;
  reading: Reading<unknown> | null;
  kind: 'missing' | 'changed' | 'gone';
}

/** The stored records of parents, and those that have one of the keys. */
export async function storedRecords(
  tx: Tx,
  flow: Flow,
  parents: readonly string[],
  keys: readonly string[],
): Promise<StoredRecord[]> {
  return tx.query<StoredRecord>(
    `select r.key, r.parent, r.version, r.fingerprint, r.growing, r.deleted
     from unnest($2::text[]) p join source_records r on r.flow = $1 and r.parent = p
     union
     select r.key, r.parent, r.version, r.fingerprint, r.growing, r.deleted
     from unnest($3::text[]) k join source_records r on r.flow = $1 and r.key = k`,
    [flow, parents, keys],
  );
}

/**
 * Readings of which another row has the key already are held back: which of the two is meant, a person decides.
 * The row that was published first keeps the key.
 */
export function holdDuplicates<T>(
  readings: readonly Reading<T>[],
  stored: readonly StoredRecord[],
  parents: ReadonlySet<string>,
): Reading<T>[] {
  const rows = new Set(readings.map(({ key, parent }) => `${parent}|${key}`));
  const owners = new Map<string, string>();
  for (const { key, parent, deleted } of stored) {
    if (!deleted && (!parents.has(parent) || rows.has(`${parent}|${key}`))) owners.set(key, parent);
  }
  return readings.map((reading) => {
    const owner = owners.get(reading.key);
    if (owner === undefined) owners.set(reading.key, reading.parent);
    if (owner === undefined || owner === reading.parent) return reading;
    const reason = `${JSON.stringify(owner)} has the same code`;
    return {
      ...reading,
      value: null,
      issues: [...reading.issues, { field: 'code', reason, severity: 'held' }],
    };
  });
}

/** What has to be published so that the stored records agree with the readings of the parents. */
export function stepsFor(
  readings: readonly Reading<unknown>[],
  stored: readonly StoredRecord[],
  parents: ReadonlySet<string>,
): Step[] {
  const known = new Map(stored.map((record) => [record.key, record]));
  const steps: Step[] = [];
  const seen = new Set<string>();
  for (const reading of readings) {
    const { key, parent } = reading;
    seen.add(key);
    if (reading.value === null) continue;
    const before = known.get(key);
    const fresh = before === undefined || before.deleted;
    // Under another parent it is published once more, so that the one that had it can go without it.
    const same = before?.parent === parent && before.fingerprint === reading.fingerprint;
    if (!fresh && same && !grew(reading.growing, before.growing)) continue;
    const kind = fresh ? 'missing' : 'changed';
    steps.push({ key, parent, version: (before?.version ?? 0) + 1, reading, kind });
  }
  for (const { key, parent, version, deleted } of stored) {
    if (deleted || seen.has(key) || !parents.has(parent)) continue;
    steps.push({ key, parent, version: version + 1, reading: null, kind: 'gone' });
  }
  return steps;
}

function grew(now: Reading<unknown>['growing'], before: Readonly<Record<string, number>> | null): boolean {
  return Object.entries(now ?? {}).some(([name, figure]) => figure > (before?.[name] ?? 0));
}

export async function saveSteps(
  tx: Tx,
  flow: Flow,
  steps: readonly Step[],
  at: (step: Step) => Date,
): Promise<void> {
  await tx.query(
    `insert into source_records (flow, key, parent, version, fingerprint, growing, deleted, changed_at)
     select $1, key, parent, version, fingerprint, growing::jsonb, deleted, changed_at
     from unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::boolean[], $8::timestamptz[])
          as s (key, parent, version, fingerprint, growing, deleted, changed_at)
     on conflict (flow, key) do update
       set parent = excluded.parent, version = excluded.version, fingerprint = excluded.fingerprint,
           growing = excluded.growing, deleted = excluded.deleted, changed_at = excluded.changed_at`,
    [
      flow,
      steps.map(({ key }) => key),
      steps.map(({ parent }) => parent),
      steps.map(({ version }) => version),
      steps.map(({ reading }) => reading?.fingerprint ?? ''),
      steps.map(({ reading }) => growingText(reading)),
      steps.map(({ reading }) => reading === null),
      steps.map(at),
    ],
  );
}

function growingText(reading: Reading<unknown> | null): string | null {
  const growing = reading?.growing;
  return growing === undefined || Object.keys(growing).length === 0 ? null : JSON.stringify(growing);
}
