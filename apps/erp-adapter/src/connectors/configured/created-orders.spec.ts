import type { NewOrder } from '@throughline/connector';
import type { DocumentAnswer, FoundDocument, NewDocument } from '@throughline/database-sources';
import type { OutgoingOutcome } from '@throughline/mapping';
import { describe, expect, it } from 'vitest';
import { createdOrders } from './created-orders.ts';

const found = (of: Partial<FoundDocument>): FoundDocument => ({
  ...{ number: '500', refusal: null, waiting: false, ...of },
});

/** A writer that answers as it is told. */
function desk(answers: Record<string, DocumentAnswer | readonly FoundDocument[]>) {
  const written: NewDocument[] = [];
  const there = new Map(
    Object.entries(answers).filter((entry): entry is [string, readonly FoundDocument[]] =>
      Array.isArray(entry[1]),
    ),
  );
  const writer = {
    write: async (documents: readonly NewDocument[]) => {
      written.push(...documents);
      return documents.map(({ reference }): DocumentAnswer => {
        const answer = answers[reference];
        if (answer === undefined) return { reference, existed: false, documents: [found({})] };
        return Array.isArray(answer)
          ? { reference, existed: true, documents: answer as FoundDocument[] }
          : (answer as DocumentAnswer);
      });
    },
    find: async (references: readonly string[]) =>
      new Map([...there].filter(([reference]) => references.includes(reference))),
  };
  const make = ({ order }: NewOrder): OutgoingOutcome =>
    order.startsWith('long')
      ? {
          misfits: [
            { column: 'name', fields: ['recipient.name'], reason: 'is longer than 40 characters' },
            {
              column: 'recipient.phone',
              fields: ['recipient.phone'],
              reason: 'is longer than 20 characters',
            },
          ],
        }
      : { head: { nr: order }, lines: [] };
  return { written, ...createdOrders({ make }, writer, { askAgainMs: 10_000 }) };
}

const orders = (...numbers: string[]) => numbers.map((order) => ({ order }) as NewOrder);
const pending = { askAgainMs: 10_000 };

describe('orders that are written as documents', () => {
  it('are answered with their numbers, made now or before', async () => {
    const { createOrders, written } = desk({ '2': [found({ number: '401' })] });
    expect(await createOrders(orders('1', '2'), null)).toEqual([
      { order: '1', erpNumber: '500', existed: false },
      { order: '2', erpNumber: '401', existed: true },
    ]);
    expect(written).toEqual([
      { reference: '1', head: { nr: '1' }, lines: [] },
      { reference: '2', head: { nr: '2' }, lines: [] },
    ]);
  });

  it.each<[string, readonly FoundDocument[], object]>([
    ['has no number yet', [found({ number: null, waiting: true })], { pending }],
    ['waits to be looked at', [found({ waiting: true })], { pending }],
    ['is refused there', [found({ refusal: 'blocked' })], { refusal: 'blocked' }],
    ['was refused before and taken then', [found({ refusal: 'blocked' }), found({})], { erpNumber: '500' }],
    [
      'is there twice',
      [found({}), found({ number: '501' })],
      { refusal: expect.stringContaining('500, 501') },
    ],
  ])('are answered by what has become of one that %s', async (_, documents, expected) => {
    const { createOrders } = desk({ '1': documents });
    expect(await createOrders(orders('1'), null)).toMatchObject([{ order: '1', ...expected }]);
  });

  it('are refused with all fields that do not fit, unless they were written when they did', async () => {
    const { createOrders, written } = desk({ 'long 2': [found({ number: '402' })] });
    expect(await createOrders(orders('long 1', 'long 2'), null)).toEqual([
      {
        order: 'long 1',
        refusal:
          'The back office cannot hold it: recipient.name is longer than 40 characters (name); recipient.phone is longer than 20 characters',
      },
      { order: 'long 2', erpNumber: '402', existed: true },
    ]);
    expect(written).toEqual([]);
  });

  it('are found with their numbers, with none where it is not known, and not where they were refused', async () => {
    const { findOrders } = desk({
      '1': [found({})],
      '2': [found({ number: null, waiting: true })],
      '3': [found({ refusal: 'blocked' })],
      '4': [found({ number: '7' }), found({ number: '8' })],
    });
    expect(await findOrders(['1', '2', '3', '4', '5'])).toEqual(
      new Map([
        ['1', ['500']],
        ['2', []],
        ['4', ['7', '8']],
      ]),
    );
  });
});
