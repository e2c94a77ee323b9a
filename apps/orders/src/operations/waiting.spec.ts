import { describe, expect, it } from 'vitest';
import { type Standing, waitingOf } from './waiting.ts';

const steppedAt = new Date('2026-11-29T10:00:00Z');
const standing = (some: Partial<Standing>): Standing => ({
  ...{ state: 'placed', integration: 'none', checking: false, reviewed: false, erpBorn: false, steppedAt },
  ...some,
});

describe('an order waits', () => {
  it.each<[string, Partial<Standing>, string, string]>([
    [
      'is checked',
      { checking: true },
      'reference',
      'a price, product or account that it names and that has not been heard of',
    ],
    ['exceeds a limit of its buyer', { checking: true, reviewed: true }, 'approval', 'order desk'],
    ['is placed', {}, 'stock', 'inventory'],
    ['is confirmed', { state: 'confirmed' }, 'hand-over', 'erp-adapter'],
    ['is back-ordered', { state: 'back-ordered', integration: 'parked' }, 'hand-over', 'erp-adapter'],
    ['was refused', { state: 'confirmed', integration: 'refused' }, 'person', 'order desk'],
    ['was refused on back-order', { state: 'back-ordered', integration: 'refused' }, 'person', 'order desk'],
    ['is in fulfilment', { state: 'in-fulfilment', integration: 'verified' }, 'shipment', 'back office'],
    ['has left in part', { state: 'partly-shipped' }, 'shipment', 'back office'],
    ['began in the back office', { state: 'confirmed', erpBorn: true }, 'shipment', 'back office'],
    ['began there, on back-order', { state: 'back-ordered', erpBorn: true }, 'shipment', 'back office'],
    ['has left', { state: 'shipped' }, 'invoice', 'back office'],
  ])('that %s', (_, some, what, whom) => {
    expect(waitingOf(standing(some))).toEqual({ for: what, whom, since: steppedAt });
  });

  it.each(['completed', 'cancelled', 'rejected', 'invoiced'])('for nothing once it is %s', (state) => {
    expect(waitingOf(standing({ state, integration: 'refused' }))).toBeNull();
  });
});
