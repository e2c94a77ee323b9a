import { describe, expect, it } from 'vitest';
import { placedLine, placedOrder } from '../exports/fixtures/documents.ts';
import {
  type Answer,
  type AnswerContext,
  type AnsweredOrder,
  type AnsweredState,
  decideAnswer,
  hashOf,
} from './answer.ts';

/** Four guides, a bike and two bells, on paper in batch 7. */
const onPaper = (some: Partial<AnsweredOrder> = {}): AnsweredOrder => ({
  ...{ order: '10001', batch: 7, state: 'sent', reason: null, number: null, placed: placedOrder() },
  ...{ cancelled: new Map(), told: new Map(), keyed: null, location: 'B1' },
  ...some,
});
const context: AnswerContext = {
  ...{ batch: 7, readsDocuments: false, ownerOf: () => undefined, now: new Date('2026-11-21T09:00:00Z') },
};
const decide = (known: AnsweredOrder, answer: Omit<Answer, 'order'>, of: Partial<AnswerContext> = {}) =>
  decideAnswer(known, { order: '10001', ...answer }, { ...context, ...of });

/** The order after answers that fit. */
const after = (known: AnsweredOrder, ...answers: Omit<Answer, 'order'>[]): AnsweredOrder =>
  answers.reduce((order, answer) => {
    const decision = decide(order, answer);
    if ('faults' in decision) throw new Error(JSON.stringify(decision.faults));
    return { ...order, ...decision.next };
  }, known);
const faultsOf = (known: AnsweredOrder, answer: Omit<Answer, 'order'>, of?: Partial<AnswerContext>) => {
  const decision = decide(known, answer, of);
  return 'faults' in decision ? decision.faults : [];
};
const changesOf = (known: AnsweredOrder, answer: Omit<Answer, 'order'>) => {
  const decision = decide(known, answer);
  return 'changes' in decision ? decision.changes : null;
};

const numbered = after(onPaper(), { number: '410001' });

describe('a number', () => {
  it('acknowledges the order, and its document is open', () => {
    expect(numbered).toMatchObject<Partial<AnsweredState>>({
      ...{ state: 'acknowledged', number: '410001', reason: null },
      keyed: { status: 'open', lines: [], shipments: [] },
    });
    expect(changesOf(onPaper(), { number: '410001' })).toEqual([
      { field: 'state', before: 'sent', after: 'acknowledged' },
      { field: 'number', before: null, after: '410001' },
      { field: 'status', before: null, after: 'open' },
    ]);
  });

  it('said again changes nothing', () => {
    expect(changesOf(numbered, { number: '410001' })).toEqual([]);
    expect(changesOf(numbered, {})).toEqual([]);
  });

  it('that another order has is refused', () => {
    expect(faultsOf(onPaper(), { number: '1' }, { ownerOf: () => '10002' })).toEqual([
      { field: 'number', message: '1 is the number of 10002 already' },
    ]);
  });

  it('that is another than before needs a reason, and says what it was', () => {
    expect(faultsOf(numbered, { number: '2' })).toMatchObject([{ field: 'number' }]);
    expect(after(numbered, { number: '2', correction: 'misread' })).toMatchObject({
      ...{ number: '2', state: 'acknowledged', reason: 'Its number was 410001 before: misread' },
    });
  });

  it('is needed for a status', () => {
    expect(faultsOf(onPaper(), { status: 'shipped' })).toMatchObject([{ field: 'number' }]);
    expect(faultsOf(onPaper(), {})).toMatchObject([{ field: 'number' }]);
  });

  it('of an order that was refused needs a reason', () => {
    const refused = after(onPaper(), { refusal: 'blocked' });
    expect(faultsOf(refused, { number: '1' })).toMatchObject([{ field: 'number' }]);
    expect(after(refused, { number: '1', correction: 'wrong row' })).toMatchObject({
      ...{ state: 'acknowledged', number: '1', reason: 'Corrected: wrong row' },
    });
  });

  it.each([
    [null, 'is not on paper now'],
    [9, 'is in batch 9 now'],
  ])('is said in the batch that the order is in: %s', (batch, message) => {
    expect(faultsOf(onPaper({ batch }), { number: '1' })).toEqual([{ field: 'order', message }]);
  });
});

