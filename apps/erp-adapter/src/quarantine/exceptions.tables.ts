import type { Flow } from '@throughline/connector';
import { keyOf } from '@throughline/events';
import type { Outgoing } from '@throughline/messaging';
import type { Tx } from '@throughline/persistence';
import type { Publisher } from '../sources/publisher.ts';
import { type HeldEntry, type KnownException, exceptionNews, recordPart } from './exception.ts';

const topic = 'integration.exceptions';

export interface Concerned {
  source: string;
  flow: Flow;
  sourceKeys: readonly string[];
}

/**
 * Says on the topic which of the records of some source keys are held back, as far as that is news, in the caller's
 * transaction. Versions come from one sequence: they go on where a key was forgotten.
 */
export async function publishExceptions(
  tx: Tx,
  outbox: Publisher,
  { source, flow, sourceKeys }: Concerned,
): Promise<void> {
  const entries = await heldEntries(tx, { source, flow, sourceKeys });
  const keys = [...new Set(entries.map(({ key }) => key))];
  const known = await knownExceptions(tx, { source, flow, sourceKeys }, keys);
  const { said, over, heardAgain } = exceptionNews(source, flow, entries, known);
  if (heardAgain.length > 0)
    await tx.query(
      `update exceptions set ignored_because = null, ignored_row = null
       where source = $1 and flow = $2 and key = any($3)`,
      [source, flow, heardAgain],
    );
  const now = new Date();
  const records: Outgoing<typeof topic>[] = [];
  if (over.length > 0) {
    const versions = await removed(tx, { source, flow }, over);
    for (const each of over) {
      const key = `${source}|${flow}|${recordPart(source, flow, each)}`;
      const sequence = versions.get(each.key) ?? 0;
      records.push({ type: 'IntegrationException', key, value: null, sequence, time: now });
    }
  }
  if (said.length > 0) {
    const versions = await saved(tx, { source, flow }, said);
    for (const { key, value } of said) {
      const sequence = versions.get(key) ?? 0;
      records.push({ type: 'IntegrationException', key: keyOf(topic, value), value, sequence, time: now });
    }
  }
  await outbox.add(tx, topic, records);
}

/** What holds records back, in the order of keys and fields. */
async function heldEntries(tx: Tx, { source, flow, sourceKeys }: Concerned): Promise<HeldEntry[]> {
  return tx.query<HeldEntry>(
    `select q.key, md5(q.source || E'\\n' || q.flow || E'\\n' || q.key) as id, q.parent as "sourceKey", q.field, q.rule,
            q.cause_group as "group", q.first_seen as since, md5(q.raw::text) as row, r.key is not null as published
     from unnest($3::text[]) s join quarantine q on q.source = $1 and q.flow = $2 and q.parent = s
     left join source_records r
       on r.source = q.source and r.flow = q.flow and r.key = q.key and r.parent = q.parent and not r.deleted
     where q.severity = 'held' order by q.key, q.field`,
    [source, flow, sourceKeys],
  );
}

/** Those of the source keys and of some keys, locked in the order of their keys. */
async function knownExceptions(
  tx: Tx,
  { source, flow, sourceKeys }: Concerned,
  keys: readonly string[],
): Promise<KnownException[]> {
  return tx.query<KnownException>(
    `select key, id, said, assignee, ignored_row as "ignoredRow" from exceptions
     where source = $1 and flow = $2 and key in (
       select e.key from unnest($3::text[]) s
       join exceptions e on e.source = $1 and e.flow = $2 and e.parent = s
       union select unnest($4::text[]))
     order by key for update`,
    [source, flow, sourceKeys, keys],
  );
}

async function removed(
  tx: Tx,
  { source, flow }: Pick<Concerned, 'source' | 'flow'>,
  over: readonly KnownException[],
): Promise<Map<string, number>> {
  const rows = await tx.query<{ key: string; version: number }>(
    `delete from exceptions where source = $1 and flow = $2 and key = any($3)
     returning key, nextval('exception_versions') as version`,
    [source, flow, over.map(({ key }) => key)],
  );
  return new Map(rows.map(({ key, version }) => [key, version]));
}

async function saved(
  tx: Tx,
  { source, flow }: Pick<Concerned, 'source' | 'flow'>,
  said: readonly { key: string; sourceKey: string; said: string }[],
): Promise<Map<string, number>> {
  const rows = await tx.query<{ key: string; version: number }>(
    `insert into exceptions (source, flow, key, parent, said)
     select $1, $2, * from unnest($3::text[], $4::text[], $5::text[])
     on conflict (source, flow, key) do update set parent = excluded.parent, said = excluded.said
     returning key, nextval('exception_versions') as version`,
    [
      source,
      flow,
      said.map(({ key }) => key),
      said.map(({ sourceKey }) => sourceKey),
      said.map((each) => each.said),
    ],
  );
  return new Map(rows.map(({ key, version }) => [key, version]));
}
