import { Injectable } from '@nestjs/common';
import type { Flow, RawTree, RawValue } from '@throughline/connector';
import { DocumentError, type FieldTrace, type MappedRow, type MappingIssue } from '@throughline/mapping';
import { transaction } from '@throughline/persistence';
import { Problem } from '@throughline/service';
import {
  type CheckedSource,
  type Feeding,
  type ReaderJoin,
  checkSource,
} from '@throughline/source-documents';
import { DataSource } from 'typeorm';
import { withLandedSnapshot } from '../landing/landed-snapshot.ts';
import { type Repair, repairsOf } from '../landing/repairs.tables.ts';
import { fingerprintOf } from '../mapping/check.ts';
import { SourceRegistry } from '../sources/registry.ts';
import { versionsBefore } from '../sources/source-versions.tables.ts';
import {
  type PublishedRecord,
  type ReceivedRow,
  findHeld,
  findPublished,
  issuesOf,
  receivedRows,
} from './explained-records.tables.ts';
import { type LandedRow, LandedView, landedRow } from './landed-pages.tables.ts';

/** Versions of the source, and former rows, that are tried to find out what was published. */
const most = { versions: 10, rows: 20 };

/** A record that was laid into another by a join. */
export interface LookedUp {
  /** Names that lead to it, `group.texts`. */
  readonly as: string;
  readonly reader: string;
  readonly values: RawTree;
}

/** How a record came about. */
export interface Explanation {
  readonly source: string;
  readonly flow: Flow;
  readonly key: string;
  /** Version of the source's document by which it is made. */
  readonly version: number;
  readonly mapping: string;
  readonly reader: string;
  readonly sourceKey: string;
  readonly published: Pick<PublishedRecord, 'version' | 'fingerprint' | 'deleted' | 'changedAt'> | null;
  /**
   * `as-published`: this is what was published, byte for byte. `otherwise`: its rows have changed since, or the plan or a
   * guard has it wait. `unpublished`: nothing is published of it.
   */
  readonly made: 'as-published' | 'otherwise' | 'unpublished';
  readonly row: Omit<LandedRow, 'sourceKey'>;
  /** The document that said so; null of the newest that is known. */
  readonly document: { readonly id: number; readonly name: string } | null;
  readonly lookedUp: readonly LookedUp[];
  /** What people have laid over its row. */
  readonly repairs: readonly Pick<Repair, 'path' | 'replaced' | 'value' | 'reason' | 'author' | 'madeAt'>[];
  /** Null of a record that is held back, or that its row does not give. */
  readonly record: Readonly<Record<string, unknown>> | null;
  readonly skipped: string | null;
  readonly fields: readonly FieldTrace[];
  /** What its mapping finds; of what is held or warned of, what was said last. */
  readonly issues: readonly Pick<MappingIssue, 'field' | 'reason' | 'severity' | 'column'>[];
  readonly quarantined: readonly {
    key: string;
    field: string;
    reason: string;
    severity: 'held' | 'warning';
  }[];
}

interface Candidate {
  readonly version: number;
  readonly feeding: Feeding;
  readonly view: LandedView;
  readonly row: LandedRow & Partial<Pick<ReceivedRow, 'document' | 'name'>>;
}

interface Made {
  readonly record: MappedRow | undefined;
  readonly skipped: string | null;
  readonly fields: readonly FieldTrace[];
  readonly laid: RawTree;
}

