import type { RawTree } from '@throughline/connector';
import type { CheckedSource, ReaderJoin, ReaderPlan } from '@throughline/source-documents';
import type { TrialRow } from '@throughline/source-verification';
import { keyOf, refsOf } from '../landing/landed-record.ts';
import { type Join, layIn } from '../landing/landed-readers.tables.ts';
import type { LandedSnapshot } from '../landing/landed-snapshot.ts';

/** A record as it has landed. */
export interface LandedRow {
  readonly sourceKey: string;
  readonly values: RawTree;
  readonly position: number;
  readonly asOf: Date;
}

/** What has landed of a reader behind a key, in the order of keys. @param since only what came or changed since */
export async function landedAfter(
  snapshot: LandedSnapshot,
  { source, reader, after }: { source: string; reader: string; after: string },
  since: Date | null,
  limit: number,
): Promise<LandedRow[]> {
  return snapshot.query<LandedRow>(
    `select source_key as "sourceKey", "values", position, as_of as "asOf" from landed_records
     where source = $1 and reader = $2 and source_key > $3 and "values" is not null
       and ($4::timestamptz is null or as_of >= $4)
     order by source_key limit $5`,
    [source, reader, after, since, limit],
  );
}

/** What has landed of a key; null when nothing has, or it is gone. */
export async function landedRow(
  snapshot: LandedSnapshot,
  source: string,
  reader: string,
  sourceKey: string,
): Promise<LandedRow | null> {
  const [row] = await snapshot.query<LandedRow>(
    `select source_key as "sourceKey", "values", position, as_of as "asOf" from landed_records
     where source = $1 and reader = $2 and source_key = $3 and "values" is not null`,
    [source, reader, sourceKey],
  );
  return row ?? null;
}

/** How a document reads what has landed by another one. */
export class LandedView {
  private readonly plan: ReaderPlan | undefined;
  readonly joins: readonly Join[];

  /**
   * @param source by whose joins records are laid in
   * @param holds the document by which they have landed
   */
  constructor(
    readonly source: CheckedSource,
    holds: CheckedSource,
    reader: string,
  ) {
    this.plan = source.readers.get(reader);
    this.joins = joinsAsLanded(this.plan?.joins ?? [], source.readers, holds.readers);
  }

  /** Whether it reads and joins the records of a reader as another does. */
  isAs(other: LandedView): boolean {
    const told = ({ plan, joins }: LandedView) => JSON.stringify([plan?.key, plan?.refers, joins]);
    return told(this) === told(other);
  }

  /** Rows as its mappings take them; null of one that has no key by it, and of all where it has no such reader. */
  async rows(
    snapshot: LandedSnapshot,
    landed: readonly LandedRow[],
  ): Promise<((TrialRow & { asOf: Date }) | null)[]> {
    const { plan, joins } = this;
    if (plan === undefined) return landed.map(() => null);
    // Of a table the database makes the key; of a document its columns do.
    const isTable = this.source.document.transport === 'sql';
    const rows = landed.map((row) => ({
      ...row,
      sourceKey: isTable ? row.sourceKey : (keyOf(row.values, plan.key) ?? ''),
      refs: refsOf(row.values, plan.refers),
    }));
    const laid = await layIn(
      snapshot,
      { source: this.source.document.source, reader: plan.reader, prefix: '', joins },
      rows,
    );
    return laid.map((row) => (row.sourceKey === '' ? null : row));
  }
}

function joinsAsLanded(
  joins: readonly ReaderJoin[],
  readers: ReadonlyMap<string, ReaderPlan>,
  landed: ReadonlyMap<string, ReaderPlan>,
): Join[] {
  return joins.map(({ as, reader, many, joins: inner }) => {
    const join = { as, reader, many, joins: joinsAsLanded(inner, readers, landed) };
    const [plan, known] = [readers.get(reader), landed.get(reader)];
    const links = (of: ReaderPlan | undefined) => JSON.stringify([of?.joinedBy, of?.refers]);
    if (plan === undefined || links(plan) === links(known)) return join;
    return { ...join, by: { columns: plan.joinedBy ?? [], refers: plan.refers } };
  });
}

/** Whether the rows of a reader would be other ones by another document, before any mapping sees them. */
export function readsOtherwise(one: CheckedSource, other: CheckedSource, reader: string): boolean {
  const told = ({ document }: CheckedSource): string => {
    const settings = Object.hasOwn(document.readers, reader) ? document.readers[reader] : undefined;
    if (settings === undefined) return '';
    if ('format' in settings) return JSON.stringify([settings.format, settings.key]);
    const { table, view, query, schema, key, columns, where, with: joined } = settings;
    return JSON.stringify([table, view, query, schema, key, columns, where, joined]);
  };
  return told(one) !== told(other);
}
