import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock, Problem } from '@throughline/service';
import { type CheckedSource, checkSource } from '@throughline/source-documents';
import { type Comparison, ComparisonTally, type Trial, TrialTally } from '@throughline/source-verification';
import { DataSource } from 'typeorm';
import { withLandedSnapshot } from '../landing/landed-snapshot.ts';
import { SourceRegistry } from '../sources/registry.ts';
import { LandedView, landedAfter, readsOtherwise } from './landed-pages.tables.ts';

/** Rows of one answer, of one look into the database, and mapped without letting others have their turn. */
const rowsOf = { part: 10_000, page: 1_000, turn: 100 };

/** How far a part came: a reader, and the last of its keys. */
export interface PartEnd {
  reader: string;
  sourceKey: string;
}

export interface LandedRequest {
  document: string;
  /** How many days back records may have come or changed; all of them when left out. */
  days: number | null;
  /** Where the part before ended. */
  after: PartEnd | null;
}

/** Tries documents on what has landed, a part at a time. Nothing is written, and no part holds others up. */
@Injectable()
export class TrialsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly clock: Clock,
  ) {}

  /** What a document makes of the next rows. @throws DocumentError, Problem 404 when nothing can have landed */
  async tryPart(
    request: LandedRequest & { reader: string | null },
  ): Promise<{ trial: Trial; next: PartEnd | null }> {
    const tried = checkSource(request.document);
    const { checked: holds } = this.holding(tried.document.source);
    const mapped = [...tried.readers.keys()].filter(
      (name) =>
        tried.feedings.some(({ reader }) => reader === name) &&
        (request.reader === null || request.reader === name),
    );
    if (mapped.length === 0) throw new Problem(404, `No mapping is of a reader ${request.reader ?? ''}`);
    const tallies = new Map(mapped.map((reader) => [reader, new TrialTally(tried, reader)]));
    const views = new Map(mapped.map((reader) => [reader, new LandedView(tried, holds, reader)]));
    const next = await this.part(request, tried, mapped, async (reader, snapshot, landed) => {
      const rows = (await views.get(reader)?.rows(snapshot, landed)) ?? [];
      const tally = tallies.get(reader);
      await inTurns(rows, (row, index) => {
        if (row === null) tally?.rowWithoutKey(landed[index]?.values ?? {});
        else tally?.row(row, { asOf: row.asOf });
      });
    });
    const of = [...tallies];
    const trial = {
      source: tried.document.source,
      readers: of.map(([reader, tally]) =>
        tally.reader({ readOtherwise: readsOtherwise(tried, holds, reader) }),
      ),
      mappings: of.flatMap(([, tally]) => tally.mappings),
    };
    return { trial, next };
  }

  /** How the records of the next rows differ from those by the version that holds. @throws as `tryPart` does */
  async comparePart(request: LandedRequest): Promise<{ comparison: Comparison; next: PartEnd | null }> {
    const tried = checkSource(request.document);
    const { source } = tried.document;
    const { checked: holds, version } = this.holding(source);
    const feedings = [...holds.feedings, ...tried.feedings];
    const mapped = [...new Set(feedings.map(({ reader }) => reader))];
    const tallies = new Map(feedings.map(({ flow }) => [flow, new ComparisonTally(flow)]));
    const views = new Map(
      mapped.map((reader) => {
        const before = new LandedView(holds, holds, reader);
        const after = new LandedView(tried, holds, reader);
        return [reader, { before, after: before.isAs(after) ? null : after }];
      }),
    );
    let count = 0;
    const next = await this.part(request, tried, mapped, async (reader, snapshot, landed) => {
      const view = views.get(reader);
      const before = (await view?.before.rows(snapshot, landed)) ?? [];
      const after = view?.after == null ? before : await view.after.rows(snapshot, landed);
      count += landed.length;
      const ofReader = (of: CheckedSource, flow: string) =>
        of.feedings.filter((feeding) => feeding.reader === reader && feeding.flow === flow);
      const flows = [...tallies].flatMap(([flow, tally]) => {
        const its = { before: ofReader(holds, flow), after: ofReader(tried, flow) };
        return its.before.length + its.after.length === 0 ? [] : [{ tally, its }];
      });
      await inTurns(landed, ({ asOf }, index) => {
        const rows = { before: before[index] ?? null, after: after[index] ?? null };
        for (const { tally, its } of flows) tally.row(rows, its, { asOf });
      });
    });
    const comparison = {
      ...{ source, version, rows: count },
      readOtherwise: mapped.filter((reader) => readsOtherwise(tried, holds, reader)),
      flows: [...tallies.values()].map(({ result }) => result),
    };
    return { comparison, next };
  }

  private holding(name: string): { checked: CheckedSource; version: number } {
    const { checked = null, version = 0 } = this.sources.find(name) ?? {};
    if (checked !== null) return { checked, version };
    throw new Problem(404, `Nothing has landed of a source ${name}: no document of it was applied`);
  }

  /** @returns where it ended; null when there is no more */
  private async part(
    { days, after }: LandedRequest,
    { document: { source } }: CheckedSource,
    readers: readonly string[],
    work: (
      reader: string,
      snapshot: Parameters<Parameters<typeof withLandedSnapshot>[1]>[0],
      landed: Awaited<ReturnType<typeof landedAfter>>,
    ) => Promise<void>,
  ): Promise<PartEnd | null> {
    const since = days === null ? null : new Date(this.clock.now().getTime() - days * 86_400_000);
    const from = after === null ? 0 : readers.indexOf(after.reader);
    let left = rowsOf.part;
    for (const reader of readers.slice(Math.max(0, from))) {
      let sourceKey = reader === after?.reader ? after.sourceKey : '';
      for (;;) {
        if (left <= 0) return { reader, sourceKey };
        const landed = await withLandedSnapshot(this.dataSource, async (snapshot) => {
          const rows = await landedAfter(snapshot, { source, reader, after: sourceKey }, since, rowsOf.page);
          if (rows.length > 0) await work(reader, snapshot, rows);
          return rows;
        });
        left -= landed.length;
        sourceKey = landed.at(-1)?.sourceKey ?? sourceKey;
        if (landed.length < rowsOf.page) break;
      }
    }
    return null;
  }
}

async function inTurns<T>(list: readonly T[], work: (one: T, index: number) => void): Promise<void> {
  for (const [index, one] of list.entries()) {
    work(one, index);
    if (index % rowsOf.turn === rowsOf.turn - 1) await nextTurn();
  }
}
