import { copyMisfits } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { CreateOrders1763710300000 } from './migrations/1763710300000-create-orders.ts';
import { catalogProducts, customersAccounts, pricingPrices } from './reference.tables.ts';

describe('copies of topics', () => {
  it('have the tables that they declare', async () => {
    const copies = [catalogProducts, customersAccounts, pricingPrices];
    expect(await copyMisfits(copies, [CreateOrders1763710300000])).toEqual([]);
  });
});
