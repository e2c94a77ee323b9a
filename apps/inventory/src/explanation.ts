import type { CalendarDate, NextIncoming } from '@throughline/events';
import type { Location } from './availability.ts';

/** Units that an order has claimed and that the stated figures still contain. */
export interface OpenClaim {
  order: string;
  line: number;
  units: number;
  /** What of the claim was promised beyond stock. */
  backOrdered: number;
  /** When it was made; null when that is not known. */
  since: Date | null;
}

/** Units that stock does not cover, and the delivery that does; null when none does. */
export interface OwedUnits {
  /** Null: figures below zero, which deliveries make up for first. */
  order: string | null;
  line: number | null;
  quantity: number;
  expectedOn: CalendarDate | null;
}

/** A delivery, and how much of it is promised already. */
export interface IncomingShare extends NextIncoming {
  owed: number;
}

/** Why the statement of a location adds nothing to the pool. */
export type NotCounted = 'unknown-location' | 'not-for-the-web';

/** Null for a statement that counts. @param place null while the location is unknown */
export function notCounted(place: Pick<Location, 'servesWeb'> | null): NotCounted | null {
  if (place === null) return 'unknown-location';
  return place.servesWeb ? null : 'not-for-the-web';
}

/**
 * To whom what is coming is owed: stock covers claims in their order, and deliveries the rest, the earliest first.
 * @param claims the oldest first
 * @param incoming the earliest first
 */
export function owedOf(
  supply: number,
  claims: readonly OpenClaim[],
  incoming: readonly NextIncoming[],
): { incoming: IncomingShare[]; owed: OwedUnits[] } {
  const shares = incoming.map((delivery) => ({ ...delivery, owed: 0 }));
  const owed: OwedUnits[] = [];
  const owe = (order: string | null, line: number | null, units: number) => {
    let left = units;
    for (const share of shares) {
      const quantity = Math.min(left, share.quantity - share.owed);
      if (quantity <= 0) continue;
      share.owed += quantity;
      left -= quantity;
      owed.push({ order, line, quantity, expectedOn: share.expectedOn });
    }
    if (left > 0) owed.push({ order, line, quantity: left, expectedOn: null });
  };
  owe(null, null, Math.max(0, -supply));
  let stock = Math.max(0, supply);
  for (const { order, line, units } of claims) {
    const covered = Math.min(units, stock);
    stock -= covered;
    owe(order, line, units - covered);
  }
  return { incoming: shares, owed };
}
