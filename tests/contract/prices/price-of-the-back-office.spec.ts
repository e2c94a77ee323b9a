import type { AccountBinding } from '@throughline/events';
import { declaredStrategies, resolvePrice } from '@throughline/pricing-rules';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { demoErpConnector } from '../../../apps/erp-adapter/src/connectors/systems/demo-erp/connector.ts';
import { loadMapping } from '../../../apps/erp-adapter/src/mapping/mapping.ts';
import {
  Books,
  Shop,
  anyEdits,
  anyQuestions,
  anyUnits,
  charged,
  item,
  lists,
  minute,
  said,
  start,
} from './price-books.ts';
import { runsOf } from '../runs.ts';

const mapping = { ...(await loadMapping(undefined)), freeOfCharge: { items: [item], families: [] } };
const connector = demoErpConnector({
  source: 'demo',
  url: 'postgresql://localhost/none',
  mapping,
  orders: null,
});
afterAll(() => connector.close());
const strategies = declaredStrategies([{ source: 'demo', ...connector.rules }]);
const { parameters, timeout } = runsOf(500);

describe('the price in the shop', () => {
  it(
    'is what the back office charges, for any prices, corrections, customers, quantities, units and instants',
    { timeout },
    () => {
      const owns = fc.constantFrom<readonly string[]>([], lists, lists.toReversed(), [lists[1]]);
      fc.assert(
        fc.property(anyUnits, anyEdits, anyQuestions, owns, (units, edits, questions, own) => {
          const books = new Books(units);
          const shop = new Shop();
          const bindings: AccountBinding[] = [
            { source: 'demo', number: '20001', priceGroup: null, priceLists: [...own] },
          ];
          let now = start;
          for (const { number, entry, after } of edits) {
            now += after * minute + 17;
            books.edit(number, entry, new Date(now));
            shop.follow(books.mapped(mapping), new Date(now));
            for (const { after: later, quantity, unit } of questions) {
              const sold = units[unit] ?? units[0];
              const soldIn = { ...sold, baseUnit: units[0].unit };
              const answer = (at: Date) =>
                resolvePrice(shop.prices, { currency: 'EUR', at, quantity, soldIn, bindings }, strategies);
              const office = (at: Date) => charged(books.charge(at, quantity, sold, own));
              const at = new Date(now + later * minute);
              const found = answer(at);
              expect(said(found)).toEqual(office(at));
              // Until the instant that it names, nothing changes.
              const until = found.nextChangeAt?.getTime() ?? at.getTime() + 1_000 * minute;
              for (const still of [(at.getTime() + until) / 2, until - 1])
                expect(office(new Date(still))).toEqual(said(found));
            }
          }
        }),
        parameters,
      );
    },
  );
});
