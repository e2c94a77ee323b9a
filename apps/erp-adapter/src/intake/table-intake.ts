import { hash } from 'node:crypto';
import type { CapturesRawChanges, RawRecord, ReadsRawSnapshots, Snapshot } from '@throughline/connector';
import { type DataSource, type Tx, transaction } from '@throughline/persistence';
import type { DriftRules } from '@throughline/source-documents';
import { landedHashes } from '../landing/landed-hashes.tables.ts';
import { type KeySum, type LandedReader, type LandedRecord, landedValues } from '../landing/landed-record.ts';
import { land, withdraw } from '../landing/landed-records.tables.ts';
import type { Leadership } from '../sources/leadership.ts';
import type { ReaderProfile } from '../landing/column-profile.ts';
import {
  readerProfile,
  readerState,
  saveDrift,
  saveProfile,
  saveRound,
  saveSweep,
  wantSweep,
} from '../landing/reader-states.tables.ts';
import { driftText, driftsOf } from './drift.ts';

/** Changes of a reader dealt with at once, and records read at once. */
const roundSize = 3_000;
const pageSize = 2_000;
const listedAmbiguous = 100;

export interface TableReader {
  readonly landed: LandedReader;
  /** What becomes of columns that are not as before. */
  readonly drift: DriftRules;
  /** What the source's own database computes of a record. */
  sum(sourceKey: string, record: RawRecord): KeySum;
}

export interface TableIntakeParts {
  readonly dataSource: DataSource;
  readonly connector: ReadsRawSnapshots & CapturesRawChanges;
  readonly leadership: Pick<Leadership, 'hold'>;
}

/**
 * Brings what has changed in one table of a source into landing: by rounds of what its capture tells, and by sweeps that
 * compare everything. Both may run at once: what a round has landed is younger than a sweep that began before it.
 */
export class TableIntake {
  /** Columns that were accepted, as they were seen last. */
  private accepted = '';
  private isWaiting = false;

  constructor(
    private readonly parts: TableIntakeParts,
    private readonly reader: TableReader,
  ) {}

  /** Whether nothing is read, because a person has to look at its columns first. */
  get waits(): boolean {
    return this.isWaiting;
  }

  /** Lands what capture tells. @returns whether more is to be had at once; null for a reader that is only swept */
  async round(): Promise<boolean | null> {
    const { connector, dataSource, leadership } = this.parts;
    const { source, reader } = this.reader.landed;
    const capture = connector.rawCaptures[reader];
    if (capture === undefined) return null;
    const before = await readerState(dataSource, source, reader);
    const read = await connector.snapshot(async (snapshot) => {
      if (await this.hasToWait(snapshot)) return null;
      const told = await capture.changes(snapshot, before.cursor, roundSize);
      const keys = [...new Set(told.changes.flatMap(({ sourceKey }) => sourceKey ?? []))];
      return { round: told, takenAt: snapshot.takenAt, found: await this.read(snapshot, keys) };
    });
    if (read === null) return false;
    const { round, takenAt, found } = read;
    const { identity, cursor, distrusted, more } = round;
    const why = reasonToSweep(before, round);
    await transaction(dataSource, async (tx) => {
      await leadership.hold(tx);
      const changedAt = new Map(
        round.changes.flatMap(({ sourceKey, at }) =>
          sourceKey === null || at === null ? [] : [[sourceKey, at]],
        ),
      );
      const told = { asOf: takenAt, traceparent: null, changedAt };
      await land(tx, this.reader.landed, { ...told, says: 'changes' }, found.records);
      await withdraw(tx, this.reader.landed, told, found.gone);
      if (why !== null) await wantSweep(tx, source, reader, why);
      await saveRound(tx, { source, reader, cursor, identity, distrusted, heardAt: more ? null : takenAt });
    });
    await capture.acknowledge(round);
    return more;
  }

  /** Compares everything with what has landed, and lands what differs. @returns how many records did */
  async sweep(): Promise<number> {
    const { connector, dataSource } = this.parts;
    const { source, reader } = this.reader.landed;
    const { sweepWanted } = await readerState(dataSource, source, reader);
    const ambiguous: string[] = [];
    let differing = 0;
    return connector.snapshot(async (snapshot) => {
      if (await this.hasToWait(snapshot)) return 0;
      for await (const { changed, gone } of this.differences(snapshot)) {
        const found = await this.read(snapshot, changed);
        ambiguous.push(...found.ambiguous.slice(0, listedAmbiguous - ambiguous.length));
        differing += found.records.length + found.gone.length + gone.length;
        await transaction(dataSource, async (tx) => {
          await this.parts.leadership.hold(tx);
          const told = { asOf: snapshot.takenAt, traceparent: null };
          await land(tx, this.reader.landed, { ...told, says: 'everything' }, found.records);
          await withdraw(tx, this.reader.landed, told, [...found.gone, ...gone]);
        });
      }
      await transaction(dataSource, async (tx) => {
        await this.parts.leadership.hold(tx);
        await saveSweep(tx, { source, reader, sweepWanted, ambiguous }, snapshot.takenAt);
      });
      return differing;
    });
  }

