import { copyMisfits } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { migrations } from './migrations/index.ts';
import { catalogProducts, customersAccounts, pricingPrices } from './reference.tables.ts';

describe('copies of topics', () => {
  it('have the tables that they declare', async () => {
    const copies = [catalogProducts, customersAccounts, pricingPrices];
    expect(await copyMisfits(copies, migrations)).toEqual([]);
  });
});
