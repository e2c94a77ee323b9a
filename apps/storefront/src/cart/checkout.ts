import { hash, randomInt } from 'node:crypto';
import type { OrderRequested, Recipient, RequestedLine } from '@throughline/events';
import { compare } from '@throughline/money';
import {
  type PriceCandidate,
  type PriceStrategy,
  type SoldIn,
  inBaseUnits,
  isHonoured,
  soldInOf,
} from '@throughline/pricing-rules';
import { Problem } from '@throughline/service';
import type { FieldError, ResponseOf } from '@throughline/service';
import { textIn } from '../catalog/product-view.ts';
import { shippingTo } from '../catalog/shop-facts.ts';
import { resolveForGuest, shopCurrency } from '../offers/offer-price.ts';
import type { RateOf } from '../offers/offer-price.ts';
import type { SellerRules } from '../offers/seller-rules.service.ts';
import type { PricedSku } from '../offers/sku.queries.ts';
import type { OrderBody } from '../web/request.schemas.ts';
import type { priceConflict } from './cart.response.schemas.ts';
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
  /** Regions of a country that have rates of their own. */
  regionsOf: (country: string) => readonly { code: string }[];
}

/**
 * The order as it is requested, at the prices that the shopper was shown.
 * @throws Problem 422 naming the field, 409 when a price or the total is not what was shown
 */
export function orderRequested(
  body: OrderBody,
  skus: ReadonlyMap<string, PricedSku>,
  { orderNumber, keyHash, account, buyer, at, rules, rateOf, regionsOf }: Circumstances,
): OrderRequested {
  const { country, language, region = null } = body;
  const shipping = shippingTo({ rateOf }, body.shippingMethod, country, region);
  if (!shipping)
    throw unacceptable([{ field: 'country', message: 'is not a country that we ship to', in: 'body' }]);
  if (region !== null && !regionsOf(country).some(({ code }) => code === region))
    throw unacceptable([{ field: 'region', message: 'is not a region of the country', in: 'body' }]);
  const quoted = body.lines.map((line, index) => {
    const sku = skus.get(line.sku);
    return quotedLine(line, index, { sku, country, region, language, at, rules, rateOf });
  });
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

export function recipientOf({ recipient, country, region }: OrderBody, orderNumber: string): Recipient {
  return { order: orderNumber, ...recipient, street2: null, country, region: region ?? null };
}

interface LineFacts extends Pick<Circumstances, 'at' | 'rules' | 'rateOf'> {
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
  { sku, country, region, language, at, rules, rateOf }: LineFacts,
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
    line.priceVersion === undefined ? winner : shownPrice(sku, line.priceVersion, asked, rules.graceMs);
  if (!price) {
    throw new Problem(409, 'The price is not what was shown', {
      name: 'price-changed',
      errors: [{ field: field('priceVersion'), message: 'is not the price in force', in: 'body' }],
      extensions: {
        sku: sku.sku,
        price: statedOf(winner),
      } satisfies Conflict,
    });
  }
  const { name } = textIn(sku, language);
  const { taxCategory, components } = sku;
  return {
    ...{ sku: sku.sku, name, components, price, taxCategory, taxRate },
    ...{ quantity: line.quantity, baseQuantity: quantity },
  };
}

function statedOf({ version, amount, perQuantity, unit, taxIncluded }: PriceCandidate): Conflict['price'] {
  return { version, amount, perQuantity, unit, taxIncluded };
}

/** The price version that was shown, if it is one for guests, this unit and quantity, and is still honoured. */
function shownPrice(
  { prices }: PricedSku,
  priceVersion: string,
  { at, ...asked }: { at: Date; strategy: PriceStrategy; quantity: number; soldIn: SoldIn },
  graceMs: number,
): PriceCandidate | null {
  const shown = prices.find(({ version }) => version === priceVersion);
  if (!shown || !isHonoured(shown, at, graceMs)) return null;
  const whileValid = new Date(
    Math.max(shown.validFrom.getTime(), Math.min(at.getTime(), (shown.validTo ?? at).getTime() - 1)),
  );
  return resolveForGuest([shown], { at: whileValid, ...asked }).winner;
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
