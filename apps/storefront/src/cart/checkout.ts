import { hash, randomInt } from 'node:crypto';
import type { FieldLimit, OrderRequested, Recipient, RequestedLine } from '@throughline/events';
import { type Decimal, compare } from '@throughline/money';
import { isPostalCode, postalCodeRule } from '@throughline/order-rules';
import {
  type PriceCandidate,
  type PriceStrategies,
  type SoldIn,
  inBaseUnits,
  isHonoured,
  priceAsSold,
  soldInOf,
} from '@throughline/pricing-rules';
import { Problem } from '@throughline/service';
import type { FieldError, ResponseOf } from '@throughline/service';
import { textIn } from '../catalog/product-view.ts';
import { shippingTo } from '../catalog/shop-facts.ts';
import { displayed, resolveForGuest, shopCurrency } from '../offers/offer-price.ts';
import type { RateOf } from '../offers/offer-price.ts';
import type { NamedVersion, ShownVersions } from '../offers/shown-version.ts';
import type { SellerRules } from '../offers/seller-rules.service.ts';
import type { PricedSku } from '../offers/sku.queries.ts';
import type { OrderBody } from '../web/request.schemas.ts';
import { type OrderedLine, isOfCart } from './cart.ts';
import type { priceConflict } from './cart.response.schemas.ts';
import { type LimitedFields, overLimits } from './field-limits.ts';
import { type QuotedLine, totalsOf } from './quote.ts';

/** What a refusal says about what the shopper was shown. */
export type Conflict = Partial<ResponseOf<typeof priceConflict>>;

/** What a request for an order is checked against. */
export interface Circumstances {
  orderNumber: string;
  keyHash: string;
  account: string;
  /** What orders of its buyer have in common. */
  buyer: string[];
  at: Date;
  rules: Pick<SellerRules, 'strategy' | 'graceMs' | 'rounding'>;
  rateOf: RateOf;
  shown: ShownVersions;
  /** Regions of a country that have rates of their own. */
  regionsOf: (country: string) => readonly { code: string }[];
  /** What the back office can hold of an order. */
  limits: readonly FieldLimit[];
}

/**
 * The order as it is requested, at the prices that the shopper was shown.
 * @throws Problem 422 naming the field, 409 when a price or the total is not what was shown
 */
export function orderRequested(
  body: OrderBody,
  skus: ReadonlyMap<string, PricedSku>,
  { orderNumber, keyHash, account, buyer, at, rules, rateOf, shown, regionsOf, limits }: Circumstances,
): OrderRequested {
  const { country, language, region = null } = body;
  const shipping = shippingTo({ rateOf }, body.shippingMethod, country, region);
  if (!shipping)
    throw unacceptable([{ field: 'country', message: 'is not a country that we ship to', in: 'body' }]);
  if (region !== null && !regionsOf(country).some(({ code }) => code === region))
    throw unacceptable([{ field: 'region', message: 'is not a region of the country', in: 'body' }]);
  const misfits = overLimits(limitedFieldsOf(body), limits);
  if (misfits.length > 0) throw unacceptable(misfits);
  const quoted = body.lines.map((line, index) => {
    const sku = skus.get(line.sku);
    return quotedLine(line, index, { sku, country, region, language, at, rules, rateOf, shown });
  });
  requirePostalCode(body);
  const totals = totalsOf(quoted, { shipping, rounding: rules.rounding });
  if (body.total !== undefined && compare(body.total, totals.gross) !== 0) {
    throw new Problem(409, 'The total is not what was shown', {
      name: 'total-changed',
      extensions: { shown: body.total, total: totals.gross } satisfies Conflict,
    });
  }
  return {
    order: orderNumber,
    channel: 'web',
    account,
    currency: shopCurrency,
    country,
    region,
    language,
    purchaseOrderNumber: body.purchaseOrderNumber ?? null,
    lines: totals.lines.map(
      ({ sku, name, baseQuantity, quantity, price, taxCategory, taxRate, net, components }, index) => ({
        line: index + 1,
        sku,
        name,
        quantity: baseQuantity,
        unit: price.unit,
        unitQuantity: quantity,
        priceVersion: price.version,
        unitPrice: price.amount,
        perQuantity: price.perQuantity,
        taxIncluded: price.taxIncluded,
        taxCategory,
        taxRate,
        net,
        components,
      }),
    ),
    shippingMethod: body.shippingMethod,
    shippingNet: totals.shippingNet,
    shippingTaxRate: shipping.taxRate,
    net: totals.net,
    tax: totals.tax,
    gross: totals.gross,
    rounding: rules.rounding,
    acceptBackOrder: body.acceptBackOrder,
    at,
    keyHash,
    buyer,
  };
}