describe('a refusal', () => {
  it('is the reason for which the order is refused, and may be another', () => {
    const refused = after(onPaper(), { refusal: 'blocked' });
    expect(refused).toMatchObject({ state: 'refused', reason: 'blocked', number: null });
    expect(changesOf(refused, { refusal: 'blocked' })).toEqual([]);
    expect(changesOf(refused, { refusal: 'no such item' })).toEqual([
      { field: 'refusal', before: 'blocked', after: 'no such item' },
    ]);
  });

  it('is not for what has a number, nor beside anything else', () => {
    expect(faultsOf(numbered, { refusal: 'blocked' })).toMatchObject([{ field: 'refusal' }]);
    expect(faultsOf(onPaper(), { refusal: 'blocked', number: '1' })).toMatchObject([{ field: 'number' }]);
  });

  const cancelled = new Map([
    [1, 4],
    [2, 1],
    [3, 2],
  ]);
  it.each([{ refusal: 'not typed in' }, { status: 'cancelled' as const }])(
    'of what the shopper has cancelled ends it: %j',
    (answer) => {
      expect(after(onPaper({ cancelled }), answer)).toMatchObject({ state: 'cancelled', number: null });
    },
  );

  it('cannot be said as a status while something is wanted', () => {
    expect(faultsOf(onPaper(), { status: 'cancelled' })).toMatchObject([{ field: 'status' }]);
  });
});

