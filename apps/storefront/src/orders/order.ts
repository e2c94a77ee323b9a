import { type Decimal, isZero } from '@throughline/money';
import type { ResponseOf } from '@throughline/service';
import { grossShares } from '../cart/gross-shares.ts';
import { componentViews } from '../catalog/kit-components.ts';
import { textIn } from '../catalog/product-view.ts';
import { displayed } from '../offers/offer-price.ts';
import type { NamedProduct } from '../offers/sku.queries.ts';
import type { order, orderLine, rejectedLine } from './order.response.schemas.ts';
import { cancellationOf, dueOf, needsAttention, taxesOf } from './order-outcome.ts';
import type { Lacking, PlacedOrder, StoredOrder } from './order.tables.ts';

/** What can be done about a rejected line, at the prices and with the stock of this moment. */
export type RejectedLineView = ResponseOf<typeof rejectedLine>;
export type OrderLineView = ResponseOf<typeof orderLine>;
/** An order as its shopper sees it. */
export type OrderView = ResponseOf<typeof order>;

const ended = new Set([
  'rejected',
  'cancelled',
  'partly-shipped',
  'shipped',
  'invoiced',
  'completed',
  'returned',
]);

/** Whether the orders service has decided: confirmed, or rejected with a reason. */
export function isDecided({ order }: Pick<PlacedOrder, 'order'>): boolean {
  return order !== null && order.state !== 'placed';
}

/** Whether a shopper who waits for the answer has all there is for now: it is decided, or a person has to decide. */
export function isAnswered(placed: Pick<PlacedOrder, 'order'>): boolean {
  return isDecided(placed) || (placed.order?.review ?? null) !== null;
}

/** Whether the shopper may still request the cancellation of the whole order. */
export function isCancellable({ order, cancellationRequestedAt }: PlacedOrder): boolean {
  if (cancellationRequestedAt !== null) return false;
  return order === null || (!ended.has(order.state) && order.lines.every(({ shipped }) => shipped === 0));
}

/**
 * @param rejected what can be done about the lines of a rejected order
 * @param names of what is in it, by SKU
 */
export function orderView(
  placed: PlacedOrder,
  rejected: RejectedLineView[],
  traceUrl: string | null,
  names: ReadonlyMap<string, NamedProduct>,
): OrderView {
  const { request, order } = placed;
  const latest = order ?? request;
  const { lines, shipping } = amountsOf(placed, names);
  return {
    order: placed.orderNumber,
    version: placed.version,
    state: order?.state ?? 'placed',
    decided: isDecided(placed),
    placedAt: order?.placedAt ?? request.at,
    currency: latest.currency,
    country: latest.country,
    region: latest.region ?? null,
    purchaseOrderNumber: latest.purchaseOrderNumber ?? null,
    lines,
    shipping: { method: latest.shippingMethod, net: latest.shippingNet, gross: shipping },
    net: latest.net,
    tax: latest.tax,
    gross: latest.gross,
    taxes: taxesOf(request),
    due: dueOf(order),
    recipient: placed.recipient,
    erpNumber: order?.erpNumber ?? null,
    integration: order?.integration ?? 'none',
    attention: needsAttention(placed),
    amendments: order?.amendments ?? [],
    rejection: order?.rejection ? { reason: order.rejection.reason, lines: rejected } : null,
    shipments: (order?.shipments ?? []).map(shipmentView),
    invoices: (order?.invoices ?? []).map((invoice) => invoiceView(invoice, latest.currency)),
    steps: order?.history ?? [{ step: 'received', at: request.at, detail: null }],
    cancellable: isCancellable(placed),
    cancellationRequested: placed.cancellationRequestedAt !== null,
    cancellation: cancellationOf(placed),
    review: order?.review ?? null,
    heldUntil: order?.heldUntil ?? null,
    traceUrl,
  };
}

type NewInResponses =
  | 'region'
  | 'purchaseOrderNumber'
  | 'taxes'
  | 'due'
  | 'recipient'
  | 'attention'
  | 'amendments'
  | 'cancellation'
  | 'review'
  | 'heldUntil';
type NewInLines =
  | 'unit'
  | 'unitQuantity'
  | 'components'
  | 'credited'
  | 'model'
  | 'color'
  | 'size'
  | 'added'
  | 'replaces'
  | 'substitute'
  | 'documented';

/** A response as it was kept, perhaps before there was all that there is now. */
export type KeptResponse<View extends OrderView> = Lacking<
  View,
  NewInResponses,
  {
    lines: Lacking<OrderLineView, NewInLines>[];
    shipments: StoredOrder['shipments'];
    invoices: StoredOrder['invoices'];
  }
>;

