import { erpOrder, erpShipment, later, placedOrder } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { erpOriginated } from '../documents/erp-originated.ts';
import { followDocument } from '../documents/followed-document.ts';
import { confirmedOrder } from '../fixtures/confirmed.ts';
import { followedBefore, restored } from './followed.ts';

const nothing = { cancelledHere: {}, cancelledThere: {}, givenUp: {}, billed: {}, stated: null, terms: null };

describe('what is taken for known of an order of which nothing else is', () => {
  it('is that what is cancelled was cancelled here, and given up', () => {
    const lines = [{ cancelled: 1 }, {}];
    expect(followedBefore(placedOrder({ lines }))).toEqual({
      ...nothing,
      ...{ cancelledHere: { 1: 1 }, givenUp: { 1: 1 } },
    });
  });

  it('is that its document has cancelled what is, of an order of the back office, so that this is no news', () => {
    const document = erpOrder({ channelOrder: null, lines: [{}, { cancelled: 2 }] });
    const { state } = followDocument(erpOriginated(null, document, null), document, later(61));
    const known = { ...state, followed: followedBefore(state.order) };
    expect(known.followed).toEqual({ ...nothing, cancelledThere: { 2: 2 } });
    expect(followDocument(known, document, later(90)).events).toEqual([]);
  });
});

describe('what is known of an order that was taken over as it stood when more had happened', () => {
  const terms = { rounding: 'line', shippingTaxRate: '19', taxCategories: { 1: 'standard', 2: 'reduced' } };
  const before = { ...followedBefore(placedOrder()), givenUp: { 1: 2 }, terms };

  it('is what was, but for what is cancelled and given up by then', () => {
    const { order } = confirmedOrder({}, { cancelled: 3 });
    expect(restored(before, order)).toEqual({
      ...before,
      ...{ cancelledHere: { 2: 3 }, givenUp: { 1: 2, 2: 3 } },
    });
  });

  it('has its documents tell nothing again that it had been told', () => {
    const document = erpOrder({ lines: [{}, { cancelled: 3 }], shipments: [erpShipment('D1', [2])] });
    const { order } = followDocument(confirmedOrder(), document, later(61)).state;
    const state = { ...confirmedOrder(), order, followed: restored(confirmedOrder().followed, order) };
    expect(followDocument(state, document, later(90)).events).toEqual([]);
  });
});
