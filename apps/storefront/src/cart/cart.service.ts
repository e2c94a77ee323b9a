import { Injectable } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { Clock, Problem } from '@throughline/service';
import { DataSource } from 'typeorm';
import { type Audience, textIn } from '../catalog/product-view.ts';
import { shippingTo } from '../catalog/shop-facts.ts';
import { resolveForGuest } from '../offers/offer-price.ts';
import { offerStock } from '../offers/offer-stock.ts';
import { ReferenceData } from '../offers/reference-data.cache.ts';
import { SellerRules } from '../offers/seller-rules.service.ts';
import { type Sku, readSkus } from '../offers/sku.queries.ts';
import type { Seen } from './cart.ts';
import { type CartView, cartView } from './cart-view.ts';
import { lockCart, putLine, readCart, removeCartsBefore, removeLines, updateSeen } from './cart.tables.ts';
import type { CartLineRow } from './cart.tables.ts';

const lineLimit = 100;
const keptMs = 60 * 24 * 60 * 60_000;

/** The cart of a guest, kept under the hash of the token in the guest's cookie. */
@Injectable()
export class CartService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reference: ReferenceData,
    private readonly rules: SellerRules,
    private readonly clock: Clock,
  ) {}

  async view(
    cart: string | null,
    audience: Audience,
    shippingMethod: CartView['shippingMethod'],
  ): Promise<CartView> {
    const rows = cart === null ? [] : await readCart(this.dataSource, cart);
    const at = this.clock.now();
    const skus = await this.skusOf(rows);
    const shipping = shippingTo(this.reference, shippingMethod, audience.country);
    return cartView(rows, skus, {
      audience,
      shippingMethod,
      shipping,
      at,
      rules: this.rules,
      rateOf: this.reference.rateOf,
    });
  }

  /**
   * Sets how many units the cart holds; what is shown for the line at this moment counts as seen.
   * @param quantity 0 removes the line
   * @throws Problem 404 for an unknown SKU, 409 when the cart is full
   */
  async put(cart: string, sku: string, quantity: number, language: string): Promise<void> {
    const at = this.clock.now();
    const [row] = await readSkus(this.dataSource, { skus: [sku] }, at);
    if (!row && quantity > 0)
      throw new Problem(404, 'There is no such product', { name: 'product-not-found' });
    await transaction(this.dataSource, async (tx) => {
      const lines = await lockCart(tx, cart, at);
      if (!row || quantity === 0) return removeLines(tx, [{ cart, sku }]);
      if (lines >= lineLimit)
        throw new Problem(409, `A cart holds ${lineLimit} lines`, { name: 'cart-full' });
      await putLine(tx, cart, { sku, quantity, seen: this.seen(row, quantity, { at, language }) }, at);
    });
  }

  /** The shopper has read what changed: what is shown now counts as seen. */
  async acknowledge(cart: string, language: string): Promise<void> {
    const rows = await readCart(this.dataSource, cart);
    const skus = await this.skusOf(rows);
    const at = this.clock.now();
    const lines = rows.flatMap(({ sku, quantity }) => {
      const row = skus.get(sku);
      return row ? [{ sku, quantity, seen: this.seen(row, quantity, { at, language }) }] : [];
    });
    await transaction(this.dataSource, (tx) => updateSeen(tx, cart, lines));
  }

  async removeAbandoned(): Promise<void> {
    await removeCartsBefore(this.dataSource, new Date(this.clock.now().getTime() - keptMs));
  }

  /** What a shopper sees of a SKU now. */
  private seen(row: Sku, quantity: number, { at, language }: { at: Date; language: string }): Seen {
    const { winner } = resolveForGuest(row.prices, { at, strategy: this.rules.strategy, quantity });
    const { available } = offerStock(row);
    return { name: textIn(row, language).name, price: winner && priceSeen(winner), available };
  }

  private async skusOf(rows: readonly CartLineRow[]): Promise<Map<string, Sku>> {
    const skus = await readSkus(this.dataSource, { skus: rows.map(({ sku }) => sku) }, this.clock.now());
    return new Map(skus.map((row) => [row.sku, row]));
  }
}

function priceSeen({
  version,
  amount,
  taxIncluded,
  currency,
  kind,
}: NonNullable<Seen['price']>): Seen['price'] {
  return { version, amount, taxIncluded, currency, kind };
}
