import { type Decimal, roundToMinor } from '@throughline/money';
import { type ShippingMethod, postalCodeRule, shippingFor } from '@throughline/order-rules';
import { displayed, shopCurrency } from '../offers/offer-price.ts';
import type { ReferenceData } from '../offers/reference-data.cache.ts';

/** Tax class of shipping, whatever the way. */
export const shippingTaxCategory = 'standard';
const flat = (home: Decimal, near: Decimal, far: Decimal) => [
  { country: 'DE', currency: shopCurrency, net: home },
  ...['AT', 'BE', 'FR', 'NL', 'PL'].map((country) => ({ country, currency: shopCurrency, net: near })),
  { country: null, currency: shopCurrency, net: far },
];

/** Shipping methods and what they cost, net. */
export const shippingMethods = [
  { code: 'standard', taxCategory: shippingTaxCategory, rates: flat('4.95', '9.95', '19.95') },
  { code: 'express', taxCategory: shippingTaxCategory, rates: flat('12.95', '24.95', '44.95') },
] as const satisfies readonly ShippingMethod[];

/** Shipping by a method to a country, or a region of it, with the rate of its tax; null when it is not offered. */
export function shippingTo(
  reference: Pick<ReferenceData, 'rateOf'>,
  method: string,
  country: string,
  region: string | null = null,
) {
  const rate = reference.rateOf(country, shippingTaxCategory, region);
  const shipping = shippingFor(shippingMethods, { method, country, currency: shopCurrency });
  return rate === null || !shipping ? null : { ...shipping, taxRate: rate };
}

/** Countries that the shop delivers to, each with its shipping methods, and with those of its regions. */
export function shopFacts(reference: ReferenceData) {
  const countries = reference.countries().map(({ country, rate }) => ({
    country,
    taxRate: rate,
    postalCode: postalCodeRule(country),
    regions: reference
      .regions(country)
      .map((region) => ({ ...region, shipping: shippingOptions(reference, country, region.code) })),
    shipping: shippingOptions(reference, country, null),
  }));
  return { currency: shopCurrency, countries, limits: [...reference.limits] };
}

function shippingOptions(reference: ReferenceData, country: string, region: string | null) {
  return shippingMethods.flatMap(({ code }) => {
    const shipping = shippingTo(reference, code, country, region);
    if (!shipping) return [];
    const { net, taxRate } = shipping;
    const stated = { amount: net, taxIncluded: false, currency: shopCurrency };
    return [{ method: code, net: roundToMinor(net, shopCurrency), gross: displayed(stated, taxRate) }];
  });
}
