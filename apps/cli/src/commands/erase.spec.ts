import { describe, expect, it } from 'vitest';
import { NotFound } from '../failure.ts';
import type { Installation } from '../installation.ts';
import { type Account, eraseAccount, eraseOrder } from './erase.ts';

/** An installation whose account is there for some reads, and what it was told to do. */
function installationWith(account: Account, reads: number) {
  const told: unknown[] = [];
  let read = 0;
  const installation = {
    read: (service: string, path: string) => {
      if (service !== 'customers' || path !== `/accounts/${account.account}` || ++read > reads)
        return Promise.reject(new NotFound('There is no such account'));
      return Promise.resolve(account);
    },
    command: (...words: unknown[]) => {
      told.push(words);
      return Promise.resolve({ order: 'W1', erasedAt: '2026-11-30T12:00:00.000Z' });
    },
  };
  return { installation: installation as unknown as Installation, told };
}

const bindings = [
  { source: 'demo', number: '20001' },
  { source: 'store', number: '7' },
];
const person: Account = { account: 'A100002', kind: 'person', bindings };
const soon = { waitMs: 20, everyMs: 1 };

describe('a person', () => {
  it('is erased from an order by whoever cares for customers', async () => {
    const { installation, told } = installationWith(person, 1);
    const { json, lines, status } = await eraseOrder(installation, 'W1/x');
    expect(told).toEqual([['storefront', '/orders/W1%2Fx/erasure', {}, 'customer-care']]);
    expect(json).toEqual({ order: 'W1', erasedAt: '2026-11-30T12:00:00.000Z' });
    expect(lines[0]).toBe('W1: who ordered it was erased on 2026-11-30T12:00:00.000Z; the order stays');
    expect(status).toBeUndefined();
  });

  it('is erased as an account: every customer that it is, until it is gone', async () => {
    const { installation, told } = installationWith(person, 3);
    const { json, lines, status } = await eraseAccount(installation, 'A100002', {
      waitMs: 60_000,
      everyMs: 1,
    });
    expect(told).toEqual(
      bindings.map((customer) => ['erp-adapter', '/customers/erasures', customer, 'customer-care']),
    );
    expect(json).toEqual({ account: 'A100002', customers: bindings, erased: true });
    expect([lines[0], status]).toEqual(['A100002: erased, with demo 20001, store 7', 0]);
  });

  it('is not said to be erased before that is so', async () => {
    const { installation } = installationWith(person, Infinity);
    const { json, lines, status } = await eraseAccount(installation, 'A100002', soon);
    expect(json).toMatchObject({ erased: false });
    expect([lines[0], status]).toEqual([
      'A100002: demo 20001, store 7 will be erased as soon as the back office can be read; see `throughline flows`',
      1,
    ]);
  });

  it('is neither the account of guests nor one that is not there', async () => {
    const { installation, told } = installationWith({ ...person, kind: 'guests' }, 1);
    await expect(eraseAccount(installation, 'A100002', soon)).rejects.toThrow('gathers the orders of guests');
    await expect(eraseAccount(installation, 'A1', soon)).rejects.toThrow(NotFound);
    expect(told).toEqual([]);
  });
});
