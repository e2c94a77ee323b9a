import { copyMisfits } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { customersAccounts, ordersRecipients } from './references.tables.ts';

describe('copies of topics', () => {
  it('have the tables that they declare', async () => {
    expect(await copyMisfits([customersAccounts, ordersRecipients], migrations)).toEqual([]);
  });
});
