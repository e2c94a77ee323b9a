import type { Flow } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';

/** A record that is held, with what people have said of it. */
export interface HeldRecord {
  id: string;
  source: string;
  flow: Flow;
  key: string;
  sourceKey: string;
  assignee: string | null;
  note: string | null;
  ignoredBecause: string | null;
  /** What was published before and goes on to count; null when nothing was. */
  published: { version: number; changedAt: Date } | null;
}

export async function findHeldRecord(tx: Tx, id: string): Promise<HeldRecord | null> {
  const [found] = await tx.query<
    Omit<HeldRecord, 'published'> & { version: number | null; changedAt: Date | null }
  >(
    `select e.id, e.source, e.flow, e.key, e.parent as "sourceKey", e.assignee, e.note,
            e.ignored_because as "ignoredBecause", r.version, r.changed_at as "changedAt"
     from exceptions e left join source_records r
       on r.source = e.source and r.flow = e.flow and r.key = e.key and r.parent = e.parent and not r.deleted
     where e.id = $1`,
    [id],
  );
  if (found === undefined) return null;
  const { version, changedAt, ...record } = found;
  return { ...record, published: version === null || changedAt === null ? null : { version, changedAt } };
}

/** What a person did about records, from the audit log. */
export interface HandlingLine {
  at: Date;
  actor: string;
  action: string;
  details: Record<string, unknown>;
}

/** What people did about a record or one of its groups, the newest first. */
export async function handlingsOf(tx: Tx, targets: readonly string[]): Promise<HandlingLine[]> {
  return tx.query<HandlingLine>(
    'select at, actor, action, details from kernel.audit_log where target = any($1) order by id desc limit 50',
    [targets],
  );
}
