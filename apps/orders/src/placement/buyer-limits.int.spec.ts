import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Neighbourhood, journey } from '../fixtures/neighbourhood.ts';

let neighbourhood: Neighbourhood;

/** The default order is worth 91.02; two of one buyer are within the limit, three are not. */
beforeAll(async () => {
  neighbourhood = await Neighbourhood.start({
    ORDER_CHECK_SECONDS: '0.05',
    BUYER_LINE_QUANTITY_MAX: '3',
    BUYER_ORDER_WORTH_MAX: '500',
    BUYER_OPEN_WORTH_MAX: '200',
    BUYER_HOLD_DAYS: '14',
  });
});
afterAll(() => neighbourhood.installation.stop());

const reason = 'known for years';
const inReview = (order: string, why: string) =>
  until(() => {
    const value = neighbourhood.newest(order);
    return value?.review?.reason === why && value;
  });
const waiting = async () => {
  const { body } = await neighbourhood.get('/orders?waiting=approval', 'order-desk').expect(200);
  return (body.orders as { order: string; review: string }[]).map(({ order, review }) => [order, review]);
};

const finding = async (kind: string) => (await neighbourhood.findings()).find((each) => each.kind === kind);

describe('an order beyond a limit of its buyer', () => {
  it('waits for a person, claims nothing, and goes on as any other once it is taken', async () => {
    await neighbourhood.asked('W-1', { buyer: ['mail-1'], lines: [{ quantity: 4 }, {}] });
    expect(await inReview('W-1', 'line-quantity')).toMatchObject({ state: 'placed', heldUntil: null });
    expect(await waiting()).toContainEqual(['W-1', 'line-quantity']);
    expect(await finding('order-in-review')).toEqual({
      ...{ kind: 'order-in-review', subject: 'orders', count: 1 },
      since: neighbourhood.newest('W-1')?.review?.since,
      worth: [{ currency: 'EUR', amount: neighbourhood.newest('W-1')?.gross }],
      remedy: expect.stringContaining('`throughline orders --waiting approval`'),
    });
    const { body: undecided } = await neighbourhood.get('/orders?state=undecided', 'order-desk').expect(200);
    expect(undecided.orders.map(({ order }: { order: string }) => order)).not.toContain('W-1');

    await neighbourhood.act('W-1', 'approval', { reason }, 'customer-care').expect(403);
    const { body } = await neighbourhood.act('W-1', 'approval', {}, 'order-desk').expect(400);
    expect(body.errors).toMatchObject([{ field: 'reason', in: 'body' }]);
    expect(neighbourhood.types('W-1')).toEqual([]);

    const taken = await neighbourhood.act('W-1', 'approval', { reason }, 'order-desk').expect(200);
    expect(taken.body).toMatchObject({ order: 'W-1', state: 'placed', review: null, heldUntil: null });
    await neighbourhood.happened('W-1', 'OrderPlaced');
    const [placed] = neighbourhood.events('W-1');
    expect(placed?.value).not.toHaveProperty('buyer');
    expect(placed?.traceparent).toContain(journey.slice(0, 35));
    await neighbourhood.reserved('W-1');
    await neighbourhood.inState('W-1', 'confirmed');
    expect(await waiting()).not.toContainEqual(['W-1', 'line-quantity']);
    expect(await neighbourhood.audited('W-1')).toEqual([
      { actor: 'tester', action: 'approve-order', details: { reason } },
    ]);
    const again = await neighbourhood.act('W-1', 'approval', { reason }, 'admin').expect(422);
    expect(again.body.type).toBe('urn:throughline:problem:not-in-review');
  });

  it('ends when it is not taken, and what inventory never promised is not asked back', async () => {
    await neighbourhood.asked('W-2', { buyer: ['mail-2'], lines: [{ quantity: 4 }, {}] });
    await inReview('W-2', 'line-quantity');
    const refused = await neighbourhood
      .act('W-2', 'refusal', { reason: 'no such street' }, 'admin')
      .expect(200);
    expect(refused.body).toMatchObject({
      state: 'rejected',
      rejection: { reason: 'not-accepted', lines: [] },
    });
    await neighbourhood.happened('W-2', 'OrderRejected');
    expect(neighbourhood.types('W-2')).toEqual(['OrderRejected']);
    expect(JSON.stringify(neighbourhood.events('W-2'))).not.toContain('no such street');
    expect(await neighbourhood.audited('W-2')).toEqual([
      { actor: 'tester', action: 'refuse-order', details: { reason: 'no such street' } },
    ]);
  });

  it('is told by what its buyer has open, by either mark, also of orders that are decided together', async () => {
    const orders = ['W-31', 'W-32', 'W-33', 'W-34'];
    await Promise.all(
      orders.map((order, index) => neighbourhood.asked(order, { buyer: [`mail-3${index}`, 'door-3'] })),
    );
    await until(() => orders.filter((order) => neighbourhood.newest(order)?.review).length === 2);
    await until(
      () => orders.filter((order) => neighbourhood.types(order).includes('OrderPlaced')).length === 2,
    );
    // Another buyer is not concerned.
    await neighbourhood.asked('W-35', { buyer: ['mail-35', 'door-35'] });
    await neighbourhood.happened('W-35', 'OrderPlaced');

    // What has ended counts no more.
    const ended = orders.find((order) => neighbourhood.types(order).includes('OrderPlaced')) ?? '';
    await neighbourhood.refused(ended);
    await neighbourhood.inState(ended, 'rejected');
    await neighbourhood.asked('W-36', { buyer: ['mail-36', 'door-3'] });
    await neighbourhood.happened('W-36', 'OrderPlaced');
    await neighbourhood.asked('W-37', { buyer: ['mail-37', 'door-3'] });
    await inReview('W-37', 'open-worth');
  });

  it('of an account is told by the account, and of all guests together by nothing', async () => {
    await neighbourhood.account('A7', '20007', { kind: 'business' });
    for (const order of ['W-41', 'W-42']) {
      await neighbourhood.asked(order, { account: 'A7' });
      await neighbourhood.happened(order, 'OrderPlaced');
      expect(await neighbourhood.inState(order, 'placed')).toMatchObject({ review: null, heldUntil: null });
    }
    await neighbourhood.asked('W-43', { account: 'A7' });
    await inReview('W-43', 'open-worth');
    for (const order of ['W-44', 'W-45', 'W-46']) {
      await neighbourhood.asked(order);
      await neighbourhood.happened(order, 'OrderPlaced');
    }
  });

  it('may be cancelled by its shopper', async () => {
    await neighbourhood.asked('W-5', { buyer: ['mail-5'], lines: [{ quantity: 4 }, {}] });
    await inReview('W-5', 'line-quantity');
    const at = new Date('2026-11-02T09:00:00Z');
    await neighbourhood.say('orders.requests', 'CancellationRequested', {
      ...{ order: 'W-5', by: 'shopper', reason: '', at },
    });
    expect(await neighbourhood.inState('W-5', 'cancelled')).toMatchObject({ review: null });
  });

  it('is found by a filter that knows what can be waited for', async () => {
    const { body } = await neighbourhood.get('/orders?waiting=godot', 'order-desk').expect(400);
    expect(body.errors).toMatchObject([{ field: 'waiting', in: 'query' }]);
  });
});

