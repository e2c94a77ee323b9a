import { type Decimal } from '@throughline/money';

/** What shipping by a method costs in a country. */
export interface ShippingRate {
  /** ISO 3166-1 alpha-2; null: every country without a rate of its own. */
  country: string | null;
  /** ISO 4217. */
  currency: string;
  /** Net of tax, whatever the order holds. */
  net: Decimal;
}

/** A way in which orders are sent, with a flat table of rates. */
export interface ShippingMethod {
  code: string;
  /** Tax class of the shipping itself. */
  taxCategory: string;
  rates: readonly ShippingRate[];
}

/** What shipping costs, net, and its tax class; null when the method does not go there in that currency. */
export function shippingFor(
  methods: readonly ShippingMethod[],
  { method, country, currency }: { method: string; country: string; currency: string },
): { net: Decimal; taxCategory: string } | null {
  const found = methods.find(({ code }) => code === method);
  if (!found) return null;
  const rates = found.rates.filter((rate) => rate.currency === currency);
  const rate = rates.find((one) => one.country === country) ?? rates.find((one) => one.country === null);
  return rate ? { net: rate.net, taxCategory: found.taxCategory } : null;
}
