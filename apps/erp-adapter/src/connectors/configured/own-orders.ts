import {
  type HandedOverOrder,
  type HandedOverOrders,
  type MappedRecord,
  type Reader,
  documentOrigins,
} from '@throughline/connector';
import type { ErpOrder } from '@throughline/events';
import type { CompiledOutgoing } from '@throughline/mapping';
import { cleanText, fingerprintOf } from '../../mapping/check.ts';

/** What documents that we wrote say, as the reader of orders has it. */
export interface OwnDocuments {
  /** Columns with what says that we wrote it, as far as the reader has them. */
  readonly mark: Readonly<Record<string, string>>;
  /** Columns that we wrote of the recipient; nothing where others are read than are written. */
  readonly recipientColumns: CompiledOutgoing['recipientColumns'] | null;
}

/**
 * Tells the documents of our orders from those of others by what was handed over: a document is ours by its number, and
 * while that is not known, by the number of ours that it carries. One whose lines are not there yet is none.
 */
export function ownOrders(
  reader: Reader<ErpOrder>,
  orders: HandedOverOrders,
  own: OwnDocuments,
): Reader<ErpOrder> {
  return {
    sourceKeys: (snapshot, after, limit) => reader.sourceKeys(snapshot, after, limit),
    read: async (snapshot, sourceKeys) => {
      const read = await reader.read(snapshot, sourceKeys);
      const records = read.filter(({ value }) => value === null || value.lines.length > 0);
      const references = records.flatMap(({ value }) => value?.channelOrder ?? []);
      const known = await orders.documents(
        records.map(({ sourceKey }) => sourceKey),
        [...new Set(references)],
      );
      const find = documentOrigins(known);
      return records.map((record) => withOrigin(record, find, own));
    },
  };
}

function withOrigin(
  record: MappedRecord<ErpOrder>,
  find: ReturnType<typeof documentOrigins>,
  { mark, recipientColumns }: OwnDocuments,
): MappedRecord<ErpOrder> {
  const { sourceKey, value, raw } = record;
  if (value === null) return record;
  const madeByUs = Object.entries(mark).every(([column, text]) => {
    const said = raw[column];
    return said === undefined || cleanText(said as string | null) === cleanText(text);
  });
  const { own, namesOrder } = find(sourceKey, value.channelOrder, madeByUs);
  const order = { ...value, channelOrder: own?.order ?? null };
  const unpublished = { namesOrder, changedRecipient: changedRecipient(own, raw, recipientColumns) };
  return { ...record, value: order, unpublished, fingerprint: fingerprintOf([order, unpublished]) };
}

/** Fields of the recipient that the document has otherwise than they were handed over. */
function changedRecipient(
  own: HandedOverOrder | null,
  raw: Readonly<Record<string, unknown>>,
  columns: OwnDocuments['recipientColumns'],
): string[] {
  if (own === null || own.recipient === null || columns === null) return [];
  const recipient = own.recipient as Readonly<Record<string, string | null>>;
  const changed = columns(own.recipient).filter(({ name, text }) => {
    const said = raw[name];
    return said !== undefined && cleanText(said as string | null) !== cleanText(text);
  });
  const fields = changed.flatMap((column) => {
    const all = column.fields.map((field) => field.replace('recipient.', ''));
    // Of several that may stand there, those that we have.
    const given = all.filter((field) => (recipient[field] ?? null) !== null);
    return given.length > 0 ? given : all;
  });
  return [...new Set(fields)];
}
