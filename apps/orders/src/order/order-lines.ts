import type { Order, OrderLine, OrderShipment } from '@throughline/events';
import { begunUnits, type LineUnits } from './kits.ts';

type Shipments = readonly Pick<OrderShipment, 'lines'>[];

/** Units of a line that are to be delivered in all, by the document where there is one; of a kit, kits. */
export function deliverable(line: OrderLine, cancelled = line.cancelled): number {
  return (line.documented ?? line.ordered) - cancelled;
}

/** Units of a line that can still go out; of a kit, kits. */
export function remaining(line: OrderLine): number {
  return deliverable(line) - line.shipped;
}

/** Units of a line that are billed for when it is done: what has left, but for what was delivered beyond what is wanted. */
export function billable(line: OrderLine): number {
  return Math.min(line.shipped, Math.max(deliverable(line), line.ordered - line.cancelled));
}

/** Whether anything has left, be it a part of a kit. */
export function hasLeft({ lines, shipments }: Pick<Order, 'lines' | 'shipments'>): boolean {
  return lines.some(({ shipped }) => shipped > 0) || unitsIn(shipments).some(({ quantity }) => quantity > 0);
}

/** Whether nothing has left and nothing will. */
export function comesToNothing(order: Pick<Order, 'lines' | 'shipments'>): boolean {
  return !hasLeft(order) && order.lines.every((line) => deliverable(line) <= 0);
}

/**
 * Units of a line's promise that nothing stands for: what will be delivered of it does, and what has begun to leave. Of
 * a line that the back office has added nothing was ordered, and so nothing promised.
 */
export function uncovered(line: OrderLine, shipments: Shipments): number {
  const covered = line.substitute ? 0 : Math.max(line.shipped, Math.min(line.ordered, deliverable(line)));
  return Math.max(0, line.ordered - Math.max(covered, begunUnits(line, unitsIn(shipments))));
}

/** Everything that shipments hold. */
export function unitsIn(shipments: Shipments): LineUnits[] {
  return shipments.flatMap(({ lines }) => lines);
}

/** Units of one line. */
export function unitsOfLine(units: readonly { line: number; quantity: number }[], line: number): number {
  return units.reduce((sum, each) => (each.line === line ? sum + each.quantity : sum), 0);
}

/** Every line and SKU that something was or is said of, with its units before and now. */
export function unitsBetween(
  before: readonly LineUnits[],
  now: readonly LineUnits[],
): { line: number; sku: string; was: number; quantity: number }[] {
  const name = ({ line, sku }: LineUnits) => JSON.stringify([line, sku]);
  const units = (of: readonly LineUnits[], wanted: string) =>
    of.reduce((sum, each) => (name(each) === wanted ? sum + each.quantity : sum), 0);
  const each = new Map([...before, ...now].map((part) => [name(part), part]));
  return [...each].map(([wanted, { line, sku }]) => {
    return { line, sku, was: units(before, wanted), quantity: units(now, wanted) };
  });
}
