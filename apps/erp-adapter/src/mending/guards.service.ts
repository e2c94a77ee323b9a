import { Injectable } from '@nestjs/common';
import { type Flow, flows } from '@throughline/connector';
import { type Tx, transaction } from '@throughline/persistence';
import { AuditLog, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { DocumentsService, seenOf } from '../intake/documents.service.ts';
import { type LandedDocument, openDocuments } from '../landing/landed-documents.tables.ts';
import { type ReaderState, acceptDrift, readerState, readerStates } from '../landing/reader-states.tables.ts';
import {
  type GuardAnswer,
  type GuardedWithdrawals,
  answerWithdrawals,
  guardedWithdrawals,
} from '../publishing/guard.tables.ts';
import { requestReconciliation } from '../reconciliation/reconciliations.tables.ts';
import { SourceRegistry } from '../sources/registry.ts';

/** There is no such guard, or nothing waits for it. */
export class NoSuchGuard extends Error {
  override readonly name = 'NoSuchGuard';
}

/** What waits is not what was seen. */
export class GuardChanged extends Error {
  override readonly name = 'GuardChanged';
}

/** Something that is held until a person has answered. */
export interface Guard {
  /** By which it is answered: `withdrawals:SOURCE:FLOW`, `document:ID` or `columns:SOURCE:READER`. */
  guard: string;
  kind: 'withdrawals' | 'document' | 'columns';
  source: string;
  flow: Flow | null;
  reader: string | null;
  document: number | null;
  state: 'waiting' | 'refused';
  because: string;
  records: number;
  since: Date;
  examples: string[];
  /** Tells what was seen. */
  seen: string;
}

export interface AnsweredGuard {
  guard: string;
  answer: GuardAnswer;
  records: number;
}

type Meant =
  | { kind: 'withdrawals'; source: string; flow: Flow }
  | { kind: 'document'; document: number }
  | { kind: 'columns'; source: string; reader: string };

/** All that guards hold, and what people say of it. Documents are answered as their own routes do. */
@Injectable()
export class Guards {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly documents: DocumentsService,
    private readonly audit: AuditLog,
  ) {}

  async list(sources: readonly string[]): Promise<Guard[]> {
    return transaction(this.dataSource, async (tx) => {
      const guards = (await guardedWithdrawals(tx, sources)).map(withdrawalsGuard);
      for (const source of sources) {
        guards.push(...(await openDocuments(tx, source, ['waiting'])).map(documentGuard));
        guards.push(...(await readerStates(tx, source)).flatMap(columnsGuard));
      }
      return guards;
    });
  }

  /** @throws NoSuchGuard, GuardChanged, and for a document as the service of documents does */
  async accept(user: User, guard: string, seen: string): Promise<AnsweredGuard> {
    const meant = this.meant(guard);
    if (meant.kind === 'document') {
      const { records } = await this.documents.accept(user, meant.document, seen);
      return { guard, answer: 'accepted', records };
    }
    if (meant.kind === 'columns') return this.acceptColumns(user, guard, meant, seen);
    return transaction(this.dataSource, async (tx) => {
      const records = await answerWithdrawals(tx, meant, 'accepted', seen);
      if (records === 0) throw await this.unanswered(tx, meant);
      const { source, flow } = meant;
      const target = `flow ${source}|${flow}`;
      await this.audit.record(tx, {
        actor: user,
        action: 'accept-withdrawals',
        target,
        details: { records },
      });
      await requestReconciliation(tx, source, [flow], user.subject);
      return { guard, answer: 'accepted', records };
    });
  }

  /** @throws NoSuchGuard, and for a document as the service of documents does */
  async refuse(user: User, guard: string, reason: string): Promise<AnsweredGuard> {
    const meant = this.meant(guard);
    if (meant.kind === 'document') {
      const { records } = await this.documents.refuse(user, meant.document, reason);
      return { guard, answer: 'refused', records };
    }
    if (meant.kind === 'columns')
      throw new GuardChanged('Columns are as they are: accept them, or mend the document of the source');
    return transaction(this.dataSource, async (tx) => {
      const records = await answerWithdrawals(tx, meant, 'refused', null);
      if (records === 0) throw new NoSuchGuard(`Nothing of ${meant.flow} waits`);
      const target = `flow ${meant.source}|${meant.flow}`;
      const details = { records, reason };
      await this.audit.record(tx, { actor: user, action: 'refuse-withdrawals', target, details });
      return { guard, answer: 'refused', records };
    });
  }

  private async acceptColumns(
    user: User,
    guard: string,
    { source, reader }: { source: string; reader: string },
    seen: string,
  ): Promise<AnsweredGuard> {
    return transaction(this.dataSource, async (tx) => {
      if (!(await acceptDrift(tx, source, reader, seen))) {
        const { drift } = await readerState(tx, source, reader);
        throw drift?.waits === true && !drift.isAccepted
          ? new GuardChanged(`${reader} waits with other columns than were seen`)
          : new NoSuchGuard(`${reader} does not wait because of its columns`);
      }
      const target = `reader ${source}|${reader}`;
      await this.audit.record(tx, { actor: user, action: 'accept-columns', target, details: { seen } });
      return { guard, answer: 'accepted', records: 0 };
    });
  }

  private async unanswered(tx: Tx, { source, flow }: { source: string; flow: Flow }): Promise<Error> {
    const open = (await guardedWithdrawals(tx, [source])).find((each) => each.flow === flow);
    if (open === undefined) return new NoSuchGuard(`Nothing of ${flow} waits`);
    return new GuardChanged(`Other withdrawals wait than were seen: ${open.records} by now`);
  }

  private meant(guard: string): Meant {
    const [kind, name = '', rest = '', ...others] = guard.split(':');
    const flow = flows.find((each) => each === rest);
    if (kind === 'withdrawals' && flow !== undefined && others.length === 0 && this.sources.find(name))
      return { kind, source: name, flow };
    if (kind === 'document' && /^[1-9]\d{0,14}$/.test(name) && rest === '' && others.length === 0)
      return { kind, document: Number(name) };
    if (kind === 'columns' && rest !== '' && others.length === 0 && this.sources.find(name))
      return { kind, source: name, reader: rest };
    throw new NoSuchGuard('There is no such guard');
  }
}

