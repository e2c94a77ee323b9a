import type { Answer, AnswerFault, AnsweredOrder } from './answer.ts';
import type { KeyedLine, KeyedShipment, KeyedState } from './keyed-state.ts';

/** What an answer may say of a shipment. */
export const shipmentFields = ['carrier', 'trackingNumber', 'trackingUrl', 'location', 'shippedAt'] as const;

/**
 * The shipments of an order after it was answered: one more for units that have left since, or the last one with what is
 * known of it now.
 */
export function shipmentsAfter(
  known: AnsweredOrder,
  before: KeyedState,
  answer: Answer,
  lines: readonly KeyedLine[],
  now: Date,
): { shipments: readonly KeyedShipment[] } | { faults: AnswerFault[] } {
  const was = new Map(before.lines.map(({ line, shipped }) => [line, shipped]));
  const is = new Map(lines.map(({ line, shipped }) => [line, shipped]));
  const differences = [...new Set([...was.keys(), ...is.keys()])]
    .toSorted((a, b) => a - b)
    .map((line) => ({ line, quantity: (is.get(line) ?? 0) - (was.get(line) ?? 0) }));
  const kept = takenBack(
    before.shipments,
    differences.flatMap(({ line, quantity }) => (quantity < 0 ? [{ line, quantity: -quantity }] : [])),
  );
  const added = differences.filter(({ quantity }) => quantity > 0);
  const said = shipmentFields.filter((field) => answer[field] !== undefined);
  if (added.length > 0) {
    const { carrier = null, trackingNumber = null, trackingUrl = null } = answer;
    const shipment = {
      number: `${known.order}-${1 + Math.max(0, ...before.shipments.map(({ number }) => ordinalOf(number)))}`,
      shippedAt: answer.shippedAt ?? now.toISOString(),
      location: answer.location ?? known.location ?? '',
      ...{ carrier, trackingNumber, trackingUrl, lines: added },
    };
    return { shipments: [...kept, shipment] };
  }
  const last = kept.at(-1);
  if (said.length === 0) return { shipments: kept };
  if (last === undefined)
    return { faults: [{ field: said[0] ?? 'carrier', message: 'is said, and nothing of it has left' }] };
  const faults = said.flatMap((field): AnswerFault[] => {
    const isOther = !isSame(field, last[field], answer[field]);
    // What the adapter has put in for want of better is not taken back by it.
    const isOwn = field === 'location' && last.location === (known.location ?? '');
    return isOther && !isOwn && last[field] !== null && last[field] !== '' && answer.correction === undefined
      ? [{ field, message: `is ${last[field]} already: another one needs a correction, which says why` }]
      : [];
  });
  if (faults.length > 0) return { faults };
  const filled = Object.fromEntries(
    said.map((field) => [field, isSame(field, last[field], answer[field]) ? last[field] : answer[field]]),
  );
  return { shipments: [...kept.slice(0, -1), { ...last, ...filled }] };
}

function isSame(field: string, known: string | null, said: string | undefined): boolean {
  if (field !== 'shippedAt' || known === null || said === undefined) return known === said;
  return Date.parse(known) === Date.parse(said);
}

function ordinalOf(number: string): number {
  return Number(number.slice(number.lastIndexOf('-') + 1));
}

/** Units that had not left after all are taken from what left last. */
function takenBack(
  shipments: readonly KeyedShipment[],
  units: readonly { line: number; quantity: number }[],
): KeyedShipment[] {
  const left = new Map(units.map(({ line, quantity }) => [line, quantity]));
  return shipments
    .toReversed()
    .map((shipment) => ({
      ...shipment,
      lines: shipment.lines.flatMap(({ line, quantity }) => {
        const taken = Math.min(quantity, left.get(line) ?? 0);
        left.set(line, (left.get(line) ?? 0) - taken);
        return taken === quantity ? [] : [{ line, quantity: quantity - taken }];
      }),
    }))
    .filter(({ lines }) => lines.length > 0)
    .toReversed();
}
