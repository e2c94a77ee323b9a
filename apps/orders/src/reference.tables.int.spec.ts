import { copyMisfits } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { CreateOrders1763710300000 } from './migrations/1763710300000-create-orders.ts';
import { catalogProducts, customersAccounts, pricingPrices } from './reference.tables.ts';

describe('copies of topics', () => {
  it('have the tables that they declare', async () => {
    expect(
      await copyMisfits([catalogProducts, customersAccounts, pricingPrices], [CreateOrders1763710300000]),
    ).toEqual([]);
  });
});
