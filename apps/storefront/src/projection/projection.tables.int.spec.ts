import { copyMisfits } from '@throughline/testing';
import { describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import * as copies from './projection.tables.ts';

describe('copies of topics', () => {
  it('have the tables that they declare', async () => {
    expect(await copyMisfits(Object.values(copies), migrations)).toEqual([]);
  });
});
