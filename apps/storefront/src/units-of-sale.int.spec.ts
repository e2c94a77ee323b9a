import { until } from '@throughline/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as responses from './catalog/product.response.schemas.ts';
import { openStream } from './fixtures/event-stream.ts';
import { availability, price, product, state, tax } from './fixtures/records.ts';
import { type Shop, startShop } from './fixtures/shop.ts';
import { streamFrame } from './live/live.response.schemas.ts';

const unit = (code: string, numerator: number, sellable: boolean) => {
  return { unit: code, numerator, denominator: 1, gtin: null, sellable };
};

describe('the shop sells in several units', () => {
  let shop: Shop;
  const api = () => shop.api();

  beforeAll(async () => {
    shop = await startShop();
    const { installation } = shop;
    await installation.publish('catalog.products', [
      state(
        'catalog.products',
        product('TU-E', { units: [unit('C62', 1, true), unit('XCT', 12, true), unit('XPX', 960, false)] }),
      ),
      state('catalog.products', product('PA-F', { units: [unit('C62', 1, false), unit('XCT', 50, true)] })),
      state(
        'catalog.products',
        product('KT-G', {
          kind: 'kit',
          components: [
            { sku: 'HL-A-R', quantity: 1 },
            { sku: 'UNKNOWN', quantity: 2 },
          ],
        }),
      ),
      state('catalog.products', product('RT-H', { kind: 'rental' })),
    ]);
    const skus = ['TU-E', 'PA-F', 'KT-G', 'RT-H'];
    await installation.publish('inventory.availability', [
      ...skus.map((sku) => state('inventory.availability', availability(sku, 100))),
    ]);
    await installation.publish('pricing.prices', [
      state('pricing.prices', price('TU-E', '4')),
      state('pricing.prices', price('TU-E', '3', { version: 'OWN', kind: 'customer-list', list: 'C-1' })),
      state('pricing.prices', price('TU-E', '3.5', { version: 'L12', minQuantity: 12, maxQuantity: 100 })),
      state('pricing.prices', price('PA-F', '2.1', { perQuantity: 100 })),
      state('pricing.prices', price('KT-G', '50')),
      state('pricing.prices', price('RT-H', '50')),
    ]);
    await until(async () => {
      const { body } = await api().get(`/api/figures?skus=${skus.join()}`);
      const { figures } = body as { figures: { sku: string; stock: { state: string }; price: unknown }[] };
      return (
        figures.length === skus.length &&
        figures.every(
          ({ sku, stock, price: shown }) => stock.state !== 'unknown' && (sku === 'RT-H' || shown),
        )
      );
    });
  });
  afterAll(() => shop?.installation.stop());

  const figure = async (sku: string) => {
    const { body } = await api().get(`/api/figures?skus=${sku}`).expect(200);
    return body.figures[0];
  };

  it('each at the break that its contents reach, beside the one that is offered first', async () => {
    const { price: one, packs, soldIn } = await figure('TU-E');
    expect([one.amount, one.version, soldIn]).toEqual(['4.76', expect.stringMatching(/^L1\./), undefined]);
    expect(packs).toMatchObject([
      {
        unit: 'XCT',
        quantity: 12,
        price: { amount: '49.98', version: expect.stringMatching(/^L12\./), unit: 'XCT', perQuantity: 1 },
      },
    ]);
  });

  it('in packs alone, at a price for several that comes out even in a pack', async () => {
    expect(await figure('PA-F')).toMatchObject({
      soldIn: { unit: 'XCT', quantity: 50 },
      // 2.10 for a hundred are 1.05 for a carton of fifty: two cartons for 2.10.
      price: { amount: '2.5', perQuantity: 2, unit: 'XCT' },
      packs: [],
    });
  });

  it('and not at all what is of a kind that it does not know', async () => {
    expect(await figure('RT-H')).toMatchObject({ price: null, packs: [] });
  });

  it('and tells what is in a set', async () => {
    const { body } = await api().get('/api/products/KT-G?language=de').expect(200);
    expect(body.skus[0].components).toEqual([
      { sku: 'HL-A-R', quantity: 1, name: 'Helm HL-A', model: 'HL-A' },
      { sku: 'UNKNOWN', quantity: 2, name: 'UNKNOWN', model: null },
    ]);
    expect(responses.product().safeParse(body).error).toBeUndefined();
  });

  it('and pushes the price of a pack when that alone changes, and when it ends', async () => {
    const stream = await openStream(`${shop.url}/api/stream?skus=TU-E`);
    const pack = () => stream.offers('TU-E').at(-1)?.packs[0]?.price;
    await until(() => pack()?.version.startsWith('L12.'));
    const validTo = new Date(Date.now() + 1_500);
    await shop.installation.publish('pricing.prices', [
      state('pricing.prices', price('TU-E', '30', { version: 'S1', kind: 'sale', unit: 'XCT', validTo })),
    ]);
    await until(() => pack()?.version.startsWith('S1.'));
    expect(stream.offers('TU-E').at(-1)?.price?.version).toMatch(/^L1\./);
    await until(() => pack()?.version.startsWith('L12.'));
    for (const frame of stream.frames) expect(streamFrame().safeParse(frame).error).toBeUndefined();
    await stream.close();
  });

  it('and names the regions of a country in which guests are taxed otherwise', async () => {
    const corse = { region: 'FR-20R', regionName: 'Corse' };
    await shop.installation.publish('erp.taxes', [
      state('erp.taxes', tax('FR', '13', 'standard', corse)),
      state('erp.taxes', tax('FR', '0', 'standard', { taxClass: 'exempt', region: 'FR-X' })),
    ]);
    const countries = await until(async () => {
      const { body } = await api().get('/api/shop').expect(200);
      const found = body.countries as { country: string; taxRate: string; regions: object[] }[];
      return found.some(({ regions }) => regions.length > 0) && found;
    });
    const shipping = [
      { method: 'standard', net: '9.95', gross: '11.24' },
      { method: 'express', net: '24.95', gross: '28.19' },
    ];
    expect(countries.map(({ country, taxRate, regions }) => [country, taxRate, regions])).toEqual([
      ['DE', '19', []],
      ['FR', '20', [{ code: 'FR-20R', name: 'Corse', shipping }]],
    ]);
  });
});