/** Says how records of configured sources came about. */
@Injectable()
export class ExplanationsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
  ) {}

  /** @throws Problem 404 when there is no such record, or code of its own makes it */
  async explain(name: string, flow: Flow, key: string): Promise<Explanation> {
    const source = this.sources.find(name);
    if (source === undefined) throw new Problem(404, `There is no source ${name}`);
    if (source.checked === null)
      throw new Problem(404, `${name} is a system with code of its own: no document says how it is mapped`);
    const published = await findPublished(this.dataSource, name, flow, key);
    const found = published ?? (await findHeld(this.dataSource, name, flow, key));
    const sourceKey = found?.sourceKey ?? key;
    const candidates = await this.candidates(source.checked, source.version, flow, sourceKey, published);
    const [newest] = candidates;
    if (newest === undefined)
      throw new Problem(404, `Nothing is known of ${key} in ${flow} of ${name}: neither a record nor a row`);
    const recordKey = found?.key ?? null;
    const wanted = published !== null && !published.deleted ? published.fingerprint : null;
    let chosen = newest;
    let made = await this.make(newest, recordKey);
    if (wanted !== null && fingerprintOfMade(made) !== wanted)
      for (const candidate of candidates.slice(1)) {
        const other = await this.make(candidate, recordKey);
        if (fingerprintOfMade(other) !== wanted) continue;
        [chosen, made] = [candidate, other];
        break;
      }
    const record = (made.record?.value ?? null) as Explanation['record'];
    const { row, version, feeding } = chosen;
    const isSame = wanted !== null && fingerprintOfMade(made) === wanted;
    return {
      ...{ source: name, flow, key: recordKey ?? made.record?.key ?? key, version },
      ...{ mapping: feeding.mapping, reader: feeding.reader, sourceKey: row.sourceKey },
      published: published && {
        ...{ version: published.version, fingerprint: published.fingerprint },
        ...{ deleted: published.deleted, changedAt: published.changedAt },
      },
      made: isSame ? 'as-published' : wanted === null ? 'unpublished' : 'otherwise',
      row: { values: row.values, position: row.position, asOf: row.asOf },
      document: row.document === undefined ? null : { id: row.document, name: row.name ?? '' },
      repairs: await this.repairs(name, feeding.reader, row.sourceKey),
      lookedUp: lookedUp(chosen.view.joins, made.laid),
      ...{ record, skipped: made.skipped, fields: made.fields },
      issues: (made.record?.issues ?? []).map(({ field, reason, severity, column }) => {
        return { field, reason, severity, column };
      }),
      quarantined: await issuesOf(this.dataSource, name, flow, sourceKey),
    };
  }

  /** What may have made a record, the likeliest first: the newest row by the version that holds. */
  private async candidates(
    holds: CheckedSource,
    version: number,
    flow: Flow,
    sourceKey: string,
    published: PublishedRecord | null,
  ): Promise<Candidate[]> {
    const { source } = holds.document;
    const feeding = feedingOf(holds, flow, sourceKey);
    if (feeding === undefined) return [];
    const { reader, prefix } = feeding;
    const own = sourceKey.slice(prefix.length);
    const current = await withLandedSnapshot(this.dataSource, (snapshot) =>
      landedRow(snapshot, source, reader, own),
    );
    const former = await receivedRows(this.dataSource, source, reader, own, most.rows);
    const rows: Candidate['row'][] = [
      ...(current === null ? [] : [current]),
      // What was said again since is of a later instant than what was published.
      ...(current === null || published === null ? [] : [{ ...current, asOf: published.changedAt }]),
      ...former,
    ];
    const versions = [{ version, checked: holds }, ...(await this.formerVersions(source, version))];
    return versions.flatMap(({ version: number, checked }) => {
      const its = feedingOf(checked, flow, sourceKey);
      if (its?.reader !== reader) return [];
      const view = new LandedView(checked, holds, reader);
      return rows.map((row) => ({ version: number, feeding: its, view, row }));
    });
  }

  private async repairs(source: string, reader: string, sourceKey: string): Promise<Explanation['repairs']> {
    const found = await transaction(this.dataSource, (tx) => repairsOf(tx, { source, reader, sourceKey }));
    return found.flatMap(({ path, replaced, value, reason, author, madeAt, endedAt }) =>
      endedAt === null ? [{ path, replaced, value, reason, author, madeAt }] : [],
    );
  }

  private async formerVersions(
    source: string,
    version: number,
  ): Promise<{ version: number; checked: CheckedSource }[]> {
    const kept = await transaction(this.dataSource, (tx) =>
      versionsBefore(tx, source, version, most.versions),
    );
    return kept.flatMap(({ version: number, document }) => {
      try {
        return { version: number, checked: checkSource(document) };
      } catch (error) {
        // What this release does not understand any more makes no records.
        if (error instanceof DocumentError) return [];
        throw error;
      }
    });
  }

  private async make({ feeding, view, row }: Candidate, key: string | null): Promise<Made> {
    const [laid] = await withLandedSnapshot(this.dataSource, (snapshot) => view.rows(snapshot, [row]));
    if (laid == null) return { record: undefined, skipped: null, fields: [], laid: row.values };
    const { outcome, fields } = feeding.compiled.explain(laid, { asOf: row.asOf });
    if ('skipped' in outcome)
      return { record: undefined, skipped: outcome.skipped, fields: [], laid: laid.values };
    const at = key === null ? 0 : outcome.records.findIndex((record) => record.key === key);
    const record = outcome.records[at];
    const isHeld = record !== undefined && laid.faults.length > 0;
    const faults = laid.faults.map((fault) => ({ ...fault, severity: 'held' as const, column: null }));
    return {
      record: isHeld ? { ...record, value: null, issues: [...faults, ...record.issues] } : record,
      ...{ skipped: null, fields: fields[at] ?? [], laid: laid.values },
    };
  }
}

/** Null of what gives no record. */
function fingerprintOfMade({ record }: Made): string | null {
  const value = record?.value ?? null;
  return value === null ? null : fingerprintOf(value);
}

/** The mapping that a source key of a flow goes by: of those whose prefix it begins with, the one with the longest. */
function feedingOf({ feedings }: CheckedSource, flow: Flow, sourceKey: string): Feeding | undefined {
  return feedings
    .filter((feeding) => feeding.flow === flow && sourceKey.startsWith(feeding.prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)[0];
}

function lookedUp(
  joins: readonly Pick<ReaderJoin, 'as' | 'reader' | 'joins'>[],
  tree: RawTree,
  way = '',
): LookedUp[] {
  return joins.flatMap(({ as, reader, joins: inner }) => {
    const name = way === '' ? as : `${way}.${as}`;
    return treesIn(tree[as]).flatMap((values) => {
      const own = Object.fromEntries(
        Object.entries(values).filter(([column]) => !inner.some((join) => join.as === column)),
      );
      return [{ as: name, reader, values: own }, ...lookedUp(inner, values, name)];
    });
  });
}

function treesIn(value: RawValue | undefined): RawTree[] {
  if (value === null || value === undefined || typeof value === 'string') return [];
  return Array.isArray(value) ? (value as RawTree[]) : [value as RawTree];
}
