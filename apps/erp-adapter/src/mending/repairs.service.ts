import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Flow, Issue } from '@throughline/connector';
import { type Tx, transaction } from '@throughline/persistence';
import { AuditLog, Clock, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { feedOf } from '../connectors/configured/feed-of.ts';
import { feedingsOf } from '../connectors/configured/configured-connector.ts';
import { landedReaders } from '../intake/intake.ts';
import type { Column, LandedReader } from '../landing/landed-record.ts';
import { type Feeding, layIn } from '../landing/landed-readers.tables.ts';
import { type KeptRow, landedRow, noteAgain } from '../landing/landed-records.tables.ts';
import { withLandedSnapshot } from '../landing/landed-snapshot.ts';
import { pathOf, textAt, withText } from '../landing/repair.ts';
import { type Repair, type RowKey, removeRepair, saveRepair } from '../landing/repairs.tables.ts';
import { planOf } from '../plan/plan.tables.ts';
import { judgeRecords } from '../publishing/apply.ts';
import { productFlows, targetOfRecord } from '../quarantine/exception.ts';
import { type HeldRecord, findHeldRecord } from '../quarantine/records.tables.ts';
import { SourceRegistry } from '../sources/registry.ts';

/** No such record is held, or there is no such repair. */
export class NothingToRepair extends Error {
  override readonly name = 'NothingToRepair';
}

/** The source keeps no rows that anything could be laid over. */
export class NotLanded extends Error {
  override readonly name = 'NotLanded';
}

/** The column is none, or hangs together with other rows. */
export class UnrepairableColumn extends Error {
  override readonly name = 'UnrepairableColumn';
}

/** What would come of it is not what was seen. */
export class RepairChanged extends Error {
  override readonly name = 'RepairChanged';

  constructor(readonly preview: RepairPreview) {
    super('What would come of it is not what was seen');
  }
}

export interface WantedRepair {
  column: string;
  /** Null for nothing. */
  value: string | null;
}

/** What a record would come to. */
export interface RepairedRecord {
  flow: Flow;
  key: string;
  change: 'added' | 'changed' | 'withdrawn' | 'none';
  issues: Pick<Issue, 'field' | 'reason' | 'severity'>[];
  record: Record<string, unknown> | null;
}

export interface RepairPreview {
  /** Tells what was seen. */
  seen: string;
  reader: string;
  sourceKey: string;
  path: string[];
  replaced: string | null;
  value: string | null;
  records: RepairedRecord[];
}

/** A value of a row that a person means. */
interface Place {
  record: HeldRecord;
  row: RowKey;
  reader: LandedReader;
  feedings: ReadonlyMap<Flow, readonly Feeding<unknown>[]>;
}

const changeOf = { missing: 'added', changed: 'changed', gone: 'withdrawn' } as const;

/** Lays values over rows that are held, and says before what would come of it. */
@Injectable()
export class Repairs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @throws NothingToRepair, NotLanded, UnrepairableColumn */
  preview(id: string, wanted: WantedRepair): Promise<RepairPreview> {
    return transaction(this.dataSource, async (tx) => {
      const place = await this.placeOf(tx, id);
      return this.previewAt(tx, place, await rowAt(tx, place, false), wanted);
    });
  }

  /** @param seen of the preview @throws as {@link preview} does, and RepairChanged */
  lay(
    user: User,
    id: string,
    { reason, seen, ...wanted }: WantedRepair & { reason: string; seen: string },
  ): Promise<Repair> {
    return transaction(this.dataSource, async (tx) => {
      const place = await this.placeOf(tx, id);
      const row = await rowAt(tx, place, true);
      const preview = await this.previewAt(tx, place, row, wanted);
      if (preview.seen !== seen) throw new RepairChanged(preview);
      const { path, replaced, value } = preview;
      const made = await saveRepair(tx, {
        ...place.row,
        path,
        replaced,
        value,
        reason,
        author: user.subject,
      });
      await this.readAgain(tx, place.reader, place.row.sourceKey, row);
      const isProduct = place.reader.feeds.every(({ flow }) => productFlows.has(flow));
      const details = { ...place.row, path, reason, ...(isProduct && { before: replaced, after: value }) };
      const target = targetOfRecord(place.record.id);
      await this.audit.record(tx, { actor: user, action: 'repair-exception', target, details });
      return made;
    });
  }

  /** Takes a repair away: one that counts ends by it, of one that has ended it is noted that somebody knows. @throws NothingToRepair */
  remove(user: User, id: number, reason: string): Promise<Repair> {
    return transaction(this.dataSource, async (tx) => {
      const removed = await removeRepair(tx, id);
      if (removed === null) throw new NothingToRepair('There is no such repair');
      const { source, reader: name, sourceKey, path, endedAt } = removed;
      const checked = this.sources.find(source)?.checked;
      const reader = checked && landedReaders(checked).get(name);
      const row = reader && (await landedRow(tx, removed));
      if (row && endedAt === null) await this.readAgain(tx, reader, sourceKey, row);
      const details = { source, reader: name, path, reason, ended: endedAt !== null };
      const action = 'remove-repair';
      await this.audit.record(tx, { actor: user, action, target: `repair ${id}`, details });
      return removed;
    });
  }

  private async placeOf(tx: Tx, id: string): Promise<Place> {
    const record = await findHeldRecord(tx, id);
    if (record === null) throw new NothingToRepair('No such record is held');
    const checked = this.sources.find(record.source)?.checked;
    const feed = checked && feedOf(checked, record.flow, record.sourceKey);
    const reader = feed && landedReaders(checked).get(feed.reader);
    if (!checked || !feed || !reader)
      throw new NotLanded(
        `Rows of ${record.source} are read anew and not kept: mend it there, or in the mapping`,
      );
    const row = { source: record.source, reader: feed.reader, sourceKey: feed.key };
    return { record, row, reader, feedings: feedingsOf(checked) };
  }

  private async previewAt(
    tx: Tx,
    { row: key, reader, feedings }: Place,
    row: KeptRow,
    { column, value }: WantedRepair,
  ): Promise<RepairPreview> {
    const path = pathOf(row.values, column);
    const replaced = textAt(row.values, path);
    refuseColumn(reader, column, path, replaced, row);
    const changed = { ...row, sourceKey: key.sourceKey, values: withText(row.values, path, value) };
    const records: RepairedRecord[] = [];
    for (const { flow, prefix } of reader.feeds)
      for (const feeding of feedings.get(flow) ?? []) {
        if (feeding.reader !== key.reader || feeding.prefix !== prefix) continue;
        records.push(...(await this.outcomeOf(tx, flow, feeding, changed)));
      }
    const what = {
      reader: key.reader,
      sourceKey: key.sourceKey,
      path,
      replaced: replaced ?? null,
      value,
      records,
    };
    return { seen: hash('sha256', JSON.stringify(what), 'base64url').slice(0, 22), ...what };
  }

  /** What a row comes to in one flow, judged like any other. */
  private async outcomeOf(
    tx: Tx,
    flow: Flow,
    feeding: Feeding<unknown>,
    row: KeptRow & { sourceKey: string },
  ): Promise<RepairedRecord[]> {
    const { source } = feeding;
    const laid = await withLandedSnapshot(this.dataSource, (snapshot) => layIn(snapshot, feeding, [row]));
    const records = laid.flatMap((record) => feeding.map(record));
    const sourceKeys = [`${feeding.prefix}${row.sourceKey}`];
    const plan = await planOf(tx, flow);
    const { judged, steps } = await judgeRecords(tx, { source, flow, sourceKeys, records }, plan, null);
    const changes = new Map(steps.map(({ key, kind }) => [key, changeOf[kind]]));
    const made = judged.map(({ key, issues, value }): RepairedRecord => {
      return {
        ...{ flow, key, change: changes.get(key) ?? 'none' },
        issues: issues.map(({ field, reason, severity }) => ({ field, reason, severity })),
        record: value as Record<string, unknown> | null,
      };
    });
    const said = new Set(made.map(({ key }) => key));
    const gone = steps.flatMap(({ key, kind }): RepairedRecord[] =>
      said.has(key) ? [] : [{ flow, key, change: changeOf[kind], issues: [], record: null }],
    );
    return [...made, ...gone];
  }

  private async readAgain(
    tx: Tx,
    reader: LandedReader,
    sourceKey: string,
    { joinKey }: KeptRow,
  ): Promise<void> {
    const told = { asOf: this.clock.now(), traceparent: null };
    await noteAgain(tx, reader, [{ sourceKey, joinKey, formerJoinKey: null }], told);
  }
}

async function rowAt(tx: Tx, { row }: Place, locked: boolean): Promise<KeptRow> {
  const found = await landedRow(tx, row, locked);
  if (found === null) throw new NothingToRepair('Its row is gone');
  return found;
}

/** By its key and by the columns that refer to others a row has been kept: they say more than their own value. */
function refuseColumn(
  { key, joinedBy, refers }: LandedReader,
  column: string,
  path: readonly string[],
  replaced: string | null | undefined,
  { values }: KeptRow,
): void {
  if (replaced === undefined) throw new UnrepairableColumn('is no single text');
  const [first = ''] = path;
  if (!Object.hasOwn(values, first))
    throw new UnrepairableColumn(`is none of ${Object.keys(values).toSorted().slice(0, 100).join(', ')}`);
  const linked = [...key, ...(joinedBy ?? []), ...refers.flatMap(({ columns }) => columns)];
  if (linked.some((other) => isSame(other, path)))
    throw new UnrepairableColumn(`is a key: mend ${column} in the back office`);
}

function isSame(column: Column, path: readonly string[]): boolean {
  return JSON.stringify(typeof column === 'string' ? [column] : column) === JSON.stringify(path);
}