  /** Whether columns are other ones than were accepted, so that a person has to look first. */
  private async hasToWait(snapshot: Snapshot): Promise<boolean> {
    const { source, reader } = this.reader.landed;
    const columns = (await this.parts.connector.rawReaders[reader]?.columns(snapshot)) ?? [];
    const seen = hash('sha256', JSON.stringify(columns), 'base64url').slice(0, 22);
    if (seen === this.accepted) return false;
    const now = { records: 0, columns: Object.fromEntries(columns.map(({ name, ...of }) => [name, of])) };
    this.isWaiting = await transaction(this.parts.dataSource, async (tx) => {
      await this.parts.leadership.hold(tx);
      return settleTableColumns(tx, { source, reader, rules: this.reader.drift }, now, seen);
    });
    if (!this.isWaiting) this.accepted = seen;
    return this.isWaiting;
  }

  /** Keys that differ, in pages. The first time, when nothing is known, that is all there are. */
  private async *differences(snapshot: Snapshot): AsyncGenerator<{ changed: string[]; gone: string[] }> {
    const { connector, dataSource } = this.parts;
    const { source, reader } = this.reader.landed;
    const known = landedHashes(dataSource, source, reader);
    const raw = connector.rawReaders[reader];
    const sweep = connector.rawSweeps[reader];
    if ((await known.size()) === 0 && raw !== undefined) {
      let after: string | null = null;
      for (;;) {
        const changed: string[] = await raw.sourceKeys(snapshot, after, pageSize);
        after = changed.at(-1) ?? null;
        // A page is short where several rows have one key, and still not the last.
        if (after === null) return;
        yield { changed, gone: [] };
      }
    }
    if (sweep === undefined) return;
    for await (const batch of sweep.differences(snapshot, known))
      for (let from = 0; from < batch.length; from += pageSize) {
        const page = batch.slice(from, from + pageSize);
        const { gone = [], changed = [] } = Object.groupBy(page, ({ kind }) =>
          kind === 'gone' ? 'gone' : 'changed',
        );
        yield {
          changed: changed.map(({ sourceKey }) => sourceKey),
          gone: gone.map(({ sourceKey }) => sourceKey),
        };
      }
  }

  private async read(
    snapshot: Snapshot,
    keys: readonly string[],
  ): Promise<{ records: LandedRecord[]; gone: string[]; ambiguous: string[] }> {
    const raw = this.parts.connector.rawReaders[this.reader.landed.reader];
    if (keys.length === 0 || raw === undefined) return { records: [], gone: [], ambiguous: [] };
    const { records, ambiguous } = await raw.read(snapshot, keys);
    return {
      records: [...records].map(([sourceKey, record]) => ({
        ...landedValues(this.reader.landed, sourceKey, record),
        sum: this.reader.sum(sourceKey, record),
      })),
      gone: keys.filter((key) => !records.has(key) && !ambiguous.has(key)),
      ambiguous: [...ambiguous],
    };
  }
}

/**
 * Has a table be read by its columns as they are, or says that a person has to look first.
 * @param seen tells these columns from others
 */
async function settleTableColumns(
  tx: Tx,
  { source, reader, rules }: { source: string; reader: string; rules: DriftRules },
  now: ReaderProfile,
  seen: string,
): Promise<boolean> {
  const before = await readerProfile(tx, source, reader);
  const drifts = before === null ? [] : driftsOf(before, now, rules);
  const changes = drifts.map(driftText);
  const { drift } = await readerState(tx, source, reader);
  const isAccepted = drift !== null && drift.seen === seen && drift.isAccepted;
  if (drifts.some(({ stops }) => stops) && !isAccepted) {
    await saveDrift(tx, source, reader, { changes, waits: true, seen, isAccepted: false });
    return true;
  }
  await saveProfile(tx, source, reader, now);
  if (changes.length > 0) {
    await saveDrift(tx, source, reader, { changes, waits: false, seen, isAccepted: true });
    await wantSweep(tx, source, reader, 'its columns have changed');
  } else if (drift?.waits === true) await saveDrift(tx, source, reader, { ...drift, waits: false });
  return false;
}

/** Why changes may have been missed, so that everything has to be compared. */
function reasonToSweep(
  before: { identity: string | null; distrusted: string | null },
  {
    identity,
    distrusted,
    changes,
  }: { identity: string; distrusted: string | null; changes: readonly { sourceKey: string | null }[] },
): string | null {
  if (distrusted !== null && distrusted !== before.distrusted) return distrusted;
  if (before.identity === null) return 'its capture begins';
  if (identity !== before.identity) return 'its capture was made anew';
  if (distrusted === null && before.distrusted !== null) return 'its capture can be relied on again';
  return changes.some(({ sourceKey }) => sourceKey === null) ? 'everything may have changed' : null;
}
