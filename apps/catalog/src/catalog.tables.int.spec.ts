import { copyMisfits } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { erpItems } from './catalog.tables.ts';
import { CreateCatalog1763710000000 } from './migrations/1763710000000-create-catalog.ts';

describe('copies of topics', () => {
  it('have the tables that they declare', async () => {
    expect(await copyMisfits([erpItems], [CreateCatalog1763710000000])).toEqual([]);
  });
});