describe('what has left', () => {
  const part = after(numbered, {
    ...{ status: 'part-shipped', lines: [{ line: 1, shipped: 3 }], carrier: 'DHL', shippedAt: '2026-11-20' },
  });

  it('is one shipment for what is more than before', () => {
    expect(part.keyed).toEqual({
      status: 'part-shipped',
      lines: [{ line: 1, shipped: 3, cancelled: 0 }],
      shipments: [
        {
          ...{ number: '10001-1', shippedAt: '2026-11-20', location: 'B1', carrier: 'DHL' },
          ...{ trackingNumber: null, trackingUrl: null, lines: [{ line: 1, quantity: 3 }] },
        },
      ],
    });
    const whole = after(part, { status: 'shipped', location: 'L2', trackingNumber: '7' });
    expect(whole.keyed?.shipments[1]).toEqual({
      ...{ number: '10001-2', shippedAt: context.now.toISOString(), location: 'L2', carrier: null },
      ...{ trackingNumber: '7', trackingUrl: null },
      lines: [
        { line: 1, quantity: 1 },
        { line: 2, quantity: 1 },
        { line: 3, quantity: 2 },
      ],
    });
    expect(changesOf(whole, { status: 'shipped', trackingNumber: '7' })).toEqual([]);
  });

  it('is followed by the status, where none is said', () => {
    expect(after(numbered, { lines: [{ line: 1, shipped: 1 }] }).keyed?.status).toBe('part-shipped');
    const rest = [1, 2, 3].map((line) => ({ line, shipped: [4, 1, 2][line - 1] }));
    expect(after(numbered, { lines: rest }).keyed?.status).toBe('shipped');
  });

  it('goes without what the shopper has cancelled and the batch has told of', () => {
    const told = after(
      { ...numbered, cancelled: new Map([[3, 1]]), told: new Map([[3, 1]]) },
      { status: 'shipped' },
    );
    expect(told.keyed?.lines).toContainEqual({ line: 3, shipped: 1, cancelled: 0 });
  });

  it('may be told of with its tracking number later, and that be corrected', () => {
    const tracked = after(part, { trackingNumber: '1' });
    expect(tracked.keyed?.shipments).toMatchObject([{ carrier: 'DHL', trackingNumber: '1' }]);
    expect(faultsOf(tracked, { trackingNumber: '2' })).toMatchObject([{ field: 'trackingNumber' }]);
    expect(after(tracked, { trackingNumber: '2', correction: 'typo' }).keyed?.shipments).toMatchObject([
      { trackingNumber: '2' },
    ]);
    expect(faultsOf(numbered, { carrier: 'DHL' })).toMatchObject([{ field: 'carrier' }]);
  });

  it('is taken back from what left last, with a reason', () => {
    const more = after(part, { lines: [{ line: 1, shipped: 4 }] });
    expect(faultsOf(more, { lines: [{ line: 1, shipped: 2 }] })).toMatchObject([{ field: 'shipped' }]);
    const less = after(more, { lines: [{ line: 1, shipped: 2 }], correction: 'two are still here' });
    expect(less.keyed?.shipments).toMatchObject([{ number: '10001-1', lines: [{ line: 1, quantity: 2 }] }]);
    const again = after(less, { lines: [{ line: 1, shipped: 3 }] });
    expect(again.keyed?.shipments.map(({ number }) => number)).toEqual(['10001-1', '10001-2']);
    const none = after(less, {
      status: 'open',
      lines: [{ line: 1, shipped: 0 }],
      correction: 'nothing left',
    });
    expect(none.keyed).toEqual({ status: 'open', lines: [], shipments: [] });
  });

  it.each<[string, Omit<Answer, 'order'>, string]>([
    ['more than was ordered', { lines: [{ line: 1, shipped: 5 }] }, 'shipped'],
    ['more with what was cancelled', { lines: [{ line: 1, shipped: 2, cancelled: 3 }] }, 'shipped'],
    ['of no line of it', { lines: [{ line: 9, shipped: 1 }] }, 'line'],
    ['twice of a line', { lines: [{ line: 1 }, { line: 1 }] }, 'lines'],
    ['a part without lines', { status: 'part-shipped' }, 'status'],
    ['all, and lines that are less', { status: 'shipped', lines: [{ line: 1, shipped: 4 }] }, 'status'],
    ['nothing, and lines that are more', { status: 'open', lines: [{ line: 1, shipped: 1 }] }, 'status'],
    ['cancelled, and some has left', { status: 'cancelled', lines: [{ line: 1, shipped: 1 }] }, 'status'],
  ])('is refused when it is %s', (_, answer, field) => {
    expect(faultsOf(numbered, answer)).toMatchObject([{ field }]);
  });

  it('does not go back to an earlier status without a reason', () => {
    const invoiced = after(numbered, { status: 'invoiced' });
    expect(faultsOf(invoiced, { status: 'shipped' })).toMatchObject([{ field: 'status' }]);
    expect(after(invoiced, { status: 'shipped', correction: 'not yet' }).keyed?.status).toBe('shipped');
    const cancelled = after(numbered, { status: 'cancelled' });
    expect(faultsOf(cancelled, { status: 'open' })).toMatchObject([{ field: 'status' }]);
  });

  it('is what a source says by itself, where that reads its documents', () => {
    const reads = { readsDocuments: true };
    expect(faultsOf(onPaper(), { number: '1', status: 'open' }, reads)).toMatchObject([{ field: 'status' }]);
    expect(decide(onPaper(), { number: '1' }, reads)).toMatchObject({ next: { number: '1', keyed: null } });
  });
});

it('the hash of what would change tells any other change', () => {
  const changes = changesOf(onPaper(), { number: '1' }) ?? [];
  const hash = hashOf([{ order: '10001', changes }]);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(hashOf([{ order: '10001', changes }])).toBe(hash);
  expect(hashOf([{ order: '10002', changes }])).not.toBe(hash);
  expect(hashOf([])).not.toBe(hash);
});

it('an order of one line is whole when that has left', () => {
  const one = onPaper({ placed: placedOrder({ lines: [placedLine({ line: 1, quantity: 2 })] }) });
  expect(after(one, { number: '1', lines: [{ line: 1, shipped: 2 }] }).keyed?.status).toBe('shipped');
});
