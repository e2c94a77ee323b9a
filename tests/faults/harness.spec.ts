import { describe, expect, it } from 'vitest';
import { Books } from './books.ts';
import { checks, checksFor } from './checks.ts';
import type { Installation } from './installation.ts';
import { moneyProblems } from './money.ts';
import { catalogue, plan } from './rounds.ts';

const rounds = Array.from({ length: 2 * catalogue.length }, (_, round) => round);
const names = (seed: number) => rounds.map((round) => plan(seed, round, catalogue).map(({ name }) => name));

describe('the faults of a run', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(names(7)).toEqual(names(7));
    expect(names(7)).not.toEqual(names(8));
  });

  it('come in turn, each before any comes again', () => {
    const first = names(7)
      .slice(0, catalogue.length)
      .map(([name]) => name);
    expect(first.toSorted()).toEqual(catalogue.map(({ name }) => name).toSorted());
  });
});

describe('a run with two back offices', () => {
  it('draws faults of both kinds, and none that speaks with one alone', () => {
    const drawn = catalogue.filter(({ sources = 2 }) => sources === 2).map(({ name }) => name);
    expect(drawn).toEqual(
      expect.arrayContaining(['kill', 'broker-lost', 'slow-queries', 'restore', 'leader-frozen']),
    );
    expect(drawn.filter((name) => /^(erp|poison)-?/.test(name))).toEqual([]);
  });
});

describe('what has to hold', () => {
  const namesOf = (edits: boolean) => {
    const sources = { all: [{}] } as unknown as Installation['sources'];
    return checksFor({ sources, edits }, checks).map(({ name }) => name);
  };

  it('is another where documents are edited, and the same in all that this does not concern', () => {
    const [trade, edits] = [namesOf(false), namesOf(true)];
    expect(trade).toContain('every hand-over is verified, without a difference');
    expect(edits).not.toContain('every hand-over is verified, without a difference');
    expect(edits).toContain('every order stands as its document says');
    expect(trade).not.toContain('every order stands as its document says');
    for (const name of ['the ledger adds up', 'the doctor finds nothing']) {
      expect(trade).toContain(name);
      expect(edits).toContain(name);
    }
  });
});

describe('the books', () => {
  const books = new Books([
    { sku: 'BIKE', onHand: { B1: 5, L1: 2 }, safety: 1, elsewhere: 1, taxRate: 19, plain: true },
  ]);

  it('know what can be sold after counts, deliveries and promises', () => {
    expect(books.sellable('BIKE', 0)).toBe(5);
    books.counted('BIKE', 'B1', 9);
    books.shipped('BIKE', 'L1', 2);
    expect(books.sellable('BIKE', 3)).toBe(4);
    expect(books.sellable('BIKE', 30)).toBe(0);
  });

  it('are not concerned by what a store hands over', () => {
    const before = books.sellable('BIKE', 0);
    books.shipped('BIKE', 'S1', 3);
    expect([books.sellable('BIKE', 0), books.warehouses]).toEqual([before, ['B1', 'L1']]);
  });

  it('know what there had been by then of what is never counted', () => {
    const [before, then] = [new Date(1_000), new Date(2_000)];
    const here = books.everSellable('BIKE', then);
    books.received('BIKE', 'B1', 4, then);
    books.shipped('BIKE', 'B1', 3);
    expect([here, books.everSellable('BIKE', before), books.everSellable('BIKE', then)]).toEqual([5, 5, 9]);
  });

  it('know what a shopper pays, half a cent rounded up', () => {
    expect(books.gross('BIKE')).toBeUndefined();
    books.priced('BIKE', '0.50');
    expect(books.gross('BIKE')).toBe('0.6');
    books.priced('BIKE', '84.03');
    expect(books.gross('BIKE')).toBe('100');
  });
});

describe('money', () => {
  const taken = { order: '1', token: '', lines: [], gross: '11.90', cancelled: false, key: '', body: '' };
  const view = {
    ...{ order: '1', state: 'confirmed', decided: true, net: '10', tax: '1.9', gross: '11.9' },
    ...{ shipping: { gross: '4.9' }, lines: [{ gross: '7' }], invoices: [{ number: 'R1', gross: '11.9' }] },
  };
  const problems = (of: object, invoices = new Map<string, string>()) =>
    moneyProblems({ driver: { taken: [taken] }, invoices }, new Map([['1', { ...view, ...of } as never]]));

  it('adds up', () => {
    expect(problems({})).toEqual([]);
  });

  it.each([{ gross: '12' }, { tax: '1.91' }, { lines: [{ gross: '7.01' }] }])('is missed in %j', (of) => {
    expect(problems(of)).not.toEqual([]);
  });

  it('stays on an invoice as it was', () => {
    const invoices = new Map<string, string>();
    expect(problems({}, invoices)).toEqual([]);
    expect(problems({ invoices: [{ number: 'R1', gross: '11.8' }] }, invoices)).not.toEqual([]);
  });
});
