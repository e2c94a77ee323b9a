import { Injectable } from '@nestjs/common';
import { transaction } from '@throughline/persistence';
import { type PriceCandidate, type SoldIn, inBaseUnits, soldInOf } from '@throughline/pricing-rules';
import { Clock, Problem } from '@throughline/service';
import type { FieldError } from '@throughline/service';
import { DataSource } from 'typeorm';
import { type Audience, textIn } from '../catalog/product-view.ts';
import { shippingTo } from '../catalog/shop-facts.ts';
import { resolveForGuest } from '../offers/offer-price.ts';
import { offerStock } from '../offers/offer-stock.ts';
import { ReferenceData } from '../offers/reference-data.cache.ts';
import { SellerRules } from '../offers/seller-rules.service.ts';
import { ShopVersions } from '../offers/shown-versions.service.ts';
import { type Sku, readNames, readSkus } from '../offers/sku.queries.ts';
import { cartOf, newToken } from '../web/guest.cookies.ts';
import type { Seen } from './cart.ts';
import { type CartView, cartView } from './cart-view.ts';
import { namedPrice, priceChanged, wasShown } from './checkout.ts';
import {
  createCart,
  lockCart,
  putLine,
  readCart,
  removeCartsBefore,
  removeLines,
  updateSeen,
} from './cart.tables.ts';
import type { CartLineRow } from './cart.tables.ts';

const lineLimit = 100;
const keptMs = 60 * 24 * 60 * 60_000;

/** Where the shopper is, and how the goods are to be sent. */
type Asked = Audience & { region?: string | undefined; shipping: CartView['shippingMethod'] };

interface NewLine {
  sku: string;
  /** UN/ECE code. */
  unit?: string | undefined;
  quantity: number;
  /** What was shown for it; what is in force when left out. */
  priceVersion?: string | undefined;
}

