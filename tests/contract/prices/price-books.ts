import type { MappedRecord } from '@throughline/connector';
import type { ErpPrice, Price } from '@throughline/events';
import { parseDecimal } from '@throughline/money';
import type { PriceResolution } from '@throughline/pricing-rules';
import fc from 'fast-check';
import {
  type ContractPrice,
  type EffectivePrice,
  type ListPrice,
  type SoldIn as OfficeUnit,
  type Special,
  effectivePrice,
} from '../../../apps/demo-erp/src/items/effective-price.ts';
import { type PriceRow, mapPrice } from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/prices.ts';
import type { Mapping } from '../../../apps/erp-adapter/src/mapping/mapping.ts';
import {
  type PriceVersion,
  baseOf,
  commandsFor,
  decide,
  evolve,
  publicationOf,
  versionOf,
} from '../../../apps/pricing/src/price-version.ts';

export const item = 'HL-U509';
export const start = new Date('2026-11-20T00:00:00Z').getTime();
export const minute = 60_000;

/** A row of ITMPRI, SPCPRI or PLSPRI, whatever its kind uses of it. */
export interface Entry {
  /** Of the customers' lists. */
  list: string;
  currency: string;
  /** Null for the item's own. */
  unit: string | null;
  price: string;
  per: number;
  minimum: number;
  /** Minutes after the start. */
  from: number;
  to: number | null;
  active: boolean;
}

export interface Unit {
  code: string;
  unit: string;
  numerator: number;
  denominator: number;
}

/** The unit of the item, and two of pack. */
export type Units = readonly [Unit, Unit, Unit];

/** What a clerk does to the row of a number, and how many minutes after what was done before. */
export interface Edit {
  number: number;
  /** Null: deletes it. */
  entry: Entry | null;
  after: number;
}

export interface Question {
  /** Minutes after the edit before. */
  after: number;
  /** Base units. */
  quantity: number;
  unit: number;
}

/** The lists of the customer, the one that counts first in front. */
export const lists = ['SEAS', 'DLRA'] as const;

const anyEntry: fc.Arbitrary<Entry> = fc.record({
  list: fc.constantFrom(...lists, 'ELSE'),
  currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'EUR', 'USD'),
  unit: fc.constantFrom(null, null, null, 'KAR', 'DTZ'),
  price: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 1_200 }).map((n) => (n / 100).toFixed(2)) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 99_999 }).map((n) => (n / 10_000).toFixed(4)) },
    { weight: 1, arbitrary: fc.constantFrom('1', '3.3333', '0.0001', '999.9999') },
  ),
  per: fc.constantFrom(1, 1, 1, 1, 2, 3, 7, 10, 100, 3_000),
  minimum: fc.constantFrom(1, 1, 1, 2, 5, 12, 24),
  from: fc.integer({ min: -60, max: 120 }).map((n) => n - (n % 5)),
  to: fc.option(
    fc.integer({ min: -60, max: 180 }).map((n) => n - (n % 5)),
    { freq: 3 },
  ),
  active: fc.constantFrom(true, true, true, true, false),
});
export const anyEdits = fc.array(
  fc.record({
    number: fc.integer({ min: 1, max: 12 }),
    entry: fc.option(anyEntry, { freq: 9 }),
    after: fc.constantFrom(0, 1, 1, 2, 5, 7),
  }),
  { minLength: 1, maxLength: 30, size: 'max' },
);
export const anyUnits: fc.Arbitrary<Units> = fc
  .tuple(
    fc.constantFrom<[number, number]>([12, 1], [24, 1], [1, 1], [10, 3], [7, 2]),
    fc.constantFrom<[number, number]>([12, 1], [5, 2], [3, 3], [100, 7]),
  )
  .map(([carton, dozen]) => [
    { code: 'ST', unit: 'C62', numerator: 1, denominator: 1 },
    { code: 'KAR', unit: 'XCT', numerator: carton[0], denominator: carton[1] },
    { code: 'DTZ', unit: 'DZN', numerator: dozen[0], denominator: dozen[1] },
  ]);
export const anyQuestions = fc.array(
  fc.record({
    after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })),
    quantity: fc.constantFrom(1, 1, 2, 4, 5, 11, 12, 23, 24, 3_000, 9_999),
    unit: fc.constantFrom(0, 0, 1, 2),
  }),
  { minLength: 1, maxLength: 4 },
);

/** A number keeps its kind: rows do not move from table to table. */
export const kindOf = (number: number): PriceRow['kind'] =>
  (['list', 'sale', 'sale', 'customer-list', 'list', 'sale', 'customer-list'] as const)[number % 7] ?? 'list';

interface Row extends Entry {
  kind: PriceRow['kind'];
  number: number;
  changedAt: Date;
}

export const instant = (minutes: number) => new Date(start + minutes * minute);