function withdrawalsGuard({ source, flow, records, ...guarded }: GuardedWithdrawals): Guard {
  const are = records === 1 ? '1 record is' : `${records} records are`;
  return {
    ...{
      guard: `withdrawals:${source}:${flow}`,
      kind: 'withdrawals',
      source,
      flow,
      reader: null,
      document: null,
    },
    because: `${are} gone in the back office, and ${records === 1 ? 'stays' : 'stay'} published`,
    ...guarded,
    records,
  };
}

function columnsGuard({ source, reader, drift, driftedAt }: ReaderState): Guard[] {
  if (drift === null || !drift.waits || drift.isAccepted) return [];
  const { changes, seen } = drift;
  return [
    {
      ...{
        guard: `columns:${source}:${reader}`,
        kind: 'columns',
        source,
        flow: null,
        reader,
        document: null,
      },
      ...{ state: 'waiting', because: `Columns are not as before: ${changes.join(', ')}`, records: 0 },
      ...{ since: driftedAt ?? new Date(0), examples: [...changes], seen },
    },
  ];
}

function documentGuard(document: LandedDocument): Guard {
  const { id, source, reader, name, because, records, receivedAt } = document;
  return {
    ...{
      guard: `document:${id}`,
      kind: 'document',
      source,
      flow: null,
      reader,
      document: id,
      state: 'waiting',
    },
    ...{ because: because ?? '', records, since: receivedAt, examples: [name], seen: seenOf(document) },
  };
}
