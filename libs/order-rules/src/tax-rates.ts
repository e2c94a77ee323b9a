import { type Decimal } from '@throughline/money';

/** `YYYY-MM-DD`. */
export type CalendarDate = string;

/** Stands for the whole country, and for every class of customers. */
export const wildcard = '*';

/** The rate of a class of items in a country or a region of it, from one day up to, not including, another. */
export interface TaxRate {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** As the back office codes it; `*` for the whole country. */
  region: string;
  /** Tax class of customers; `*` for every class. */
  taxClass: string;
  /** Tax class of items. */
  category: string;
  /** Per cent: '19' means 19 %. */
  rate: Decimal;
  validFrom: CalendarDate;
  /** Exclusive; null while open. */
  validTo: CalendarDate | null;
}

/** What is taxed, where, when, and for whom. */
export interface TaxQuery {
  country: string;
  /** Null or left out for a place that belongs to no region with rates of its own. */
  region?: string | null;
  /** Tax class of the customer; left out, what holds for every class counts. */
  taxClass?: string;
  category: string;
  on: CalendarDate;
}

/**
 * The rate that holds on a day. Of several, one for the customer's class counts before one for every class, then one
 * for the region before one for the whole country, then the one that began last. Null when there is none.
 * @param rates of any countries and classes
 */
export function taxRateFor<R extends TaxRate>(rates: readonly R[], query: TaxQuery): R | null {
  const { country, region, taxClass, category, on } = query;
  let found: R | null = null;
  for (const rate of rates) {
    if (rate.country !== country || rate.category !== category) continue;
    if (rate.region !== wildcard && rate.region !== region) continue;
    if (rate.taxClass !== wildcard && rate.taxClass !== taxClass) continue;
    if (rate.validFrom > on || (rate.validTo !== null && rate.validTo <= on)) continue;
    if (found === null || precedes(rate, found)) found = rate;
  }
  return found;
}

function precedes(rate: TaxRate, other: TaxRate): boolean {
  if (rate.taxClass !== other.taxClass) return rate.taxClass !== wildcard;
  if (rate.region !== other.region) return rate.region !== wildcard;
  return rate.validFrom > other.validFrom;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The calendar date that an instant has in a time zone.
 * @param timeZone IANA name, such as 'Europe/Berlin'
 */
export function calendarDateIn(timeZone: string, at: Date): CalendarDate {
  const part = Object.fromEntries(
    formatIn(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return [part['year'], part['month'], part['day']].join('-');
}

/** Making a format costs far more than using it. */
function formatIn(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format;
}
