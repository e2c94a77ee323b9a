/** An instant as services say it: ISO 8601, or null when it is not known. */
export type Instant = string | null;

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, in the one unit that tells most: `12 s`, `3 min`, `40 h`, `5 days`; `-` when it is not known. */
export function ageOf(instant: Instant, now: Date): string {
  if (instant === null) return '-';
  const seconds = Math.max(0, (now.getTime() - new Date(instant).getTime()) / 1_000);
  if (seconds < minute) return `${Math.floor(seconds)} s`;
  if (seconds < hour) return `${Math.floor(seconds / minute)} min`;
  if (seconds < 2 * day) return `${Math.floor(seconds / hour)} h`;
  return `${Math.floor(seconds / day)} days`;
}

/** `2026-11-29 10:00:05 UTC` */
export function timeOf(instant: Instant): string {
  return instant === null ? '-' : `${instant.slice(0, 19).replace('T', ' ')} UTC`;
}

/** The amount with at least the decimals of its currency, and all that it has: `238.50 EUR`, `0.0125 EUR`, `119 JPY`. */
export function money(amount: string, currency: string): string {
  const [whole = '', decimals = ''] = amount.split('.');
  const exact = decimals.replace(/0+$/, '').padEnd(decimalsOf(currency), '0');
  return `${exact === '' ? whole : `${whole}.${exact}`} ${currency}`;
}

function decimalsOf(currency: string): number {
  try {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions();
    return maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** Amounts of several currencies, with `and` between. */
export function worthOf(amounts: readonly { currency: string; amount: string }[]): string {
  return amounts.map(({ amount, currency }) => money(amount, currency)).join(' and ');
}

/**
 * A length of time in milliseconds: `30s`, `45min`, `2h`, `3d`.
 * @returns undefined when that is none
 */
export function lengthOf(text: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d{1,6})(s|min|m|h|d)$/.exec(text) ?? [];
  const seconds = { s: 1, min: minute, m: minute, h: hour, d: day }[unit];
  return seconds === undefined ? undefined : Number(count) * seconds * 1_000;
}
