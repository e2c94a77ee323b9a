import {
  type CreatesOrders,
  type Creation,
  type FindsOrders,
  severalDocuments,
} from '@throughline/connector';
import type {
  DocumentAnswer,
  DocumentWriter,
  FoundDocument,
  NewDocument,
} from '@throughline/database-sources';
import type { CompiledOutgoing, OutgoingMisfit } from '@throughline/mapping';

/** Orders made by a mapping into documents, which are written once. */
export function createdOrders(
  { make }: Pick<CompiledOutgoing, 'make'>,
  writer: Pick<DocumentWriter, 'write' | 'find'>,
  { askAgainMs }: { askAgainMs: number },
): CreatesOrders & FindsOrders {
  const answerOf = (order: string, existed: boolean, documents: readonly FoundDocument[]): Creation => {
    const taken = documents.filter(({ refusal }) => refusal === null);
    const [first, ...others] = taken;
    if (first === undefined) return { order, refusal: documents[0]?.refusal ?? notKept };
    if (others.length > 0)
      return { order, refusal: severalDocuments(taken.map(({ number }) => number ?? 'none')) };
    if (first.number === null || first.waiting) return { order, pending: { askAgainMs } };
    return { order, erpNumber: first.number, existed };
  };
  const creationOf = (answer: DocumentAnswer): Creation =>
    'refusal' in answer
      ? { order: answer.reference, refusal: answer.refusal }
      : answerOf(answer.reference, answer.existed, answer.documents);
  return {
    createOrders: async (orders) => {
      const documents: NewDocument[] = [];
      const refusals = new Map<string, string>();
      for (const order of orders) {
        const made = make(order);
        if ('misfits' in made) refusals.set(order.order, refusalOf(made.misfits));
        else documents.push({ reference: order.order, ...made });
      }
      // One that does not fit any more may have been written when it did.
      const found = await writer.find([...refusals.keys()]);
      const written = await writer.write(documents);
      return [
        ...written.map(creationOf),
        ...[...refusals].map(([order, refusal]): Creation => {
          const documentsThere = found.get(order);
          return documentsThere === undefined ? { order, refusal } : answerOf(order, true, documentsThere);
        }),
      ];
    },
    findOrders: async (orders) => {
      const found = await writer.find([...new Set(orders)]);
      return new Map(
        [...found].flatMap(([order, documents]) => {
          const taken = documents.filter(({ refusal }) => refusal === null);
          if (taken.length === 0) return [];
          return [[order, taken.flatMap(({ number, waiting }) => (waiting ? [] : (number ?? [])))]];
        }),
      );
    },
  };
}

const notKept = 'The back office has not kept it';

/** Says which fields do not fit and where, and never what is in them. */
function refusalOf(misfits: readonly OutgoingMisfit[]): string {
  const told = misfits.map(({ column, fields, reason }) => {
    const what = fields.length === 0 ? column : fields.join(', ');
    return `${what} ${reason}${what === column ? '' : ` (${column})`}`;
  });
  return `The back office cannot hold it: ${[...new Set(told)].join('; ')}`;
}