describe('what is promised to a guest', () => {
  const held = async (order: string) => {
    await neighbourhood.asked(order, { buyer: [`mail ${order}`] });
    await neighbourhood.happened(order, 'OrderPlaced');
    await neighbourhood.reserved(order);
    return neighbourhood.inState(order, 'confirmed');
  };

  it('is held for a time that staff extend or lift, and says until when', async () => {
    const { heldUntil } = await held('W-60');
    expect(heldUntil).toBeInstanceOf(Date);
    await neighbourhood.exported('W-60', 'verified');
    expect((await neighbourhood.inState('W-60', 'in-fulfilment')).heldUntil).toEqual(heldUntil);

    const until2036 = { until: '2036-01-01T00:00:00Z', reason };
    await neighbourhood.act('W-60', 'hold', until2036, 'finance').expect(403);
    const past = { until: '2026-01-01T00:00:00Z', reason };
    const wrong = await neighbourhood.act('W-60', 'hold', past, 'order-desk').expect(422);
    expect(wrong.body.errors).toEqual([{ field: 'until', message: 'is not in the future', in: 'body' }]);
    const extended = await neighbourhood.act('W-60', 'hold', until2036, 'order-desk').expect(200);
    expect(extended.body.heldUntil).toBe('2036-01-01T00:00:00.000Z');
    const lifted = await neighbourhood.act('W-60', 'hold', { until: null, reason }, 'admin').expect(200);
    expect(lifted.body.heldUntil).toBeNull();
    const gone = await neighbourhood.act('W-60', 'hold', until2036, 'order-desk').expect(422);
    expect(gone.body.type).toBe('urn:throughline:problem:not-held');
    expect(await neighbourhood.audited('W-60')).toEqual([
      { actor: 'tester', action: 'hold-order', details: { until: '2036-01-01T00:00:00.000Z', reason } },
      { actor: 'tester', action: 'hold-order', details: { until: null, reason } },
    ]);
  });

  it('is given back when its time is over, of every such order and of no other', async () => {
    const orders = ['W-61', 'W-62', 'W-63'];
    for (const order of orders) await held(order);
    await neighbourhood.act('W-63', 'hold', { until: null, reason }, 'order-desk').expect(200);
    await neighbourhood.endHolds();
    expect(orders.map((order) => neighbourhood.newest(order)?.state)).toEqual(orders.map(() => 'confirmed'));

    neighbourhood.later(12.9);
    expect(await finding('hold-ending')).toBeUndefined();
    neighbourhood.later(1);
    expect(await finding('hold-ending')).toMatchObject({
      ...{ subject: 'orders', worth: [{ currency: 'EUR', amount: expect.any(String) }] },
      remedy: expect.stringContaining('`throughline orders --held-for 1d`'),
    });
    await neighbourhood.endHolds();
    expect(orders.map((order) => neighbourhood.types(order).at(-1))).toEqual(
      orders.map(() => 'OrderConfirmed'),
    );
    neighbourhood.later(0.2);
    await neighbourhood.endHolds();
    for (const order of ['W-61', 'W-62']) {
      expect(await neighbourhood.inState(order, 'cancelled')).toMatchObject({ heldUntil: null });
      await neighbourhood.happened(order, 'OrderCancelled');
      expect(neighbourhood.events(order).at(-1)?.value).toMatchObject({ by: 'seller', reason: 'hold-ended' });
    }
    expect(neighbourhood.types('W-63').at(-1)).toBe('OrderConfirmed');
  });
});
