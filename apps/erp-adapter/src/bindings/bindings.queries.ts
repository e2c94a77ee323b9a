import type { Tx } from '@throughline/persistence';

/** Flows whose records have codes that others name them by. */
export const boundKinds = ['items', 'locations'] as const;
export type BoundKind = (typeof boundKinds)[number];

/** Which row of a source has a code. */
export interface Binding {
  source: string;
  kind: BoundKind;
  sourceKey: string;
  code: string;
  /** Whether its record is published under that code. */
  published: boolean;
  /** Who gave it the code, and why; null where it follows from the key. */
  boundBy: string | null;
  reason: string | null;
  boundAt: Date | null;
}

/** Where a page of bindings ends: source, kind and key of the record. */
export type BindingCursor = readonly [string, string, string];

export interface BindingsWanted {
  sources: readonly string[];
  kinds: readonly BoundKind[];
  /** A part of the code or of the source key, in any case. */
  search?: string | undefined;
  after: BindingCursor;
  limit: number;
}

/** Bindings behind one, in the order of their records' keys. */
export async function listBindings(
  tx: Tx,
  { sources, kinds, search, after, limit }: BindingsWanted,
): Promise<(Binding & { key: string })[]> {
  return tx.query<Binding & { key: string }>(
    `select * from (
       select r.source, r.flow as kind, r.key, r.parent as "sourceKey", substr(r.key, length(r.source) + 2) as code,
              true as published, b.author as "boundBy", b.reason, b.bound_at as "boundAt"
       from source_records r
       left join bound_codes b on b.source = r.source and b.kind = r.flow and b.source_key = r.parent
       where r.source = any($1) and r.flow = any($2) and not r.deleted and (r.source, r.flow, r.key) > ($4, $5, $6)
       union all
       select b.source, b.kind, b.source || '|' || b.code, b.source_key, b.code, false, b.author, b.reason, b.bound_at
       from bound_codes b
       where b.source = any($1) and b.kind = any($2) and (b.source, b.kind, b.source || '|' || b.code) > ($4, $5, $6)
         and not exists (select from source_records r where r.source = b.source and r.flow = b.kind and not r.deleted
                         and r.key = b.source || '|' || b.code)
     ) bindings
     where $3::text is null or position(lower($3) in lower(code)) > 0 or position(lower($3) in lower("sourceKey")) > 0
     order by source, kind, key limit $7`,
    [sources, kinds, search ?? null, ...after, limit],
  );
}

/** A row whose key comes to a code that another row has. */
export interface BindingConflict {
  source: string;
  kind: BoundKind;
  code: string;
  /** The row that has the code; null when none has it any more. */
  holder: string | null;
  /** The row that is held back. */
  sourceKey: string;
  /** Records that are held because of it, its own among them. */
  records: number;
  since: Date;
}

export interface ConflictsWanted {
  sources: readonly string[];
  kinds: readonly BoundKind[];
  limit: number;
}

/** Rows without a code of their own, those that hold most first. */
export async function bindingConflicts(
  tx: Tx,
  { sources, kinds, limit }: ConflictsWanted,
): Promise<BindingConflict[]> {
  return tx.query<BindingConflict>(
    `select q.source, q.flow as kind, q.about as code, r.parent as holder, q.parent as "sourceKey",
            q.first_seen as since,
            (select count(distinct (w.flow, w.key)) from quarantine w
             where w.source = q.source and w.awaits = q.awaits) as records
     from quarantine q
     left join source_records r
       on r.source = q.source and r.flow = q.flow and r.key = q.source || '|' || q.about and not r.deleted
     where q.source = any($1) and q.flow = any($2) and q.rule = 'code-taken' and q.awaits is not null
       -- Under its own key: not what contains it.
       and q.key = q.source || '|' || q.parent
     order by records desc, q.source, q.flow, q.about, q.parent limit $3`,
    [sources, kinds, limit],
  );
}

/** A row that may be the same item as one of another source. */
export interface BindingSuggestion {
  source: string;
  kind: 'items';
  sourceKey: string;
  /** Its code at present; null while it is held back. */
  code: string | null;
  /** Code of the item with its GTIN in the other source. */
  suggested: string;
  gtin: string;
}

/**
 * Items of a source that another source has under another code, by their GTIN. Of several items with one GTIN none is
 * suggested.
 */
export async function suggestedBindings(
  tx: Tx,
  { source, like, after, limit }: { source: string; like: string; after: string; limit: number },
): Promise<BindingSuggestion[]> {
  return tx.query<BindingSuggestion>(
    `with theirs as materialized (
       select g.gtin, min(substr(r.key, length(r.source) + 2)) as code
       from item_gtins g join source_records r
         on r.source = g.source and r.flow = 'items' and r.parent = g.source_key and not r.deleted
       where g.source = $2 group by g.gtin having count(*) = 1
     ), ours as materialized (
       select g.gtin, min(g.source_key) as source_key from item_gtins g
       where g.source = $1
         and (exists (select from source_records r
                      where r.source = $1 and r.flow = 'items' and r.parent = g.source_key and not r.deleted)
           or exists (select from quarantine q
                      where q.source = $1 and q.flow = 'items' and q.parent = g.source_key))
       group by g.gtin having count(*) = 1
     )
     select $1 as source, 'items' as kind, o.source_key as "sourceKey", substr(r.key, length($1) + 2) as code,
            t.code as suggested, o.gtin
     from ours o join theirs t using (gtin)
     left join source_records r
       on r.source = $1 and r.flow = 'items' and r.parent = o.source_key and not r.deleted
     where (r.key is null or r.key <> $1 || '|' || t.code) and o.source_key > $3
       and not exists (select from bound_codes b
                       where b.source = $1 and b.kind = 'items' and b.source_key = o.source_key)
     order by o.source_key limit $4`,
    [source, like, after, limit],
  );
}