/** The cart of a guest, kept under the hash of the token in the guest's cookie. */
@Injectable()
export class CartService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reference: ReferenceData,
    private readonly rules: SellerRules,
    private readonly versions: ShopVersions,
    private readonly clock: Clock,
  ) {}

  /** A region that has no rates of its own is taxed as the whole country is. */
  async view(cart: string | null, { shipping: shippingMethod, ...audience }: Asked): Promise<CartView> {
    const rows = cart === null ? [] : await readCart(this.dataSource, cart);
    const at = this.clock.now();
    const skus = await this.skusOf(rows);
    const parts = [...skus.values()].flatMap(({ components }) => components.map(({ sku }) => sku));
    const gone = rows.flatMap(({ sku }) => (skus.has(sku) ? [] : [sku]));
    const names = await readNames(this.dataSource, [...parts, ...gone]);
    const regions = this.reference.regions(audience.country);
    const region = regions.find(({ code }) => code === audience.region)?.code ?? null;
    const shipping = shippingTo(this.reference, shippingMethod, audience.country, region);
    return cartView(rows, skus, {
      names,
      audience,
      region,
      shippingMethod,
      shipping,
      at,
      rules: this.rules,
      rateOf: this.reference.rateOf,
      idOf: this.versions.idOf,
    });
  }

  /**
   * Sets how many of which unit the cart holds; what was shown for the line, or is at this moment, counts as seen.
   * @param line its unit is the one that is offered first when none is named; a quantity of 0 removes the line
   * @param token of the cart; one that no cart has is nobody's, and is not made one by being asked for
   * @returns the token of the cart that holds the line
   * @throws Problem 404 for an unknown SKU, 409 when the cart is full or the price that is named is not to be had, 422
   * when it is not sold in the unit and number
   */
  async put(
    token: string | null,
    { sku, unit, quantity, priceVersion }: NewLine,
    audience: Audience,
  ): Promise<string> {
    const at = this.clock.now();
    const [row] = await readSkus(this.dataSource, { skus: [sku] }, at);
    if (!row && quantity > 0)
      throw new Problem(404, 'There is no such product', { name: 'product-not-found' });
    const soldIn = row && quantity > 0 ? checkedUnit(row, unit, quantity) : null;
    const line = row && soldIn && { sku, unit: soldIn.unit, quantity };
    const seen = line && this.seen(row, line, { at, audience, priceVersion });
    return transaction(this.dataSource, async (tx) => {
      const others = token === null ? null : await lockCart(tx, cartOf(token), sku, at);
      const own = token !== null && others !== null ? token : newToken();
      const cart = cartOf(own);
      if (others === null) await createCart(tx, cart, at);
      if (!line || !seen) {
        await removeLines(tx, [{ cart, sku }]);
        return own;
      }
      if (others !== null && others >= lineLimit)
        throw new Problem(409, `A cart holds ${lineLimit} lines`, { name: 'cart-full' });
      await putLine(tx, cart, { ...line, seen }, at);
      return own;
    });
  }

  /** The shopper has read what changed: what is shown now counts as seen. */
  async acknowledge(cart: string, audience: Audience): Promise<void> {
    const rows = await readCart(this.dataSource, cart);
    const skus = await this.skusOf(rows);
    const at = this.clock.now();
    const lines = rows.flatMap((line) => {
      const row = skus.get(line.sku);
      return row ? [{ ...line, seen: this.seen(row, line, { at, audience }) }] : [];
    });
    await transaction(this.dataSource, (tx) => updateSeen(tx, cart, lines));
  }

  async removeAbandoned(): Promise<void> {
    await removeCartsBefore(this.dataSource, new Date(this.clock.now().getTime() - keptMs));
  }

  /** What a shopper sees of a SKU now, at the price that it names. @throws Problem 409 when that is not to be had */
  private seen(
    row: Sku,
    { unit, quantity: ofUnit }: Pick<CartLineRow, 'unit' | 'quantity'>,
    { at, audience, priceVersion }: { at: Date; audience: Audience; priceVersion?: string | undefined },
  ): Seen {
    const soldIn = soldInOf(row, unit || undefined);
    const quantity = soldIn && inBaseUnits(ofUnit, soldIn);
    const price =
      soldIn === null || quantity === null
        ? null
        : this.priceShown(row, { at, quantity, soldIn, country: audience.country, priceVersion });
    const { available } = offerStock(row);
    return { name: textIn(row, audience.language).name, price: price && priceSeen(price), available };
  }

  /** The price in force, or the one that was shown and is still honoured where that is no dearer. */
  private priceShown(
    row: Sku,
    {
      country,
      priceVersion,
      ...at
    }: { at: Date; quantity: number; soldIn: SoldIn; country: string; priceVersion: string | undefined },
  ): PriceCandidate | null {
    const asked = { ...at, strategy: this.rules.strategy };
    const { winner } = resolveForGuest(row.prices, asked);
    if (!winner || priceVersion === undefined) return winner;
    const named = this.versions.read(row.sku, priceVersion);
    const taxRate = this.reference.rateOf(country, row.taxCategory);
    const price = namedPrice(row, named, winner, { ...asked, graceMs: this.rules.graceMs, taxRate });
    if (price) return price;
    // It was shown for fewer units, or has fallen since: whoever was shown it pays no more than that.
    if (wasShown(row, named, { at: asked.at, graceMs: this.rules.graceMs })) return winner;
    throw priceChanged('priceVersion', winner, this.versions);
  }

  private async skusOf(rows: readonly CartLineRow[]): Promise<Map<string, Sku>> {
    const skus = await readSkus(this.dataSource, { skus: rows.map(({ sku }) => sku) }, this.clock.now());
    return new Map(skus.map((row) => [row.sku, row]));
  }
}

/** The unit that a line is to count. @throws Problem 422 when the SKU is not sold in it, or not in this number */
function checkedUnit(row: Sku, unit: string | undefined, quantity: number): SoldIn {
  const refused = (field: string, message: string) => {
    const errors: FieldError[] = [{ field, message, in: 'body' }];
    return new Problem(422, 'It is not sold like this', { name: 'not-sold-so', errors });
  };
  const soldIn = soldInOf(row, unit);
  if (!soldIn && unit === undefined) throw refused('sku', 'is not for sale');
  if (!soldIn) throw refused('unit', 'is not a unit that it is sold in');
  if (inBaseUnits(quantity, soldIn) === null) throw refused('quantity', 'does not come to whole base units');
  return soldIn;
}

function priceSeen({
  version,
  amount,
  taxIncluded,
  currency,
  kind,
  perQuantity = 1,
}: NonNullable<Seen['price']>): Seen['price'] {
  return { version, amount, taxIncluded, currency, kind, perQuantity };
}
