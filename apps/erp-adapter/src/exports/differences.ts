import type {
  ErpOrder,
  ErpOrderLine,
  ExportDifference,
  KitComponent,
  OrderPlaced,
  PlacedLine,
} from '@throughline/events';
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
import { type RoundingPolicy, type TotalsLine, orderTotals, roundingPolicies } from '@throughline/order-rules';
import { type CancelledUnits, isWhollyCancelled, netPrice, purchaseOrderOf, soldAs } from './export.ts';

/** What a difference is of; see OrderExport. */
export type DifferenceKind =
  | 'missing-document'
  | 'second-document'
  | 'missing-line'
  | 'added-line'
  | 'substituted'
  | 'split'
  | 'lowered'
  | 'raised'
  | 'unit'
  | 'price'
  | 'charge'
  | 'components'
  | 'address'
  | 'reference'
  | 'currency'
  | 'cancellation'
  | 'total';

/** A difference that a comparison found, whenever that was first. */
export type FoundDifference = Omit<ExportDifference, 'since' | 'kind'> & { kind: DifferenceKind };

/** A difference as it is kept; one that was kept before 0.3 lacks what came then. */
export type StoredDifference = Pick<ExportDifference, 'field' | 'ours' | 'theirs'> &
  Partial<Omit<ExportDifference, 'since'>> & { since?: string | Date | null };

export function restoredDifference({
  kind = '',
  line = null,
  since = null,
  worth = null,
  ...figures
}: StoredDifference): ExportDifference {
  return { kind, ...figures, line, since: since === null ? null : new Date(since), worth };
}

/** What was found, each with the instant at which it was first: kept as long as it lasts, also when its figures change. */
export function sinceFirstSeen(
  found: readonly FoundDifference[],
  before: readonly StoredDifference[],
  at: Date,
): ExportDifference[] {
  const known = new Map(before.map(restoredDifference).map((each) => [identityOf(each), each.since]));
  return found.map((each) => ({ ...each, since: known.get(identityOf(each)) ?? at }));
}

function identityOf({
  kind,
  line,
  field,
  theirs,
}: Pick<ExportDifference, 'kind' | 'line' | 'field' | 'theirs'>) {
  return JSON.stringify([kind, line, field, kind === 'second-document' ? theirs : null]);
}

/** Whether two sets say the same. */
export function sameDifferences(a: readonly StoredDifference[], b: readonly StoredDifference[]): boolean {
  const text = (list: readonly StoredDifference[]) =>
    JSON.stringify(list.map((each) => Object.entries(restoredDifference(each)).toSorted()));
  return text(a) === text(b);
}

/**
 * Where the document parts from what was ordered; nowhere when it says what we say. Units that shopper or staff cancelled
 * and the back office was told of are not wanted any more; those that it cancels by itself are followed. One cause is
 * listed once: a total only where nothing else explains it.
 * @param told units that the back office was told to cancel
 * @param document with the fields of the recipient that it has otherwise than they were handed over; null when it is gone
 */
export function differencesFrom(
  placed: OrderPlaced,
  told: CancelledUnits,
  document: { theirs: ErpOrder; changedRecipient: readonly string[] } | null,
): FoundDifference[] {
  if (document === null) return missingDocument(placed, told);
  const { theirs, changedRecipient } = document;
  const found = [
    ...text('currency', 'currency', placed.currency, theirs.currency),
    ...text(
      'reference',
      'purchaseOrderNumber',
      purchaseOrderOf(placed) ?? 'none',
      theirs.purchaseOrderNumber ?? 'none',
    ),
    ...changedRecipient.map((field) => difference('address', `recipient.${field}`, 'as ordered', 'changed')),
    ...lineDifferences(placed, told, theirs),
    ...chargeDifferences(placed, theirs),
  ];
  return [...found, ...totalDifference(placed, theirs, found)];
}

/** The document is there, and what it says breaks a rule of the data. */
export function unreadableDocument({ order }: OrderPlaced): FoundDifference {
  return difference('missing-document', 'document', order, 'cannot be read');
}

/** Another document that carries our number, though it is not that of the order. */
export function secondDocument(
  erpNumber: string | null,
  { document, net }: { document: string; net: Decimal },
): FoundDifference {
  return difference('second-document', 'document', erpNumber ?? 'none', document, { worth: net });
}

function difference(
  kind: DifferenceKind,
  field: string,
  ours: string,
  theirs: string,
  { line = null, worth = '0' }: { line?: number | null; worth?: Decimal } = {},
): FoundDifference {
  return { kind, field, ours, theirs, line, worth: isZero(worth) ? null : worth };
}

function text(kind: DifferenceKind, field: string, ours: string, theirs: string): FoundDifference[] {
  return ours === theirs ? [] : [difference(kind, field, ours, theirs)];
}

function missingDocument(placed: OrderPlaced, told: CancelledUnits): FoundDifference[] {
  // Of an order that was cancelled nothing is missed.
  if (isWhollyCancelled(placed, told)) return [];
  const lost = placed.lines.map((line) => amountOf(placed, line, unitsLeft(line, told)));
  const worth = negate(sum([...lost, placed.shippingNet]));
  return [difference('missing-document', 'document', placed.order, 'none', { worth })];
}

function unitsLeft({ line, quantity }: PlacedLine, told: CancelledUnits): number {
  return Math.max(0, quantity - (told.get(line) ?? 0));
}

/** What units of a line come to, net of tax. */
function amountOf({ currency }: OrderPlaced, { net, quantity }: PlacedLine, units: number): Decimal {
  return divide(multiply(net, String(units)), String(quantity), minorUnitsOf(currency));
}

