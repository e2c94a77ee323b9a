import type {
  Account,
  Availability,
  ErpTax,
  FlowStatus,
  LocationStock,
  Order,
  Price,
  Product,
} from '@throughline/events';
import { searchTextOf } from './search-text.ts';
import { shelfOf } from './shelves.ts';

/** Columns of a row of `catalog_products`; the name is that in the seller's own language. */
export function productRow(product: Product) {
  return {
    sku: product.sku,
    source: product.source,
    model: product.model,
    status: product.status,
    family: product.family,
    family_name: product.familyName,
    category: product.category,
    unit: product.unit,
    tax_category: product.taxCategory,
    color: product.color,
    size: product.size,
    texts: product.texts,
    name: product.texts[0]?.name ?? product.sku,
    at_zero: product.atZero,
    back_order_limit: product.backOrderLimit,
    substitute: product.substitute,
    shelf: shelfOf(product.category),
    search_text: searchTextOf(product),
  };
}

export function availabilityRow(value: Availability) {
  return {
    sku: value.sku,
    available_to_sell: value.availableToSell,
    at_zero: value.atZero,
    back_orderable: value.backOrderable,
    next_incoming: value.nextIncoming,
    estimated: value.estimated,
    as_of: value.asOf,
  };
}

export function locationRow(value: LocationStock) {
  const { sku, location, name, kind, city, country, available } = value;
  return {
    sku,
    location,
    name,
    kind,
    city,
    country,
    available,
    as_of: value.asOf,
    serves_web: value.servesWeb,
  };
}

export function priceRow(value: Price) {
  return {
    sku: value.sku,
    price_version: value.version,
    list: value.list,
    kind: value.kind,
    currency: value.currency,
    amount: value.amount,
    tax_included: value.taxIncluded,
    unit: value.unit,
    min_quantity: value.minQuantity,
    valid_from: value.validFrom,
    valid_to: value.validTo,
    price_group: value.group,
    account: value.account,
  };
}

export function taxRow(value: ErpTax) {
  const { source, country, category, name, rate } = value;
  return { source, country, category, valid_from: value.validFrom, valid_to: value.validTo, name, rate };
}

export function flowRow(value: FlowStatus) {
  const { source, flow, mode, state, quarantined } = value;
  return {
    source,
    flow,
    mode,
    state,
    heard_at: value.heardAt,
    last_change_at: value.lastChangeAt,
    quarantined,
  };
}

/** Of accounts other than that of guests, only the number is kept. */
export function accountRow({ account, kind, currency, blocked }: Account) {
  return kind === 'guests' ? { account, kind, currency, blocked } : { account };
}

export function orderRow(order: Order) {
  return {
    order_number: order.order,
    origin: order.origin,
    state: order.state,
    placed_at: order.placedAt,
    body: order,
  };
}
