import { copyMisfits } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { erpItems, erpTaxes, pricingPrices } from './catalog.tables.ts';
import { migrations } from './migrations/index.ts';

describe('copies of topics', () => {
  it('have the tables that they declare', async () => {
    expect(await copyMisfits([erpItems, erpTaxes, pricingPrices], migrations)).toEqual([]);
  });
});
