import type { Language } from './catalogues.ts';

const locales: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

/** An amount as people write it, exact: the text is formatted digit by digit. */
export function money(amount: string, currency: string, language: Language): string {
  const format = new Intl.NumberFormat(locales[language], { style: 'currency', currency });
  return format.format(amount as Intl.StringNumericLiteral);
}

/** How many of something; fractions to the thousandth, which is what the standard has. */
export function count(quantity: number, language: Language): string {
  return new Intl.NumberFormat(locales[language]).format(quantity);
}

/** A rate in per cent, such as `19 %`. */
export function percent(rate: string, language: Language): string {
  const number = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 2 });
  const text = number.format(rate as Intl.StringNumericLiteral);
  return language === 'de' ? `${text}\u00a0%` : `${text}%`;
}

export function time(instant: string, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { hour: '2-digit', minute: '2-digit' }).format(
    new Date(instant),
  );
}

/** Day and time, without the year when it is this one. */
export function dayAndTime(instant: string, language: Language, now = new Date()): string {
  const at = new Date(instant);
  return new Intl.DateTimeFormat(locales[language], {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    ...(at.getFullYear() !== now.getFullYear() && { year: 'numeric' }),
  }).format(at);
}

/** A calendar date, `YYYY-MM-DD`, which belongs to no time zone. */
export function calendarDate(date: string, language: Language): string {
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(locales[language], options).format(new Date(`${date}T00:00:00Z`));
}

export function countryName(code: string, language: Language): string {
  return new Intl.DisplayNames(locales[language], { type: 'region' }).of(code) ?? code;
}

/** `Berlin, Lyon and Ghent`. */
export function listed(parts: readonly string[], language: Language): string {
  return new Intl.ListFormat(locales[language]).format(parts);
}

/** Hours and minutes until an instant; null beyond a day and after it. */
export function countdown(until: string, now: Date): { hours: number; minutes: number } | null {
  const left = new Date(until).getTime() - now.getTime();
  if (left <= 0 || left > 24 * 60 * 60_000) return null;
  const minutes = Math.ceil(left / 60_000);
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}
