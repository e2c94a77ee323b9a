import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type OrderView, shopOf } from '../../system/shop.ts';
import { services } from '../../system/staff.ts';
import { attach } from '../../system/system.ts';
import { trade } from '../trade.ts';
import { runPython } from './python.ts';

const system = attach(inject('home'));
const shop = shopOf(system);
const sku = 'SE-T762';

interface Answer {
  status: number;
  /** Class that the generator made for the answer. */
  type: string;
  value: unknown;
}

interface Used {
  /** What the generator complained of, by service. */
  complaints: Record<string, string[]>;
  /** Every read that needs no arguments, by service and operation. */
  reads: Record<string, Answer>;
  shop: Record<'figures' | 'cart' | 'placed' | 'again' | 'seen' | 'unseen', Answer>;
}

const folder = mkdtempSync(join(tmpdir(), 'throughline-clients-'));
let used: Used;

beforeAll(async () => {
  await trade(system);
  const { services: all, tokens } = system.endpoints();
  const urls = Object.fromEntries(services.map((name) => [name, all[name]?.url]));
  const task = { folder, services: urls, tokens, sku };
  used = JSON.parse(await runPython('use_services.py', [], JSON.stringify(task))) as Used;
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('a client that a generator makes of each OpenAPI page', () => {
  it('is made without a complaint', () => {
    // The generator knows no PDF, and leaves the body of that answer out; the page is right all the same.
    const complaints = Object.entries(used.complaints).map(([name, all]) => [
      name,
      all.filter((complaint) => !complaint.includes('Unsupported content_type application/pdf')),
    ]);
    expect(Object.fromEntries(complaints)).toEqual(Object.fromEntries(services.map((name) => [name, []])));
  });

  it('understands every answer that can be asked for without arguments', () => {
    const operations = Object.keys(used.reads);
    for (const name of services)
      expect(operations.filter((one) => one.startsWith(`${name} `)).length).toBeGreaterThan(4);
    for (const [operation, { status, type }] of Object.entries(used.reads)) {
      // Needs one of two parameters, which OpenAPI cannot say.
      const needing = operation === 'storefront products_controller_figures';
      expect({ operation, status }).toEqual({ operation, status: needing ? 400 : 200 });
      expect({ operation, type }).not.toEqual({ operation, type: 'NoneType' });
    }
  });

  it('reads what our own pages read', async () => {
    const [figure] = (
      used.shop.figures.value as { figures: { version: number; price: object; stock: object }[] }
    ).figures;
    const own = await shop.figure(sku);
    expect(figure?.price).toMatchObject({ version: own.price?.version, amount: own.price?.amount });
    expect(used.shop.cart.value).toMatchObject({ units: 2, lines: [{ sku, quantity: 2 }], orderable: true });
  });

  it('places an order once, and sees it with its token alone', async () => {
    const { placed, again, seen, unseen } = used.shop;
    expect([placed.status, again.status].every((status) => status === 201 || status === 202)).toBe(true);
    const { order, token } = placed.value as OrderView & { token: string };
    expect(again.value).toMatchObject({ order, token });
    expect(seen).toMatchObject({ status: 200, value: { order, lines: [{ sku, quantity: 1 }] } });
    expect(unseen).toMatchObject({ status: 404, type: 'Problem', value: { status: 404 } });
    expect((await shop.order({ order, token })).order).toBe(order);
  });
});
