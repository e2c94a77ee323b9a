import type { CalendarDate, FreeDelivery } from '@throughline/events';
import type { Level } from './availability.ts';

/** Deliveries that are still to come. */
export function dueFrom<D extends { expectedOn: CalendarDate }>(
  today: CalendarDate,
  deliveries: readonly D[],
): D[] {
  return deliveries.filter(({ expectedOn }) => expectedOn >= today);
}

/** Most deliveries that are told of a SKU. */
const longestList = 20;

/**
 * Deliveries to come with the units of each that are not owed yet, as many as what may still be promised needs, and the
 * first in any case.
 */
export function freeDeliveriesOf(
  { claimed, supply, incoming }: Pick<Level, 'claimed' | 'supply' | 'incoming'>,
  backOrderable: number,
): FreeDelivery[] {
  let owed = Math.max(0, claimed - supply);
  let wanted = Math.max(1, backOrderable);
  const free: FreeDelivery[] = [];
  for (const { expectedOn, quantity } of incoming) {
    const left = Math.max(0, quantity - owed);
    owed = Math.max(0, owed - quantity);
    if (left === 0) continue;
    if (wanted <= 0 || free.length === longestList) break;
    free.push({ expectedOn, quantity: left });
    wanted -= left;
  }
  return free;
}

/** The day on which free deliveries cover so many units; null when they do not. */
export function coveredOn(free: readonly FreeDelivery[], units: number): CalendarDate | null {
  let left = units;
  for (const { expectedOn, quantity } of free) {
    left -= quantity;
    if (left <= 0) return expectedOn;
  }
  return null;
}
