import type { Decimal } from '@throughline/money';
import {
  type PriceResolution,
  type PriceStrategies,
  type SoldIn,
  byBaseUnit,
  contentsOf,
  unitsOnSale,
} from '@throughline/pricing-rules';
import type { ResponseOf } from '@throughline/service';
import { type RateOf, type VersionIdOf, offerPrice, resolveForGuest } from './offer-price.ts';
import { type OfferStock, offerStock } from './offer-stock.ts';
import type { offer as offerSchema } from './offer.response.schemas.ts';
import type { Sku } from './sku.queries.ts';

/** Which of two offers of a SKU is newer: versions compare within an epoch, and a new epoch begins afresh. */
export interface OfferVersion {
  epoch: number;
  version: number;
}

/** Price and stock of a SKU at an instant, before a country's tax. */
export interface Offer extends OfferVersion {
  sku: string;
  at: Date;
  taxCategory: string;
  /** For the unit that is offered first. */
  price: PriceResolution;
  /** That unit, where it is not the base unit. */
  soldIn: Unit | null;
  /** The other units that it is sold in; there are none of nearly all SKUs. */
  packs: OfferPack[];
  /** When the price of one of its units next changes by itself. */
  nextChangeAt: Date | null;
  stock: OfferStock;
}

interface Unit {
  /** UN/ECE code. */
  unit: string;
  /** Base units in one. */
  quantity: number;
}

interface OfferPack extends Unit {
  price: PriceResolution;
}

/** An offer as a page gets it. */
export type OfferView = ResponseOf<typeof offerSchema>;

export function offerOf(sku: Sku, { at, strategy }: { at: Date; strategy: PriceStrategies }): Offer {
  const [first, ...others] = unitsOnSale(sku);
  const priceIn = (soldIn: SoldIn) => resolveForGuest(sku.prices, { at, strategy, soldIn });
  // What is not for sale has no price.
  const price = first ? priceIn(first) : resolveForGuest([], { at, strategy, soldIn: byBaseUnit(sku.unit) });
  const packs = others.map((pack) => ({ ...unitOf(pack), price: priceIn(pack) }));
  const { epoch, version, taxCategory } = sku;
  return {
    ...{ sku: sku.sku, epoch, version, at, taxCategory, price, packs },
    soldIn: first && first.unit !== sku.unit ? unitOf(first) : null,
    nextChangeAt: earliest([price, ...packs.map((pack) => pack.price)].map((each) => each.nextChangeAt)),
    stock: offerStock(sku),
  };
}

/**
 * What is to be said of a SKU that the shop does not have, or not any more: it has no price and cannot be ordered. Its
 * epoch is that of no projection, so that it is neither older nor newer by version than an offer that was shown before.
 */
export function goneOffer(sku: string, at: Date): Offer {
  const price = resolveForGuest([], { at, strategy: 'most-specific', soldIn: byBaseUnit('') });
  const facts = { status: 'withdrawn', availableToSell: 0, atZero: null, backOrderable: null };
  return {
    ...{
      sku,
      epoch: -1,
      version: 0,
      at,
      taxCategory: '',
      price,
      packs: [],
      soldIn: null,
      nextChangeAt: null,
    },
    stock: offerStock({
      ...facts,
      nextIncoming: null,
      incoming: [],
      estimated: null,
      asOf: at,
      locations: [],
    }),
  };
}

function unitOf(soldIn: SoldIn): Unit {
  return { unit: soldIn.unit, quantity: contentsOf(soldIn) };
}

/** How offers are shown. */
export interface Showing {
  rateOf: RateOf;
  idOf: VersionIdOf;
}

/** The offer as it is shown in a country. */
export function offerView(offer: Offer, country: string, { rateOf, idOf }: Showing): OfferView {
  const { sku, epoch, version, at, stock, taxCategory, price, soldIn, packs } = offer;
  const rate: Decimal | null = rateOf(country, taxCategory);
  return {
    ...{ sku, epoch, version, at, price: offerPrice(price, rate, idOf) },
    ...(soldIn && { soldIn }),
    packs: packs.map((pack) => ({ ...pack, price: offerPrice(pack.price, rate, idOf) })),
    stock,
  };
}

/** The first of some instants; null when there is none. */
export function earliest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((first, at) => (first === null || (at !== null && at < first) ? at : first), null);
}
