import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishDeclaration } from '../../../apps/erp-adapter/src/sources/declarations.tables.ts';
import { limits } from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/limits.ts';
import type { Source } from '../../../apps/erp-adapter/src/sources/source.ts';
import { type Adapter, openAdapter } from './adapter.ts';
import { type BackOffice, openBackOffice } from './back-office.ts';

let office: BackOffice;
let adapter: Adapter;
beforeAll(async () => {
  office = await openBackOffice();
  adapter = await openAdapter(office.url);
});
afterAll(async () => {
  await adapter?.close();
  await office?.close();
});

const at = new Date('2026-11-20T10:00:00Z');
const declare = (some: Partial<Source> = {}) =>
  adapter.tx((tx) =>
    publishDeclaration(
      tx,
      adapter.outbox,
      {
        ...{
          name: 'demo',
          connector: adapter.connector,
          flows: [],
          guard: { share: 0.2, least: 20 },
          mappingVersion: '',
          takesOrders: true,
          version: 0,
          checked: null,
        },
        ...some,
      },
      at,
    ),
  );
const published = async () =>
  (await adapter.published('erp.sources')).map(({ key, sequence, value }) => [key, sequence, value]);

describe('what a source says of itself', () => {
  const demo = {
    source: 'demo',
    takesOrders: true,
    priceStrategy: 'regular-or-lower-sale',
    limits: [...limits],
  };

  it('is published once, and again when it is something else', async () => {
    await declare();
    await declare();
    expect(await published()).toEqual([['demo', 1, demo]]);
    await declare({ takesOrders: false });
    await declare({ takesOrders: false });
    await declare();
    expect((await published()).slice(1)).toEqual([
      ['demo', 2, { ...demo, takesOrders: false }],
      ['demo', 3, demo],
    ]);
  });

  it('is the most specific price where its connector declares nothing', async () => {
    await declare({
      name: 'plain',
      takesOrders: false,
      connector: { source: 'plain', close: async () => {} },
    });
    expect((await published()).at(-1)).toEqual([
      'plain',
      1,
      { source: 'plain', takesOrders: false, priceStrategy: 'most-specific', limits: [] },
    ]);
  });
});
