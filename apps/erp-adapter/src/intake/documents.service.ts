import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { readRecords } from '@throughline/file-formats';
import { transaction } from '@throughline/persistence';
import { AuditLog, Clock, InvalidRequest, Problem, type User } from '@throughline/service';
import { DataSource } from 'typeorm';
import { feedingsOf } from '../connectors/configured/configured-connector.ts';
import {
  type LandedDocument,
  findDocument,
  lastDocument,
  saveDocument,
} from '../landing/landed-documents.tables.ts';
import { type ChangeExample, changeExamples } from '../landing/landed-examples.tables.ts';
import { workChannel } from '../sources/leadership.ts';
import { SourceRegistry } from '../sources/registry.ts';
import { receiveDocument } from './document-intake.tables.ts';
import { DocumentQueue } from './document-queue.ts';
import { landedReaders } from './intake.ts';
import { judgeDocument, settleColumns } from './judging.tables.ts';
import { recordsOf } from './records-of.ts';

/** Of each kind of change. */
const examples = 20;

/** A document with what it would change, for somebody who decides about it. */
export interface DocumentPreview extends LandedDocument {
  /** Tells what was seen: an answer names it, so that it is about that. */
  seen: string;
  examples: ChangeExample[];
}

export interface Upload {
  source: string;
  reader: string;
  name: string;
  /** When it was so; now when left out. */
  asOf: Date | undefined;
}

/** What people do with the documents of a source. */
@Injectable()
export class DocumentsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sources: SourceRegistry,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async find(id: number): Promise<DocumentPreview> {
    return transaction(this.dataSource, async (tx) => {
      const document = await findDocument(tx, id);
      if (document === null) throw new Problem(404, 'There is no such document');
      return { ...document, seen: seenOf(document), examples: await changeExamples(tx, document, examples) };
    });
  }

  /** Lands a document, which then waits to be accepted; nothing of it counts. @throws InvalidRequest for where it goes */
  async upload(
    user: User,
    { source: name, reader, name: title, asOf }: Upload,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<DocumentPreview> {
    const checked = this.sources.find(name)?.checked;
    if (!checked || checked.document.transport === 'sql')
      throw invalid('source', 'is no source whose documents can be uploaded');
    const { document } = checked;
    const settings = document.readers[reader];
    const landed = landedReaders(checked).get(reader);
    if (settings === undefined || landed === undefined)
      throw invalid('reader', `is none of ${Object.keys(document.readers).join(', ')}`);
    const last = await lastDocument(this.dataSource, name, reader);
    const now = asOf ?? this.clock.now();
    if (asOf !== undefined && last !== null && asOf < last.asOf)
      throw invalid('asOf', `is before that of ${last.name}, which came before`);
    const hash = createHash('sha256');
    const counted = { bytes: 0 };
    const stream = recordsOf(readRecords(hashed(bytes, hash, counted), settings.format), null, true);
    const about = {
      ...{
        source: name,
        reader,
        name: title,
        contentHash: '',
        bytes: 0,
        says: settings.says,
        sequence: null,
      },
      ...{ receivedBy: user.subject, asOf: last !== null && now <= last.asOf ? later(last.asOf) : now },
    };
    const received = await receiveDocument(this.dataSource, landed, about, stream, {
      content: () => ({ contentHash: hash.digest('hex'), bytes: counted.bytes }),
      nothing: settings.nothing,
    });
    const queue = new DocumentQueue(this.dataSource, document, landedReaders(checked), feedingsOf(checked));
    const judging = { ...queue.judging(reader), byHand: async () => true };
    // Nothing counts by this: whoever leads the source has it count once it was accepted.
    await judgeDocument(this.dataSource, { hold: async () => undefined }, judging, received, async (tx) => {
      const details = { source: name, reader, name: title, records: received.records };
      await this.audit.record(tx, {
        ...{ actor: user, action: 'upload-document', target: `document ${received.id}`, details },
      });
    });
    return this.find(received.id);
  }

  /** @throws Problem 409 when it does not wait, or is not what was seen */
  async accept(user: User, id: number, seen: string): Promise<LandedDocument> {
    return this.answer(user, id, 'accepted', { seen });
  }

  /** @throws Problem 409 when it does not wait */
  async refuse(user: User, id: number, reason: string): Promise<LandedDocument> {
    return this.answer(user, id, 'refused', { reason });
  }

  private async answer(
    user: User,
    id: number,
    state: 'accepted' | 'refused',
    { seen, reason }: { seen?: string; reason?: string },
  ): Promise<LandedDocument> {
    return transaction(this.dataSource, async (tx) => {
      await tx.query('select from landed_documents where id = $1 for update', [id]);
      const document = await findDocument(tx, id);
      if (document === null) throw new Problem(404, 'There is no such document');
      if (document.state !== 'waiting')
        throw new Problem(409, `It does not wait: it is ${document.state}`, { name: 'document-decided' });
      if (seen !== undefined && seen !== seenOf(document))
        throw new Problem(409, 'It is not what was seen: look again', { name: 'document-changed' });
      const answered = { ...document, state, answeredBy: user.subject, because: reason ?? document.because };
      await saveDocument(tx, answered);
      if (state === 'accepted') await settleColumns(tx, answered);
      const details = { source: document.source, name: document.name, ...(reason && { reason }) };
      const action = state === 'accepted' ? 'accept-document' : 'refuse-document';
      await this.audit.record(tx, { actor: user, action, target: `document ${id}`, details });
      tx.notify(workChannel, '');
      return answered;
    });
  }
}

/** Tells what was seen of a document. */
export function seenOf({
  contentHash,
  verdict,
  because,
}: Pick<LandedDocument, 'contentHash' | 'verdict' | 'because'>): string {
  return createHash('sha256')
    .update(JSON.stringify([contentHash, verdict, because]))
    .digest('base64url')
    .slice(0, 22);
}

function later(instant: Date): Date {
  return new Date(instant.getTime() + 1);
}

function invalid(field: string, message: string): InvalidRequest {
  return new InvalidRequest([{ field, message, in: 'query' }]);
}

async function* hashed(
  bytes: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
  counted: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const some of bytes) {
    hash.update(some);
    counted.bytes += some.length;
    yield some;
  }
}
