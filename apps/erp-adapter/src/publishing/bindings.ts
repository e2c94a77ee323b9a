import type { CapturesChanges, Flow, MappedRecord, Reference } from '@throughline/connector';
import type { Tx } from '@throughline/persistence';
import type { JudgedRecord, Step } from '../mapping/judged-record.ts';

/** Which source key has each code, by {@link bindingOf}; a code that nobody has is not in it. */
export type Bindings = ReadonlyMap<string, string>;

/** The rows that have the codes which records name. The flow that owns a code binds it, by what it has published. */
export async function bindingsOf(
  tx: Tx,
  source: string,
  records: readonly MappedRecord<unknown>[],
): Promise<Bindings> {
  const named = new Map(
    records.flatMap(({ names = [] }) => names.map((name) => [bindingOf(name), name] as const)),
  );
  if (named.size === 0) return new Map();
  const references = [...named.values()];
  const rows = await tx.query<Reference>(
    `select r.flow, u.code, r.parent as "sourceKey"
     from unnest($2::text[], $3::text[]) as u (flow, code)
     join source_records r on r.source = $1 and r.flow = u.flow and r.key = $1 || '|' || u.code and not r.deleted`,
    [source, references.map(({ flow }) => flow), references.map(({ code }) => code)],
  );
  return new Map(rows.map((row) => [bindingOf(row), row.sourceKey]));
}

export function bindingOf({ flow, code }: Pick<Reference, 'flow' | 'code'>): string {
  return `${flow} ${code}`;
}

/**
 * Holds back what names something by a code that another row has: it would be taken for that of the other. What hangs
 * on such a row altogether is none of the code's.
 */
export function holdStrangers(
  records: readonly MappedRecord<unknown>[],
  bindings: Bindings,
): JudgedRecord<unknown>[] {
  return records.map((record) => {
    const strange = record.names?.find((name) => {
      const owner = bindings.get(bindingOf(name));
      return owner !== undefined && owner !== name.sourceKey;
    });
    if (strange === undefined) return record;
    const owner = bindings.get(bindingOf(strange)) ?? '';
    const hangsOn = strange.sourceKey === record.sourceKey;
    return {
      ...record,
      ...(hangsOn && { key: keyOfStranger(record), outside: true as const }),
      value: null,
      issues: [...record.issues, belongsTo(strange, owner)],
    };
  });
}

/** Under its own key in the back office, which no other row has. */
export function keyOfStranger({ key, sourceKey }: Pick<MappedRecord<unknown>, 'key' | 'sourceKey'>): string {
  const [source, , ...rest] = key.split('|');
  return [source, sourceKey, ...rest].join('|');
}

/** One cause, wherever it shows. */
export function belongsTo({ flow, code }: Pick<Reference, 'flow' | 'code'>, owner: string) {
  const reason = `${JSON.stringify(code)} is the code of ${JSON.stringify(owner)}`;
  return { field: 'code', reason, severity: 'held' as const, awaits: bindingOf({ flow, code }) };
}

/**
 * Has read again what hung on codes that another row has now, or none: what was held back because of them, and what was
 * published under them of others. Called before the commit, so that nothing is forgotten; reading too often does no
 * harm.
 */
export async function readAgain(
  tx: Tx,
  { requeue }: Pick<CapturesChanges, 'requeue'>,
  { source, flow, steps }: { source: string; flow: Flow; steps: readonly Step[] },
): Promise<void> {
  const rebound = steps.filter((step) => step.rebinds);
  if (rebound.length === 0) return;
  const codes = rebound.map(({ key }) => key.slice(source.length + 1));
  const rows = await tx.query<{ flow: Flow; sourceKey: string }>(
    `select q.flow, q.parent as "sourceKey" from unnest($2::text[]) b
     join quarantine q on q.source = $1 and q.awaits = b
     union
     select r.flow, r.parent from unnest($3::text[], $4::text[]) as u (code, owner)
     join source_records r on r.source = $1 and r.flow in ('prices', 'stock') and split_part(r.key, '|', 2) = u.code
       and not r.deleted and r.parent is distinct from u.owner
     where $5`,
    [
      source,
      codes.map((code) => bindingOf({ flow, code })),
      codes,
      rebound.map(({ record, sourceKey }) => (record === null ? null : sourceKey)),
      flow === 'items',
    ],
  );
  for (const [of, list] of Map.groupBy(rows, (row) => row.flow))
    await requeue(
      of,
      list.map(({ sourceKey }) => sourceKey),
    );
}