const units = (quantity: number, sku: string): string => `${quantity} × ${sku}`;
const wanted = ({ ordered, cancelled }: ErpOrderLine): number => ordered - cancelled;

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

function lineDifferences(placed: OrderPlaced, told: CancelledUnits, theirs: ErpOrder): FoundDifference[] {
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
    subtract(
      sum(list.map(({ net }) => net)),
      amountOf(placed, line, sumOf(list.map(wanted))),
    );
  if (parts.length > 0) {
    const kept = other === null ? [] : [units(other.ordered, other.sku)];
    const whole = [...kept, ...parts.map((part) => `${units(wanted(part), part.sku)} in line ${part.line}`)];
    found.push(
      difference('split', path, units(quantity, sku), whole.join(', '), { line: number, worth: costs(parts) }),
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
    if (compare(discounted, other.unitPrice) !== 0)
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

/** Whether the line is of the same packs: as many as were ordered, or as many as its units come to. */
function samePacks(
  sold: { unit: string; unitQuantity: number },
  { unit, unitQuantity, ordered }: ErpOrderLine,
  quantity: number,
): boolean {
  if (unit !== sold.unit) return false;
  if (unitQuantity === sold.unitQuantity) return true;
  return ordered !== quantity && unitQuantity * quantity === sold.unitQuantity * ordered;
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

const freight = 'freight';

function chargeDifferences({ shippingNet }: OrderPlaced, theirs: ErpOrder): FoundDifference[] {
  const ours = isDead(theirs) ? '0' : parseDecimal(shippingNet);
  const asked = freightOf(theirs);
  const shipping =
    compare(ours, asked) === 0
      ? []
      : [difference('charge', `charges[${freight}]`, ours, asked, { worth: subtract(asked, ours) })];
  return [
    ...shipping,
    ...theirs.charges
      .filter(({ code }) => code !== freight)
      .map(({ line, code, net }) => difference('charge', `charges[${code}]`, 'none', net, { line, worth: net })),
  ];
}

function freightOf({ charges }: ErpOrder): Decimal {
  return sum(charges.flatMap(({ code, net }) => (code === freight ? net : [])));
}

/** Whether nothing of it is delivered: then freight is not owed either. */
function isDead({ lines }: ErpOrder): boolean {
  return lines.every((line) => wanted(line) === 0);
}

/** Kinds after which only the back office knows what its lines are taxed. */
const untold: readonly DifferenceKind[] = ['added-line', 'substituted', 'split', 'charge', 'currency'];

/** The total that is not what the lines of the document come to at our rates; the first of them, others follow it. */
function totalDifference(
  placed: OrderPlaced,
  theirs: ErpOrder,
  found: readonly FoundDifference[],
): FoundDifference[] {
  if (found.some(({ kind, field }) => untold.includes(kind) && field !== `charges[${freight}]`)) return [];
  const changed = new Set(found.flatMap(({ kind, line }) => (kind === 'components' ? [] : (line ?? []))));
  const ours = totalsOf(placed, theirs, changed);
  for (const field of ['net', 'tax', 'gross'] as const)
    if (compare(ours[field], theirs[field]) !== 0) {
      const worth = field === 'net' ? subtract(theirs.net, ours.net) : '0';
      return [difference('total', field, ours[field], theirs[field], { worth })];
    }
  return [];
}

/**
 * What is owed by the document: what the shopper saw while nothing of it has changed, and else computed anew, lines that
 * have changed at their figures.
 */
function totalsOf(
  placed: OrderPlaced,
  theirs: ErpOrder,
  changed: ReadonlySet<number>,
): Record<'net' | 'tax' | 'gross', Decimal> {
  const others = new Map(theirs.lines.map((line) => [line.line, line]));
  const asked = freightOf(theirs);
  const seen =
    changed.size === 0 &&
    theirs.lines.every(({ cancelled }) => cancelled === 0) &&
    compare(asked, placed.shippingNet) === 0;
  if (seen) {
    const { net, tax, gross } = placed;
    return { net: parseDecimal(net), tax: parseDecimal(tax), gross: parseDecimal(gross) };
  }
  const rounding = roundingPolicies.find((policy): policy is RoundingPolicy => policy === placed.rounding);
  return orderTotals({
    currency: placed.currency,
    rounding: rounding ?? 'tax-group',
    lines: placed.lines.flatMap((line) => {
      const other = others.get(line.line);
      if (other === undefined) return [];
      return changed.has(line.line) ? owedAsChanged(line, other) : owedAsPlaced(line, wanted(other));
    }),
    shipping: isDead(theirs)
      ? null
      : {
          net: asked,
          taxCategory:
            placed.lines.find(({ taxRate }) => taxRate === placed.shippingTaxRate)?.taxCategory ?? '',
          taxRate: placed.shippingTaxRate,
        },
  });
}

/** Of a pack a part may be left. The same price, said of base units: nothing is rounded before it is multiplied. */
function owedAsPlaced(line: PlacedLine, quantity: number): TotalsLine {
  const { unitQuantity, perQuantity } = soldAs(line);
  return {
    ...line,
    unitPrice: multiply(line.unitPrice, String(unitQuantity)),
    perQuantity: perQuantity * line.quantity,
    quantity,
  };
}

function owedAsChanged({ taxCategory, taxRate }: PlacedLine, other: ErpOrderLine): TotalsLine {
  return {
    ...{ taxCategory, taxRate, taxIncluded: false },
    quantity: wanted(other) * other.unitQuantity,
    unitPrice: other.unitPrice,
    perQuantity: Math.max(1, other.ordered * other.perQuantity),
  };
}

function sumOf(list: readonly number[]): number {
  return list.reduce((total, each) => total + each, 0);
}
