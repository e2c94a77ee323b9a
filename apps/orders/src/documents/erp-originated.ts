import type { ErpOrder, Order, OrderLine } from '@throughline/events';
import { divide, isZero, multiply, subtract, sum } from '@throughline/money';
import { billedUnits } from '../order/followed.ts';
import { stateOf, tracked } from '../order/order.ts';
import type { OrderState } from '../order/order.ts';

/** Our number of an order that originated in the back office. */
export function erpOrderNumber({ source, number }: { source: string; number: string }): string {
  return `${source}:${number}`;
}

/** The account that a customer of the back office is, as far as it is known. */
export interface Buyer {
  account: string;
  country: string | null;
  region: string | null;
}

/** Code of the charge that is shipping; it has a field of its own. */
const freight = 'freight';

/** ISO 3166 leaves `ZZ` to its users; here: not known. */
const unknownCountry = 'ZZ';

/**
 * An order that originated in the back office, as its document states it now. Such an order is the back office's own:
 * lines and figures follow the document, what happened so far stays.
 */
export function erpOriginated(known: OrderState | null, document: ErpOrder, buyer: Buyer | null): OrderState {
  const before = known?.order;
  const { source, number, origin, customer, purchaseOrderNumber, currency, net, tax, gross, placedAt } =
    document;
  const charges = document.charges.filter(({ code }) => code !== freight);
  const order: Omit<Order, 'state'> = {
    order: erpOrderNumber(document),
    origin,
    integration: 'none',
    integrationReason: null,
    erpNumber: number,
    account: buyer?.account ?? `${source}:${customer}`,
    currency,
    country: buyer?.country ?? unknownCountry,
    region: buyer?.region ?? null,
    purchaseOrderNumber,
    lines: document.lines.map((line) => lineOf(line, document, known)),
    charges: charges.map(({ code, name, net: amount }) => ({ code, name, net: amount })),
    shippingMethod: null,
    // Freight, whether the document states it or it is what the total has beyond lines and other charges.
    shippingNet: subtract(net, sum([...document.lines, ...charges].map((part) => part.net))),
    net,
    tax,
    gross,
    dueNet: null,
    dueTax: null,
    dueGross: null,
    rejection: null,
    shipments: before?.shipments ?? [],
    invoices: before?.invoices ?? [],
    history: before?.history ?? [
      { step: 'received', at: placedAt, detail: null },
      { step: 'confirmed', at: placedAt, detail: number },
    ],
    amendments: before?.amendments ?? [],
    review: null,
    heldUntil: null,
    cancellationRefusal: null,
    placedAt,
    traceparent: before?.traceparent ?? null,
  };
  return {
    ...(known ?? tracked({ ...order, state: '' })),
    order: { ...order, state: stateOf(order) },
    unbound: buyer === null ? { source, customer } : null,
  };
}

function lineOf(line: ErpOrder['lines'][number], document: ErpOrder, state: OrderState | null): OrderLine {
  const known = state?.order.lines.find((each) => each.line === line.line);
  // A document may have billed it before the order had it.
  const billed = (kind: 'invoice' | 'credit-note') =>
    state ? billedUnits(state.followed, kind, line.line) : 0;
  return {
    line: line.line,
    addedBy: '',
    replaces: null,
    sku: line.sku,
    name: line.name,
    priceVersion: null,
    unit: line.unit,
    unitQuantity: line.unitQuantity,
    perQuantity: line.perQuantity,
    unitPrice: line.unitPrice,
    taxIncluded: false,
    taxRate: effectiveRate(document),
    net: line.net,
    ordered: line.ordered,
    documented: null,
    substitute: null,
    reserved: 0,
    backOrdered: 0,
    expectedOn: null,
    shipped: known?.shipped ?? 0,
    cancelled: known?.cancelled ?? 0,
    invoiced: known?.invoiced ?? billed('invoice'),
    credited: known?.credited ?? billed('credit-note'),
    returned: known?.returned ?? 0,
    components: line.components.map(({ sku, quantity }) => ({ sku, quantity })),
  };
}

/** The document states its tax as a whole; to one decimal this is the rate whenever all lines share one. */
function effectiveRate({ net, tax }: ErpOrder): string {
  return isZero(net) ? '0' : divide(multiply(tax, '100'), net, 1);
}
