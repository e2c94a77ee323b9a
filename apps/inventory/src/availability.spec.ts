import { describe, expect, it } from 'vitest';
import { availabilityOf, emptyLevel, locationStockOf, policyOf, restated } from './availability.ts';
import type { Level, Statement } from './availability.ts';

const noon = new Date('2026-02-01T12:00:00Z');
const statement = (some: Partial<Statement> = {}): Statement => ({
  source: 'demo',
  sku: 'A',
  location: 'B1',
  version: 1,
  quantity: 10,
  basis: 'physical',
  allocatedElsewhere: 0,
  safetyStock: 0,
  asOf: noon,
  watermarked: true,
  incoming: [],
  ...some,
});
const shown = (statements: Statement[], some: Partial<Level> = {}) =>
  availabilityOf(restated({ ...emptyLevel('A'), ...some }, statements));

describe('available to sell', () => {
  it('takes off what is allocated elsewhere and withheld', () => {
    expect(shown([statement({ allocatedElsewhere: 3, safetyStock: 2 })])?.availableToSell).toBe(5);
  });

  it('does not take allocations off a figure that is net of them', () => {
    expect(shown([statement({ basis: 'net', allocatedElsewhere: 3 })])?.availableToSell).toBe(10);
  });

  it('adds the locations up and takes our claims off once', () => {
    const both = [statement(), statement({ location: 'L1', quantity: 4 })];
    expect(shown(both, { claimed: 6 })?.availableToSell).toBe(8);
  });

  it('keeps a negative figure as evidence and shows zero', () => {
    const both = [statement({ quantity: 2 }), statement({ location: 'S1', quantity: -3 })];
    expect(restated(emptyLevel('A'), both).supply).toBe(-1);
    expect(shown(both)?.availableToSell).toBe(0);
  });

  it('is unknown before the first statement', () => {
    expect(availabilityOf(emptyLevel('A'))).toBeNull();
  });

  it('is as old as its newest statement', () => {
    const later = new Date('2026-02-01T13:00:00Z');
    expect(shown([statement({ asOf: later }), statement({ location: 'L1' })])?.asOf).toEqual(later);
  });

  it('names the earliest delivery, locations together', () => {
    const incoming = [
      { expectedOn: '2026-03-01', quantity: 2 },
      { expectedOn: '2026-02-10', quantity: 1 },
    ];
    const both = [statement({ incoming }), statement({ location: 'L1', incoming: [...incoming] })];
    expect(shown(both)?.nextIncoming).toEqual({ expectedOn: '2026-02-10', quantity: 2 });
  });

  it('says how many can still be back-ordered', () => {
    const policy = policyOf({ atZero: 'back-order', backOrderLimit: 5 });
    expect(shown([statement({ quantity: 0 })], { ...policy, claimed: 2 })).toMatchObject({
      availableToSell: 0,
      backOrderable: 3,
    });
  });

  it('treats an unknown policy as out of stock', () => {
    expect(policyOf({ atZero: 'lottery', backOrderLimit: 5 })).toEqual({ atZero: 'show', backOrderLimit: 0 });
  });
});

describe('stock of a location', () => {
  it('is never negative', () => {
    const place = {
      source: 'demo',
      code: 'B1',
      name: 'Berlin',
      kind: 'warehouse',
      city: 'Berlin',
      country: 'DE',
      servesWeb: true,
    };
    expect(locationStockOf(statement({ quantity: 1, safetyStock: 4 }), place)).toMatchObject({
      available: 0,
      name: 'Berlin',
    });
  });
});