/** @throws Problem 422 when the country writes its postal codes in another way */
function requirePostalCode({ country, recipient: { postalCode } }: OrderBody): void {
  if (isPostalCode(postalCode, country)) return;
  const example = postalCodeRule(country)?.example ?? '';
  const message = `is not a postal code of ${country}, such as ${example}`;
  throw unacceptable([{ field: 'recipient.postalCode', message, in: 'body' }]);
}

/** @throws Problem 409 when the shopper was shown the whole cart, and it holds something else by now */
export function requireCart({ lines, wholeCart }: OrderBody, held: readonly OrderedLine[]): void {
  if (!wholeCart || isOfCart(lines, held)) return;
  throw new Problem(409, 'The cart holds something else by now', { name: 'cart-changed' });
}

export function recipientOf({ recipient, country, region }: OrderBody, orderNumber: string): Recipient {
  return {
    order: orderNumber,
    ...recipient,
    street2: recipient.street2 ?? null,
    country,
    region: region ?? null,
  };
}

function limitedFieldsOf({ recipient, purchaseOrderNumber }: OrderBody): LimitedFields {
  const fields = Object.entries(recipient).map(([name, value]) => [`recipient.${name}`, value] as const);
  return { purchaseOrderNumber, ...Object.fromEntries(fields) };
}

interface LineFacts extends Pick<Circumstances, 'at' | 'rules' | 'rateOf' | 'shown'> {
  sku: PricedSku | undefined;
  country: string;
  region: string | null;
  language: string;
}

interface RequestedQuote extends QuotedLine, Pick<RequestedLine, 'name' | 'components'> {
  baseQuantity: number;
}

function quotedLine(
  line: OrderBody['lines'][number],
  index: number,
  { sku, country, region, language, at, rules, rateOf, shown }: LineFacts,
): RequestedQuote {
  const field = (name: string) => `lines[${index}].${name}`;
  const refused = (name: string, message: string) =>
    unacceptable([{ field: field(name), message, in: 'body' }]);
  if (!sku) throw refused('sku', 'is not a product of ours');
  const taxRate = rateOf(country, sku.taxCategory, region);
  if (taxRate === null)
    throw unacceptable([{ field: 'country', message: 'has no tax rate for this product', in: 'body' }]);
  const soldIn = soldInOf(sku, line.unit);
  if (!soldIn && line.unit === undefined) throw refused('sku', 'is not for sale');
  if (!soldIn) throw refused('unit', 'is not a unit that it is sold in');
  const quantity = inBaseUnits(line.quantity, soldIn);
  if (quantity === null) throw refused('quantity', 'does not come to whole base units');
  const asked = { at, strategy: rules.strategy, quantity, soldIn };
  const { winner } = resolveForGuest(sku.prices, asked);
  if (!winner) throw refused('sku', 'has no price at the moment');
  const price =
    line.priceVersion === undefined
      ? winner
      : namedPrice(sku, shown.read(sku.sku, line.priceVersion), winner, {
          ...{ ...asked, graceMs: rules.graceMs, taxRate },
        });
  if (!price) throw priceChanged(field('priceVersion'), winner, shown);
  const { name } = textIn(sku, language);
  const { taxCategory, components } = sku;
  return {
    ...{ sku: sku.sku, name, components, price, taxCategory, taxRate },
    ...{ quantity: line.quantity, baseQuantity: quantity },
  };
}