/** The prices of an item in the back office. */
export class Books {
  readonly rows = new Map<number, Row>();

  constructor(private readonly units: Units) {}

  edit(number: number, entry: Entry | null, changedAt: Date): void {
    if (entry === null) this.rows.delete(number);
    else this.rows.set(number, { ...entry, kind: kindOf(number), number, changedAt });
  }

  /** What the back office itself charges the customer, or a guest. */
  charge(at: Date, quantity: number, unit: OfficeUnit, own: readonly string[]): EffectivePrice | null {
    const rows = [...this.rows.values()].filter(({ currency }) => currency === 'EUR');
    const list = rows.filter(({ kind }) => kind === 'list').map(listPrice);
    // As the office reads them; of those that are alike in this, the newer first.
    const specials = rows
      .filter(({ kind }) => kind === 'sale')
      .map((row): Special => ({ ...listPrice(row), minimum: row.minimum, text: '', active: row.active }))
      .toSorted(
        (a, b) => b.from.getTime() - a.from.getTime() || a.minimum - b.minimum || b.number - a.number,
      );
    const contracts = rows
      .filter((row) => row.kind === 'customer-list' && own.includes(row.list))
      .map((row): ContractPrice => {
        return { ...listPrice(row), minimum: row.minimum, list: row.list, rank: own.indexOf(row.list) };
      });
    return effectivePrice(list, specials, at, quantity, { soldIn: unit, contracts });
  }

  /** As the connector maps them. */
  mapped(mapping: Mapping): MappedRecord<ErpPrice>[] {
    return this.#read().flatMap((row) => mapPrice(row, 'demo', mapping) ?? []);
  }

  /** As the connector reads them. */
  #read(): PriceRow[] {
    return [...this.rows.values()]
      .filter((row) => row.kind !== 'sale' || row.active || row.changedAt > instant(row.from))
      .map((row) => {
        const end = row.to === null ? null : instant(row.to);
        const over = row.kind === 'sale' && !row.active && (end === null || row.changedAt < end);
        return {
          sourceKey: item,
          kind: row.kind,
          number: row.number,
          list: row.kind === 'customer-list' ? row.list : null,
          unit: row.unit ?? this.units[0].code,
          has: true,
          currency: row.currency,
          amount: row.price,
          per: row.per,
          minQuantity: row.kind === 'list' ? 1 : row.minimum,
          from: instant(row.from),
          to: over ? row.changedAt : end,
          family: 'HLMT',
        };
      });
  }
}

function listPrice({ number, price, per, unit, from, to }: Row): ListPrice {
  return { number, price, per, unit, from: instant(from), to: to === null ? null : instant(to) };
}

/** What the adapter and pricing make of the books for the shop. */
export class Shop {
  readonly #stated = new Map<string, ErpPrice>();
  readonly #latest = new Map<string, PriceVersion>();
  readonly #published = new Map<string, Price>();

  get prices(): Price[] {
    return [...this.#published.values()];
  }

  /** @param mapped every record of the item @throws when one is held, which would stay what it was */
  follow(mapped: readonly MappedRecord<ErpPrice>[], at: Date): void {
    const held = mapped.filter(({ value }) => value === null);
    if (held.length > 0) throw new Error(JSON.stringify(held[0]?.issues));
    const now = new Map(mapped.flatMap(({ key, value }) => (value ? [[key, value]] : [])));
    for (const [key, known] of this.#stated) if (!now.has(key)) this.#state(known, null, at);
    for (const stated of now.values()) this.#state(stated, stated, at);
    this.#stated.clear();
    for (const [key, stated] of now) this.#stated.set(key, stated);
  }

  #state({ source, version }: ErpPrice, stated: ErpPrice | null, at: Date): void {
    const first = versionOf(source, version);
    const known = this.#latest.get(baseOf(first)) ?? null;
    for (const command of commandsFor(first, known, stated, at)) {
      const events = decide(command, new Date(start - 1_000_000 * minute));
      const after = events.reduce<PriceVersion | null>(evolve, command.known);
      if (!after) continue;
      this.#latest.set(baseOf(first), after);
      const publication = publicationOf(command.known, after);
      if (publication) this.#published.set(command.version, publication);
      else if (publication === null) this.#published.delete(command.version);
    }
  }
}

/** What the shop says, in words that both have. */
export const said = ({ winner }: PriceResolution) =>
  winner && {
    price: parseDecimal(winner.amount),
    per: winner.perQuantity,
    special: winner.kind === 'sale' ? winner.version.replace(/~\d+$/, '') : null,
    list: winner.kind === 'customer-list' ? winner.list : null,
  };
/** What the back office says. */
export const charged = (price: EffectivePrice | null) =>
  price && {
    price: parseDecimal(price.price),
    per: price.per,
    special: price.special && `demo:S${price.special.number}`,
    list: price.list,
  };
