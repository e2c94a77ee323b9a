import type { Tx } from '@throughline/persistence';
import { workChannel } from '../sources/leadership.ts';
import type { BindingChange, BindingFacts, WantedBinding } from './binding-change.ts';

/** Has others who bind codes wait until the transaction ends. */
export async function lockBindings(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('erp-adapter.bindings', 0))`);
}

/** What is known of rows and of the codes that they are to have. */
export async function bindingFacts(
  tx: Tx,
  wanted: readonly WantedBinding[],
): Promise<(binding: WantedBinding) => BindingFacts> {
  const rows = await tx.query<BindingFacts & { row: number }>(
    `select w.row, substr(r.key, length(r.source) + 2) as published, b.code as bound,
            coalesce(o.source_key, h.parent) as holder,
            r.key is not null or b.code is not null
              or exists (select from source_records s
                         where s.source = w.source and s.flow = 'items' and s.parent = w.source_key)
              or exists (select from quarantine q
                         where q.source = w.source and q.flow = 'items' and q.parent = w.source_key) as "isKnown"
     from unnest($1::integer[], $2::text[], $3::text[], $4::text[]) as w (row, source, source_key, code)
     left join bound_codes b on b.source = w.source and b.kind = 'items' and b.source_key = w.source_key
     left join lateral (
       select * from source_records s
       where s.source = w.source and s.flow = 'items' and s.parent = w.source_key and not s.deleted
       order by s.key limit 1) r on true
     left join bound_codes o on o.source = w.source and o.kind = 'items' and o.code = w.code
     left join source_records h on h.source = w.source and h.flow = 'items' and h.key = w.source || '|' || w.code
       and not h.deleted`,
    [
      wanted.map(({ row }) => row),
      wanted.map(({ source }) => source),
      wanted.map(({ sourceKey }) => sourceKey),
      wanted.map(({ code }) => code),
    ],
  );
  const byRow = new Map(rows.map(({ row, ...facts }) => [row, facts]));
  const none = { isKnown: false, published: null, bound: null, holder: null };
  return ({ row }) => byRow.get(row) ?? none;
}

/** Gives rows their codes, and has everything read again that hangs on the codes which they had and have. */
export async function saveBindings(tx: Tx, changes: readonly BindingChange[], author: string): Promise<void> {
  const sources = changes.map(({ source }) => source);
  const sourceKeys = changes.map(({ sourceKey }) => sourceKey);
  const codes = changes.map(({ after }) => after);
  // All of them first: one may take what another leaves.
  await tx.query(
    `delete from bound_codes b using unnest($1::text[], $2::text[]) as c (source, source_key)
     where b.source = c.source and b.kind = 'items' and b.source_key = c.source_key`,
    [sources, sourceKeys],
  );
  await tx.query(
    `insert into bound_codes (source, kind, source_key, code, reason, author)
     select source, 'items', source_key, code, reason, $5
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as c (source, source_key, code, reason)
     where code is not null`,
    [sources, sourceKeys, codes, changes.map(({ reason }) => reason), author],
  );
  await tx.query(
    `with changed as materialized (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as c (source, source_key, before, after)
     ), codes as materialized (
       select source, code from changed cross join lateral unnest(array[before, after]) as code where code is not null
       union
       select r.source, substr(r.key, length(r.source) + 2) from changed c join source_records r
         on r.source = c.source and r.flow = 'items' and r.parent = c.source_key and not r.deleted
       union
       select q.source, q.about from changed c join quarantine q
         on q.source = c.source and q.flow = 'items' and q.parent = c.source_key and q.rule = 'code-taken'
     )
     insert into rereads (source, flow, source_key)
     select source, 'items', source_key from changed
     union
     select r.source, r.flow, r.parent from codes c join source_records r
       on r.source = c.source and r.flow in ('prices', 'stock') and split_part(r.key, '|', 2) = c.code and not r.deleted
     union
     select q.source, q.flow, q.parent from codes c join quarantine q
       on q.source = c.source and q.awaits = 'items ' || c.code`,
    [sources, sourceKeys, changes.map(({ before }) => before), codes],
  );
  tx.notify(workChannel, '');
}
