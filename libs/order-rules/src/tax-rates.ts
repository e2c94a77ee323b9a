import { type Decimal } from '@throughline/money';

/** `YYYY-MM-DD`. */
export type CalendarDate = string;

/** The rate of a tax class in a country, from one day up to, not including, another. */
export interface TaxRate {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Tax class of items. */
  category: string;
  /** Per cent: '19' means 19 %. */
  rate: Decimal;
  validFrom: CalendarDate;
  /** Exclusive; null while open. */
  validTo: CalendarDate | null;
}

/**
 * The rate that holds on a day; the one that began last where several do. Null when there is none.
 * @param rates of any countries and classes
 */
export function taxRateFor<R extends TaxRate>(
  rates: readonly R[],
  { country, category, on }: { country: string; category: string; on: CalendarDate },
): R | null {
  let found: R | null = null;
  for (const rate of rates) {
    if (rate.country !== country || rate.category !== category) continue;
    if (rate.validFrom > on || (rate.validTo !== null && rate.validTo <= on)) continue;
    if (found === null || rate.validFrom > found.validFrom) found = rate;
  }
  return found;
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