/** The response with what it lacks. */
export function responseOf<View extends OrderView>(kept: KeptResponse<View>): View {
  return {
    ...{ region: null, purchaseOrderNumber: null, taxes: [], due: null, recipient: null },
    ...{ attention: false, amendments: [], cancellation: 'none', review: null, heldUntil: null },
    ...kept,
    lines: kept.lines.map((line) => ({
      ...{ unit: '', unitQuantity: line.quantity, components: [], credited: 0 },
      ...{ model: null, color: null, size: null, added: false, replaces: null, substitute: null },
      documented: null,
      ...line,
    })),
    shipments: kept.shipments.map(shipmentView),
    invoices: kept.invoices.map((invoice) => invoiceView(invoice, kept.currency)),
  } as OrderView as View;
}

/** What the orders service would state for a line that it has not seen yet. */
const undecided = {
  ...{ reserved: 0, backOrdered: 0, expectedOn: null },
  ...{ shipped: 0, cancelled: 0, invoiced: 0, credited: 0, returned: 0 },
};

/**
 * An invoice from before there were credit notes and invoices over several orders is one of this order; one that does
 * not state its currency is in that of the order.
 */
function invoiceView(
  invoice: StoredOrder['invoices'][number],
  currency: string,
): OrderView['invoices'][number] {
  return { kind: 'invoice', shared: false, net: null, ...invoice, currency: invoice.currency || currency };
}

/** Of a shipment from before carriers were told, none is known. */
function shipmentView(shipment: StoredOrder['shipments'][number]): OrderView['shipments'][number] {
  return { carrier: null, trackingNumber: null, trackingUrl: null, ...shipment };
}

function amountsOf(
  { request, order }: PlacedOrder,
  names: ReadonlyMap<string, NamedProduct>,
): { lines: OrderLineView[]; shipping: Decimal } {
  const lines: StoredOrder['lines'] =
    order?.lines ?? request.lines.map((line) => ({ ...line, ...undecided, ordered: line.quantity }));
  const { gross, currency, shippingNet } = order ?? request;
  const ordered = lines.filter((line) => !isAdded(line));
  const shares = grossShares(gross, currency, [
    ...ordered,
    { net: shippingNet, taxRate: request.shippingTaxRate },
  ]);
  const shareOf = new Map(ordered.map(({ line }, index) => [line, shares[index] ?? '0']));
  const inWords = wordsIn(request.language, names);
  return {
    lines: lines.map((line) => {
      // What the seller adds has the shorthand of the document for a name.
      const { name } = isAdded(line) ? inWords(line) : line;
      const { model, color, size } = inWords(line);
      const taxRate = isAdded(line) ? rateOfAdded(line, ordered) : line.taxRate;
      // None is stated in records from before there were units: it is the base unit.
      const quantity = isAdded(line) ? (line.documented ?? line.ordered) : line.ordered;
      return {
        line: line.line,
        sku: line.sku,
        ...{ name, model, color, size },
        added: isAdded(line),
        replaces: line.replaces ?? null,
        substitute: line.substitute ? inWords(line.substitute) : null,
        quantity,
        documented: line.documented ?? null,
        unit: line.unit ?? '',
        unitQuantity: line.unitQuantity || quantity,
        components: componentViews(line.components ?? [], names, request.language),
        net: line.net,
        // What was not ordered has no share in the total.
        gross: shareOf.get(line.line) ?? withTax(line.net, taxRate, currency),
        taxRate,
        reserved: line.reserved,
        backOrdered: line.backOrdered,
        expectedOn: line.expectedOn,
        shipped: line.shipped,
        cancelled: line.cancelled,
        invoiced: line.invoiced,
        credited: line.credited ?? 0,
      };
    }),
    shipping: shares.at(-1) ?? '0',
  };
}

function isAdded({ addedBy = '' }: StoredOrder['lines'][number]): boolean {
  return addedBy !== '';
}

/** Products as the shop names them; as the document does, where the shop does not have them. */
function wordsIn(language: string, names: ReadonlyMap<string, NamedProduct>) {
  return ({ sku, name }: { sku: string; name: string }): NonNullable<OrderLineView['substitute']> => {
    const named = names.get(sku);
    if (!named) return { sku, name, model: null, color: null, size: null };
    const { model, color, size } = named;
    return { sku, name: textIn(named, language).name, model, color, size };
  };
}

/** Documents do not state the rate of what was added: it is that of what it replaces, or of everything else. */
function rateOfAdded(
  { replaces, taxRate }: StoredOrder['lines'][number],
  ordered: StoredOrder['lines'],
): Decimal {
  if (!isZero(taxRate)) return taxRate;
  const replaced = ordered.find(({ line }) => line === replaces);
  const rates = new Set(ordered.map((line) => line.taxRate));
  return replaced?.taxRate ?? (rates.size === 1 ? ordered[0]?.taxRate : undefined) ?? taxRate;
}

function withTax(net: Decimal, taxRate: Decimal, currency: string): Decimal {
  return displayed({ amount: net, taxIncluded: false, currency }, taxRate);
}