/** The refusal of what a client says it was shown, with the price of now. */
export function priceChanged(field: string, now: PriceCandidate, shown: ShownVersions): Problem {
  const { sku, version, amount, perQuantity, unit, taxIncluded } = now;
  return new Problem(409, 'The price is not what was shown', {
    name: 'price-changed',
    errors: [{ field, message: 'is not the price in force', in: 'body' }],
    extensions: {
      sku,
      price: { version: shown.idOf(sku, version), amount, perQuantity, unit, taxIncluded },
    } satisfies Conflict,
  });
}

/** How a price is asked for that a client names. */
interface Named {
  at: Date;
  strategy: PriceStrategies;
  /** Base units. */
  quantity: number;
  soldIn: SoldIn;
  graceMs: number;
  taxRate: Decimal | null;
}

/**
 * The price that a client names: the one in force, or one that it was shown, that is for guests, this unit and quantity,
 * that is still honoured, and that is no dearer than the one in force. Null when it is none of these.
 */
export function namedPrice(
  { prices }: Pick<PricedSku, 'prices'>,
  { version, proven }: NamedVersion,
  winner: PriceCandidate,
  { at, strategy, quantity, soldIn, graceMs, taxRate }: Named,
): PriceCandidate | null {
  if (winner.version === version) return winner;
  const stated = shownPrice(prices, { version, proven }, { at, graceMs });
  if (!stated) return null;
  const sold = priceAsSold(stated, { currency: shopCurrency, quantity, soldIn }, strategy);
  return sold &&
    compare(costOf(sold, quantity, soldIn, taxRate), costOf(winner, quantity, soldIn, taxRate)) <= 0
    ? sold
    : null;
}

/** Whether a version was shown as the price of a SKU and is still honoured, be it for another quantity or dearer than now. */
export function wasShown(
  { prices }: Pick<PricedSku, 'prices'>,
  named: NamedVersion,
  when: Pick<Named, 'at' | 'graceMs'>,
): boolean {
  return shownPrice(prices, named, when) !== null;
}

function shownPrice(
  prices: PricedSku['prices'],
  { version, proven }: NamedVersion,
  { at, graceMs }: Pick<Named, 'at' | 'graceMs'>,
): PriceCandidate | null {
  const stated = proven ? prices.find((price) => price.version === version) : undefined;
  return stated && isHonoured(stated, at, graceMs) ? stated : null;
}

/** What base units cost in the unit that they are sold in. */
function costOf(price: PriceCandidate, quantity: number, soldIn: SoldIn, taxRate: Decimal | null): Decimal {
  return displayed(price, taxRate, (quantity * soldIn.denominator) / soldIn.numerator);
}

function unacceptable(errors: FieldError[]): Problem {
  return new Problem(422, 'The order cannot be taken as it is', { name: 'order-not-possible', errors });
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `W` and nine characters that cannot be mistaken for one another: 45 random bits. */
export function newOrderNumber(): string {
  const digits = Array.from({ length: 9 }, () => alphabet[randomInt(alphabet.length)] ?? '0');
  return `W${digits.join('')}`;
}

/** Tells whether a repeated request is the same. */
export function hashOfBody(body: OrderBody): string {
  return hash('sha256', JSON.stringify(body));
}

/** The form in which an idempotency key is stored. */
export function hashOfKey(idempotencyKey: string): string {
  return hash('sha256', idempotencyKey);
}

/** The form in which an e-mail address is stored; the order number makes equal addresses differ. */
export function hashOfEmail(orderNumber: string, email: string): string {
  return hash('sha256', `${orderNumber} ${email.trim().toLowerCase()}`);
}
