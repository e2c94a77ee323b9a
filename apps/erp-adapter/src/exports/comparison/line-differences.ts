import type { ErpOrder, ErpOrderLine, KitComponent, OrderPlaced, PlacedLine } from '@throughline/events';
import {
  type Decimal,
  compare,
  divide,
  isZero,
  minorUnitsOf,
  multiply,
  negate,
  parseDecimal,
  round,
  subtract,
  sum,
} from '@throughline/money';
import { type CancelledUnits, netPrice, soldAs } from '../export.ts';
import { type DifferenceKind, type FoundDifference, difference } from './difference.ts';

/** Units of a line that are still wanted. */
export function unitsLeft({ line, quantity }: PlacedLine, told: CancelledUnits): number {
  return Math.max(0, quantity - (told.get(line) ?? 0));
}

/** What units of a line come to, net of tax. */
export function amountOf({ currency }: OrderPlaced, { net, quantity }: PlacedLine, units: number): Decimal {
  return divide(multiply(net, String(units)), String(quantity), minorUnitsOf(currency));
}

const units = (quantity: number, sku: string): string => `${quantity} × ${sku}`;
/** Units that the document has to deliver. */
export const wanted = ({ ordered, cancelled }: ErpOrderLine): number => ordered - cancelled;

/** A line of ours, and what the document has for it. */
interface Matched {
  line: PlacedLine;
  /** Under its number, null when that is gone. */
  other: ErpOrderLine | null;
  /** Other lines that have a part of it. */
  parts: ErpOrderLine[];
  /** A line of another SKU under another number that has taken its place. */
  substitute: ErpOrderLine | null;
  /** Units that no line of the document has. */
  short: number;
}

/**
 * Lines that are not ours have taken the place of what is missing from ours: a part of the same SKU, or exactly as much
 * of another, if there is one line that lacks just that. The rest was added.
 */
function matched(placed: OrderPlaced, theirs: ErpOrder): { lines: Matched[]; added: ErpOrderLine[] } {
  const byNumber = new Map(theirs.lines.map((line) => [line.line, line]));
  const lines = placed.lines.map((line): Matched => {
    const other = byNumber.get(line.line) ?? null;
    byNumber.delete(line.line);
    const short = Math.max(0, line.quantity - (other?.ordered ?? 0));
    return { line, other, parts: [], substitute: null, short };
  });
  // What is cancelled again delivers nothing.
  const strange = [...byNumber.values()].filter((line) => wanted(line) > 0);
  const others = strange.filter((extra) => {
    const whole = lines.find(({ line, short }) => line.sku === extra.sku && short >= wanted(extra));
    if (whole === undefined) return true;
    whole.parts.push(extra);
    whole.short -= wanted(extra);
    return false;
  });
  const added = others.filter((extra) => {
    const [replaced, ...more] = lines.filter(({ short }) => short === wanted(extra));
    if (replaced === undefined || more.length > 0) return true;
    replaced.substitute = extra;
    replaced.short = 0;
    return false;
  });
  return { lines, added };
}

/** Where the lines of the document part from those of the order. */
export function lineDifferences(
  placed: OrderPlaced,
  told: CancelledUnits,
  theirs: ErpOrder,
): FoundDifference[] {
  const { lines, added } = matched(placed, theirs);
  return [
    ...lines.flatMap((match) => [
      ...placeDifferences(placed, told, match),
      ...(match.other === null ? [] : figureDifferences(placed, told, match, match.other, theirs)),
    ]),
    ...added.map((line) =>
      difference('added-line', `lines[${line.line}]`, 'none', units(wanted(line), line.sku), {
        line: line.line,
        worth: line.net,
      }),
    ),
  ];
}

/** Units of a line that are in other lines, in none, or more than were ordered. */
function placeDifferences(
  placed: OrderPlaced,
  told: CancelledUnits,
  { line, other, parts, substitute, short }: Matched,
): FoundDifference[] {
  const { line: number, sku, quantity } = line;
  const path = `lines[${number}]`;
  const found: FoundDifference[] = [];
  const costs = (list: readonly ErpOrderLine[]) =>
    subtract(sum(list.map(({ net }) => net)), amountOf(placed, line, sumOf(list.map(wanted))));
  if (parts.length > 0) {
    const kept = other === null ? [] : [units(other.ordered, other.sku)];
    const whole = [...kept, ...parts.map((part) => `${units(wanted(part), part.sku)} in line ${part.line}`)];
    found.push(
      difference('split', path, units(quantity, sku), whole.join(', '), {
        line: number,
        worth: costs(parts),
      }),
    );
  }
  if (substitute !== null)
    found.push(
      difference('substituted', `${path}.sku`, sku, `${substitute.sku} in line ${substitute.line}`, {
        ...{ line: number, worth: costs([substitute]) },
      }),
    );
  if (short > 0) {
    // Units that were not wanted any more are not missed.
    const unwanted = Math.max(0, (told.get(number) ?? 0) - (other?.cancelled ?? 0));
    const worth = negate(amountOf(placed, line, Math.max(0, short - unwanted)));
    if (other === null && short === quantity)
      found.push(difference('missing-line', path, units(quantity, sku), 'none', { line: number, worth }));
    else
      found.push(
        difference('lowered', `${path}.ordered`, String(quantity), String(quantity - short), {
          ...{ line: number, worth },
        }),
      );
  }
  const more = (other?.ordered ?? 0) - quantity;
  if (more > 0)
    found.push(
      difference('raised', `${path}.ordered`, String(quantity), String(quantity + more), {
        ...{ line: number, worth: amountOf(placed, line, more) },
      }),
    );
  return found;
}

