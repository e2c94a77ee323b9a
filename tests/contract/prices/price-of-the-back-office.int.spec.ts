import { declaredStrategies, resolvePrice } from '@throughline/pricing-rules';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../../apps/demo-erp/src/database.ts';
import { effectivePrice } from '../../../apps/demo-erp/src/items/effective-price.ts';
import { contractPricesOf, listPrices, specialsOf } from '../../../apps/demo-erp/src/items/prices.ts';
import {
  type DemoErpConnector,
  demoErpConnector,
} from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/connector.ts';
import { loadMapping } from '../../../apps/erp-adapter/src/mapping/mapping.ts';
import { type BackOffice, openBackOffice } from '../erp-adapter/back-office.ts';
import {
  type Entry,
  Shop,
  type Units,
  anyEdits,
  anyQuestions,
  anyUnits,
  charged,
  instant,
  item,
  kindOf,
  lists,
  minute,
  said,
  start,
} from './price-books.ts';
import { runsOf } from '../runs.ts';

const { parameters, timeout } = runsOf(15);
const customer = 20_001;
const tables = { list: 'itmpri', sale: 'spcpri', 'customer-list': 'plspri' } as const;
const keys = { list: 'prinum', sale: 'spcnum', 'customer-list': 'plpnum' } as const;

let office: BackOffice;
/** As the programs of the back office read. */
const books: Tx = {
  query: <T>(sql: string, values?: unknown[]) => office.query(sql, values) as Promise<T[]>,
};
let connector: DemoErpConnector;

beforeAll(async () => {
  office = await openBackOffice();
  const mapping = { ...(await loadMapping(undefined)), freeOfCharge: { items: [item], families: [] } };
  connector = demoErpConnector({ source: 'demo', url: office.url, mapping, orders: null });
  await office.addItem(item);
  await office.query(
    `insert into cusmas (cusnum, cusnam, cusgrp, ctycod) values ($1, 'CYCLES LTD', 'D', 'DE')`,
    [customer],
  );
  await office.query(`insert into plsmas (plscod, plstxt, curcod) values
    ('SEAS', 'SEASON', 'EUR'), ('DLRA', 'DEALERS', 'EUR'), ('ELSE', 'OTHERS', 'EUR')`);
  for (const [index, list] of lists.entries())
    await office.query('insert into cuspls (cusnum, seqnum, plscod) values ($1, $2, $3)', [
      ...[customer, index * 10 + 5, list],
    ]);
});
afterAll(async () => {
  await connector?.close();
  await office?.close();
});

/** An item without prices, in units of pack. */
async function begin([, ...packs]: Units): Promise<void> {
  for (const table of [...Object.values(tables), 'itmunt'])
    await office.query(`delete from ${table} where itmcod = $1`, [item]);
  for (const { code, numerator, denominator } of packs)
    await office.query('insert into itmunt (itmcod, untcod, numqty, denqty) values ($1, $2, $3, $4)', [
      ...[item, code, numerator, denominator],
    ]);
}

const day = (parameter: number) => `($${parameter}::timestamptz at time zone 'Europe/Berlin')::date`;
const hour = (parameter: number) =>
  `to_char($${parameter}::timestamptz at time zone 'Europe/Berlin', 'HH24MI')`;

async function edit(number: number, entry: Entry | null, changedAt: Date): Promise<void> {
  const kind = kindOf(number);
  await office.query(`delete from ${tables[kind]} where ${keys[kind]} = $1`, [number]);
  if (entry === null) return;
  const { currency, unit, price, per, minimum, from, to, list, active } = entry;
  // A special has an end.
  const end = to === null && kind === 'sale' ? 100_000 : to;
  const common = [
    number,
    item,
    unit,
    price,
    per,
    instant(from),
    end === null ? null : instant(end),
    changedAt,
  ];
  const columns = `${keys[kind]}, itmcod, untcod, pri, perqty, frdat, frtim, todat, totim, chgstp`;
  const values = `$1, $2, $3, $4, $5, ${day(6)}, ${hour(6)}, ${day(7)}, coalesce(${hour(7)}, '0000'), $8`;
  if (kind === 'list')
    await office.query(`insert into itmpri (${columns}, curcod) values (${values}, $9)`, [
      ...common,
      currency,
    ]);
  if (kind === 'sale')
    await office.query(
      `insert into spcpri (${columns}, curcod, minqty, actflg) values (${values}, $9, $10, $11)`,
      [...common, currency, minimum, active ? 'Y' : 'N'],
    );
  if (kind === 'customer-list')
    await office.query(`insert into plspri (${columns}, plscod, minqty) values (${values}, $9, $10)`, [
      ...[...common, list, minimum],
    ]);
}

const records = () =>
  connector.snapshot((snapshot) => connector.readers.prices.read(snapshot, [item])) as Promise<
    Parameters<Shop['follow']>[0]
  >;

describe('the price in the shop', () => {
  it('is what the back office charges by its own reading of its tables', { timeout }, async () => {
    const strategies = declaredStrategies([{ source: 'demo', ...connector.rules }]);
    const [bound] = await connector.snapshot((snapshot) =>
      connector.readers.customers.read(snapshot, [String(customer)]),
    );
    const priceLists = bound?.value?.priceLists ?? [];
    expect(priceLists).toEqual(lists);
    const bindings = [{ source: 'demo', number: String(customer), priceGroup: null, priceLists }];
    await fc.assert(
      fc.asyncProperty(
        anyUnits,
        anyEdits,
        anyQuestions,
        fc.boolean(),
        async (units, edits, questions, isGuest) => {
          await begin(units);
          const shop = new Shop();
          let now = start;
          for (const { number, entry, after } of edits) {
            now += after * minute + 17;
            await edit(number, entry, new Date(now));
            shop.follow(await records(), new Date(now));
            const [list, specials, contracts] = [
              await listPrices(books, item),
              await specialsOf(books, item),
              isGuest ? [] : await contractPricesOf(books, item, customer),
            ];
            for (const { after: later, quantity, unit } of questions) {
              const at = new Date(now + later * minute);
              const sold = units[unit] ?? units[0];
              const found = resolvePrice(
                shop.prices,
                {
                  ...{ currency: 'EUR', at, quantity, soldIn: { ...sold, baseUnit: units[0].unit } },
                  bindings: isGuest ? [] : bindings,
                },
                strategies,
              );
              const { special, ...ours } = said(found) ?? { special: null };
              const { special: their, ...theirs } = charged(
                effectivePrice(list, specials, at, quantity, { soldIn: sold, contracts }),
              ) ?? {
                special: null,
              };
              // Which of two specials that cost the same is meant, its tables leave open.
              expect({ ...ours, isSpecial: special !== null }).toEqual({
                ...theirs,
                isSpecial: their !== null,
              });
            }
          }
        },
      ),
      { ...parameters, endOnFailure: true },
    );
  });
});
