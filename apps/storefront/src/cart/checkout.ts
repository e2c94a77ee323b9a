import { hash, randomInt } from 'node:crypto';
import type { OrderRequested, Recipient } from '@throughline/events';
import { compare } from '@throughline/money';
import { type PriceCandidate, isHonoured } from '@throughline/pricing-rules';
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
type Conflict = Partial<ResponseOf<typeof priceConflict>>;

/** What a request for an order is checked against. */
export interface Circumstances {
  orderNumber: string;
  keyHash: string;
  account: string;
  at: Date;
  rules: Pick<SellerRules, 'strategy' | 'graceMs' | 'rounding'>;
  rateOf: RateOf;
}

/**
 * The order as it is requested, at the prices that the shopper was shown.
 * @throws Problem 422 naming the field, 409 when a price or the total is not what was shown
 */
export function orderRequested(
  body: OrderBody,
  skus: ReadonlyMap<string, PricedSku>,
  { orderNumber, keyHash, account, at, rules, rateOf }: Circumstances,
): OrderRequested {
  const shipping = shippingTo({ rateOf }, body.shippingMethod, body.country);
  if (!shipping)
    throw unacceptable([{ field: 'country', message: 'is not a country that we ship to', in: 'body' }]);
  const quoted = body.lines.map((line, index) => {
    const sku = skus.get(line.sku);
    return quotedLine(line, index, {
      sku,
      country: body.country,
      language: body.language,
      at,
      rules,
      rateOf,
    });
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
    country: body.country,
    language: body.language,
    lines: totals.lines.map(({ sku, name, quantity, price, taxCategory, taxRate, net }, index) => ({
      line: index + 1,
      sku,
      name,
      quantity,
      priceVersion: price.version,
      unitPrice: price.amount,
      taxIncluded: price.taxIncluded,
      taxCategory,
      taxRate,
      net,
    })),
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
  };
}

export function recipientOf({ recipient, country }: OrderBody, orderNumber: string): Recipient {
  return { order: orderNumber, ...recipient, country };
}

interface LineFacts extends Pick<Circumstances, 'at' | 'rules' | 'rateOf'> {
  sku: PricedSku | undefined;
  country: string;
  language: string;
}

function quotedLine(
  line: OrderBody['lines'][number],
  index: number,
  { sku, country, language, at, rules, rateOf }: LineFacts,
): QuotedLine & { name: string } {
  const field = (name: string) => `lines[${index}].${name}`;
  if (!sku) throw unacceptable([{ field: field('sku'), message: 'is not a product of ours', in: 'body' }]);
  const taxRate = rateOf(country, sku.taxCategory);
  if (taxRate === null)
    throw unacceptable([{ field: 'country', message: 'has no tax rate for this product', in: 'body' }]);
  const { winner } = resolveForGuest(sku.prices, { at, strategy: rules.strategy, quantity: line.quantity });
  if (!winner)
    throw unacceptable([{ field: field('sku'), message: 'has no price at the moment', in: 'body' }]);
  const price = line.priceVersion === undefined ? winner : shownPrice(sku, line, { at, rules });
  if (!price) {
    throw new Problem(409, 'The price is not what was shown', {
      name: 'price-changed',
      errors: [{ field: field('priceVersion'), message: 'is not the price in force', in: 'body' }],
      extensions: {
        sku: sku.sku,
        price: { version: winner.version, amount: winner.amount, taxIncluded: winner.taxIncluded },
      } satisfies Conflict,
    });
  }
  const { name } = textIn(sku, language);
  return { sku: sku.sku, name, quantity: line.quantity, price, taxCategory: sku.taxCategory, taxRate };
}

/** The price version that was shown, if it is one for guests and this quantity, and is still honoured. */
function shownPrice(
  { prices }: PricedSku,
  { priceVersion, quantity }: OrderBody['lines'][number],
  { at, rules }: Pick<Circumstances, 'at' | 'rules'>,
): PriceCandidate | null {
  const shown = prices.find(({ version }) => version === priceVersion);
  if (!shown || !isHonoured(shown, at, rules.graceMs)) return null;
  const whileValid = new Date(
    Math.max(shown.validFrom.getTime(), Math.min(at.getTime(), (shown.validTo ?? at).getTime() - 1)),
  );
  const { winner } = resolveForGuest([shown], { at: whileValid, strategy: rules.strategy, quantity });
  return winner;
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
