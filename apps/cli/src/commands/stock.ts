import type { Installation } from '../installation.ts';
import type { Output } from '../output.ts';
import { table } from '../output.ts';
import { ageOf, timeOf } from '../words.ts';

/** What can be sold of a SKU as a sum, as `GET /availability/:sku/why` has it. */
export interface StockExplanation {
  sku: string;
  availability: {
    availableToSell: number;
    atZero: string;
    backOrderable: number;
    estimated: boolean;
    asOf: string;
  } | null;
  supply: number;
  claimed: number;
  locations: readonly {
    source: string;
    location: string;
    name: string | null;
    quantity: number;
    basis: string;
    allocatedElsewhere: number;
    safetyStock: number;
    figure: number;
    asOf: string;
    notCounted: string | null;
  }[];
  claims: {
    count: number;
    units: number;
    oldest: readonly {
      order: string;
      line: number;
      units: number;
      backOrdered: number;
      since: string | null;
    }[];
  };
  incoming: readonly { expectedOn: string; quantity: number; owed: number }[];
  owed: {
    units: number;
    to: readonly { order: string | null; line: number | null; quantity: number; expectedOn: string | null }[];
  };
  components: readonly { sku: string; quantity: number; availableToSell: number }[];
}

/** Why so much of a SKU can be sold. */
export async function whyStock(installation: Installation, sku: string, now: Date): Promise<Output> {
  const path = `/availability/${encodeURIComponent(sku)}/why`;
  return stockOutput(await installation.read('inventory', path), now);
}

export function stockOutput(answer: StockExplanation, now: Date): Output {
  const lines =
    answer.components.length > 0 ? kitLines(answer) : [...sumLines(answer, now), ...incomingLines(answer)];
  return {
    json: answer,
    lines: [headLine(answer, now), ...lines],
    status: answer.owed.to.some(({ expectedOn }) => expectedOn === null) ? 1 : 0,
  };
}

function headLine({ sku, availability }: StockExplanation, now: Date): string {
  if (availability === null) return `${sku}: no location has stated anything`;
  const { availableToSell, atZero, backOrderable, estimated, asOf } = availability;
  return [
    `${sku}: ${availableToSell} can be sold`,
    ...(atZero === 'back-order' ? [`${backOrderable} more on back-order`] : []),
    `stated ${timeOf(asOf)}, ${ageOf(asOf, now)} ago`,
    ...(estimated ? ['estimated'] : []),
  ].join(', ');
}

function sumLines({ locations, claims, supply, claimed }: StockExplanation, now: Date): string[] {
  const counted = locations.filter(({ notCounted }) => notCounted === null);
  const others = locations.filter(({ notCounted }) => notCounted !== null);
  const rows = [
    ...counted.map((one) => [...placeOf(one, now), one.figure]),
    ['supply', null, null, null, null, null, supply],
    ...claims.oldest.map(({ order, line, units, backOrdered, since }) => [
      `claimed by ${order}, line ${line}${backOrdered > 0 ? `, ${backOrdered} of it back-ordered` : ''}`,
      ...[null, null, null, null, ageOf(since, now), -units],
    ]),
    ...further(claims),
    ['left', null, null, null, null, null, supply - claimed],
  ];
  const head = ['', 'stated', 'basis', 'held elsewhere', 'safety', 'ago', ''];
  return [
    '',
    ...table(head, rows),
    ...(others.length === 0 ? [] : ['', 'NOT COUNTED']),
    ...table(
      ['', 'stated', 'basis', 'held elsewhere', 'safety', 'ago', 'why'],
      others.map((one) => [...placeOf(one, now), one.notCounted]),
    ).slice(others.length === 0 ? 1 : 0),
  ];
}

/** Claims that are not listed one by one. */
function further({ count, units, oldest }: StockExplanation['claims']) {
  const listed = oldest.reduce((total, one) => total + one.units, 0);
  if (oldest.length === count) return [];
  return [[`${count - oldest.length} more claims`, null, null, null, null, null, listed - units]];
}

function placeOf(one: StockExplanation['locations'][number], now: Date) {
  const { source, location, name, quantity, basis, allocatedElsewhere, safetyStock, asOf } = one;
  // What a net figure says is held elsewhere, the back office has taken off itself.
  const elsewhere = basis === 'physical' ? -allocatedElsewhere : null;
  return [
    `${name ?? 'unknown'} (${source} ${location})`,
    ...[quantity, basis, elsewhere, -safetyStock, ageOf(asOf, now)],
  ];
}

function incomingLines({ incoming, owed }: StockExplanation): string[] {
  const toOf = (day: string | null) =>
    owed.to
      .filter(({ expectedOn }) => expectedOn === day)
      .map(({ order, line, quantity }) =>
        order === null ? `${quantity} to the shelf` : `${quantity} to ${order}, line ${line}`,
      )
      .join('; ');
  const rows = [
    ...incoming.map((one) => [one.expectedOn, one.quantity, one.owed, toOf(one.expectedOn)]),
    ...(toOf(null) === '' ? [] : [['no delivery', null, null, toOf(null)]]),
  ];
  return rows.length === 0 ? [] : ['', 'INCOMING', ...table(['on', 'units', 'owed', 'to whom'], rows)];
}

function kitLines({ components }: StockExplanation): string[] {
  const rows = components.map(({ sku, quantity, availableToSell }) => [
    ...[sku, quantity, availableToSell, quantity < 1 ? 0 : Math.floor(availableToSell / quantity)],
  ]);
  return [
    '',
    'A kit: as many as can be put together of its components; `throughline stock why` explains each.',
    ...table(['component', 'in one kit', 'can be sold', 'kits'], rows),
  ];
}
