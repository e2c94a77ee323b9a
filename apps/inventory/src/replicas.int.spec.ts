import type { WatermarkLine } from '@throughline/events';
import { until } from '@throughline/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Neighbourhood, placed } from './fixtures/neighbourhood.ts';

const skus = ['A', 'B', 'C'] as const;
const stock = 12;
/** Kits that overlap, so that batches meet at kits by way of different components. */
const kits = { K: { A: 1, B: 1 }, L: { B: 1, C: 1 }, M: { A: 1, C: 1 } } as const;
const names = ['K', 'L', 'M'] as const;
let neighbourhood: Neighbourhood;

beforeAll(async () => {
  neighbourhood = await Neighbourhood.start(2);
});
afterAll(() => neighbourhood.installation.stop());

/** A back office that ships what is reserved at once, and states what is left. */
class BackOffice {
  readonly there = new Map<string, number>(skus.map((sku) => [sku, stock]));
  private readonly left = new Map<string, WatermarkLine[]>(skus.map((sku) => [sku, []]));
  private said: ReturnType<Neighbourhood['statement']>[] = [];

  ship(order: string, lines: readonly { line: number; sku: string; reserved: number }[]): void {
    for (const { line, sku, reserved } of lines) {
      this.there.set(sku, (this.there.get(sku) ?? 0) - reserved);
      this.left.get(sku)?.push({ order, line, quantity: reserved });
    }
  }

  /** Repeats what it said before, after the news, as a relay that was interrupted does. */
  async state(): Promise<void> {
    const records = skus.map((sku) => {
      return neighbourhood.statement(sku, this.there.get(sku) ?? 0, {
        watermark: [...(this.left.get(sku) ?? [])],
      });
    });
    await neighbourhood.installation.publish('erp.stock', [...records, ...this.said]);
    this.said = records;
  }
}

it('promises each unit once while two replicas, orders, shipments and repeated statements cross', async () => {
  const office = new BackOffice();
  await neighbourhood.located('B1', true);
  await office.state();
  for (const [kit, units] of Object.entries(kits)) await neighbourhood.kit(kit, units);
  for (const sku of [...skus, ...names]) await neighbourhood.shown(sku, stock);

  const orders = Array.from({ length: 60 }, (_, n) => `W-${String(n)}`);
  const wanted = orders.map((order, n) => {
    const kit = names[n % 3] ?? 'K';
    if (n % 2 === 0) return placed(order, [[kit, 1, kits[kit]]]);
    return placed(
      order,
      Object.keys(kits[kit]).map((sku): [string, number] => [sku, 1]),
    );
  });
  const facts = () => neighbourhood.installation.seen('inventory.reservations');
  const decided = () => facts().filter(({ type }) => type === 'StockReserved' || type === 'StockRefused');
  let read = 0;
  const shipPromised = async () => {
    const news = facts().slice(read);
    read += news.length;
    const promised = news.filter((fact) => fact.type === 'StockReserved');
    for (const { key, value } of promised) office.ship(key, value.lines);
    if (promised.length > 0) await office.state();
  };
  for (let n = 0; n < wanted.length; n += 6) {
    await neighbourhood.happened(...wanted.slice(n, n + 6));
    await shipPromised();
  }
  await until(async () => {
    await shipPromised();
    return decided().length >= orders.length && read === facts().length;
  });
  await until(async () => (await Promise.all(skus.map(view))).every(({ claimed }) => claimed === 0));

  expect(decided()).toHaveLength(orders.length);
  const reserved = decided().filter(({ type }) => type === 'StockReserved').length;
  const left = skus.map((sku) => office.there.get(sku) ?? -1);
  expect(Math.min(...left)).toBeGreaterThanOrEqual(0);
  expect(await Promise.all(skus.map(view))).toMatchObject(left.map((supply) => ({ supply, claimed: 0 })));
  expect(left.reduce((total, units) => total - units, skus.length * stock)).toBe(reserved * 2);
  for (const [kit, units] of Object.entries(kits))
    await neighbourhood.shown(kit, Math.min(...Object.keys(units).map((sku) => office.there.get(sku) ?? -1)));
  // No two SKUs can be left together while an order for the pair was refused.
  expect(left.filter((units) => units > 0).length).toBeLessThanOrEqual(1);
});

async function view(sku: string): Promise<{ supply: number; claimed: number }> {
  return (await neighbourhood.get(`/availability/${sku}`, 'auditor').expect(200)).body;
}