/** What the document says of a line otherwise, beside its quantity. */
function figureDifferences(
  placed: OrderPlaced,
  told: CancelledUnits,
  { line, short }: Matched,
  other: ErpOrderLine,
  theirs: ErpOrder,
): FoundDifference[] {
  const { line: number, sku, quantity } = line;
  const path = `lines[${number}]`;
  const sold = soldAs(line);
  const found: FoundDifference[] = [];
  const add = (kind: DifferenceKind, field: string, ours: string, said: string, worth: Decimal = '0') =>
    found.push(difference(kind, `${path}.${field}`, ours, said, { line: number, worth }));
  const costs = subtract(other.net, amountOf(placed, line, wanted(other)));
  if (other.sku !== sku) add('substituted', 'sku', sku, other.sku);
  const packs = (of: { unit: string; unitQuantity: number }) => `${of.unitQuantity} ${of.unit}`;
  if (sold.unit !== '' && !samePacks(sold, other, quantity))
    add('unit', 'unit', packs(sold), packs(other), costs);
  else {
    const before = line.taxIncluded ? netPrice(line, sold) : line.unitPrice;
    const asked = divide(multiply(before, String(other.perQuantity)), String(sold.perQuantity), 7);
    // Null where the record is from before 0.3.
    const discount = other.discountPercent ?? '0';
    const left = subtract('100', discount);
    const discounted = round(multiply(multiply(asked, left), '0.01'), 7);
    if (!isZero(discount)) add('price', 'discountPercent', '0', parseDecimal(discount), costs);
    // Before there were units, a price was handed over with four decimals.
    const decimals = sold.unit === '' ? 4 : 7;
    if (compare(round(discounted, decimals), round(other.unitPrice, decimals)) !== 0)
      add('price', 'unitPrice', asked, other.unitPrice, isZero(discount) ? costs : '0');
  }
  const [ours, said] = [recipe(sold.components), recipe(other.components)];
  if (other.sku === sku && ours !== said) add('components', 'components', ours, said);
  // What left before the back office heard of it could not be cancelled; what was lowered need not be.
  const unwanted = Math.min(told.get(number) ?? 0, quantity - Math.min(quantity, begunOf(other, theirs)));
  const revived = unwanted - other.cancelled - short;
  if (revived > 0)
    add(
      'cancellation',
      'cancelled',
      String(unwanted),
      String(unwanted - revived),
      amountOf(placed, line, revived),
    );
  return found;
}

/** Whether the line is of the same packs: as many as before, or as many as its units come to. */
function samePacks(
  sold: { unit: string; unitQuantity: number },
  { unit, unitQuantity, ordered }: ErpOrderLine,
  quantity: number,
): boolean {
  if (unit !== sold.unit) return false;
  return unitQuantity === sold.unitQuantity || unitQuantity * quantity === sold.unitQuantity * ordered;
}

/** What a kit is put together of, in words that do not depend on the order. */
function recipe(components: readonly KitComponent[]): string {
  const parts = components.map(({ sku, quantity }) => units(quantity, sku));
  return parts.toSorted().join(', ') || 'none';
}

/** Units that have left; of a kit, kits of which anything has. */
function begunOf({ line, shipped, components }: ErpOrderLine, { shipments }: ErpOrder): number {
  const sent = shipments.flatMap(({ lines }) => lines).filter((part) => part.line === line);
  const begun = components.map(({ sku, quantity }) =>
    Math.ceil(sumOf(sent.flatMap((part) => (part.sku === sku ? part.quantity : []))) / quantity),
  );
  return Math.max(shipped, ...begun);
}

function sumOf(list: readonly number[]): number {
  return list.reduce((total, each) => total + each, 0);
}
