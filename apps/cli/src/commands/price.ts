import type { Installation } from '../installation.ts';
import { table } from '../output.ts';
import type { Output } from '../output.ts';
import { type Instant, money, timeOf } from '../words.ts';

/** A price version. */
export interface Price {
  source: string;
  version: string;
  list: string;
  kind: string;
  currency: string;
  amount: string;
  perQuantity: number;
  taxIncluded: boolean;
  unit: string;
  minQuantity: number;
  maxQuantity: number | null;
  validFrom: string;
  validTo: Instant;
  group: string | null;
  account: string | null;
}

/** The price that holds, and why, as `GET /prices/:sku` has it. */
export interface PriceResolution {
  sku: string;
  at: string;
  strategy: string | { priority: readonly string[] };
  winner: Price | null;
  because: string | null;
  regular: Price | null;
  saleEndsAt: Instant;
  runnerUp: Price | null;
  nextChangeAt: Instant;
}

/** For whom, for how many and when; what is undefined is left to the route. */
export type PriceQuery = Readonly<
  Record<
    'quantity' | 'currency' | 'unit' | 'at' | 'source' | 'account' | 'group' | 'lists',
    string | undefined
  >
>;

/** Why a SKU has the price that it has. */
export async function whyPrice(installation: Installation, sku: string, query: PriceQuery): Promise<Output> {
  return priceOutput(await installation.read('pricing', `/prices/${encodeURIComponent(sku)}`, query));
}

export function priceOutput(answer: PriceResolution): Output {
  const { sku, at, strategy, winner, because, regular, runnerUp, saleEndsAt, nextChangeAt } = answer;
  const how = typeof strategy === 'string' ? strategy : `priority of ${strategy.priority.join(', ')}`;
  const rows = [
    ...rowOf('holds', winner),
    ...rowOf('regular', regular),
    ...rowOf('would hold without it', runnerUp),
  ];
  const head = ['', 'price', 'per', 'tax', 'version', 'list', 'kind', 'for', 'units', 'from', 'to'];
  return {
    json: answer,
    lines: [
      winner === null
        ? `${sku}: no price holds at ${timeOf(at)}, by ${how}`
        : `${sku}: ${money(winner.amount, winner.currency)} at ${timeOf(at)}, because of its ${because ?? winner.kind}, by ${how}`,
      ...(rows.length === 0 ? [] : ['', ...table(head, rows)]),
      ...(saleEndsAt === null && nextChangeAt === null ? [] : ['']),
      ...(saleEndsAt === null ? [] : [`The sale ends ${timeOf(saleEndsAt)}.`]),
      ...(nextChangeAt === null ? [] : [`The answer may change ${timeOf(nextChangeAt)}.`]),
    ],
    status: winner === null ? 1 : 0,
  };
}

function rowOf(what: string, price: Price | null) {
  if (price === null) return [];
  const { amount, currency, perQuantity, unit, taxIncluded, source, version, list, kind } = price;
  const { group, account, minQuantity, maxQuantity, validFrom, validTo } = price;
  return [
    [
      ...[what, money(amount, currency), `${perQuantity} ${unit}`, taxIncluded ? 'with' : 'without'],
      ...[`${version} (${source})`, list, kind],
      account === null ? (group === null ? 'everybody' : `group ${group}`) : `account ${account}`,
      maxQuantity === null ? `from ${minQuantity}` : `${minQuantity} to ${maxQuantity}`,
      ...[timeOf(validFrom), timeOf(validTo)],
    ],
  ];
}
