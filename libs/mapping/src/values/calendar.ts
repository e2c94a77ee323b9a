import type { CalendarDate } from '@throughline/events';
import { utc } from './zone.ts';

const millisecondsOfDay = 86_400_000;

/** Whether a calendar has that day. */
export function isDay(year: number, month: number, day: number): boolean {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

export function calendarDate(year: number, month: number, day: number): CalendarDate {
  const digits = year < 1000 ? String(year).padStart(4, '0') : String(year);
  return `${digits}-${two(month)}-${two(day)}`;
}

/** Days since 1970-01-01. */
export function dayNumber(date: CalendarDate): number {
  return (
    utc(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))) / millisecondsOfDay
  );
}

/** The date that many days after 1970-01-01. */
export function dateOfDay(day: number): CalendarDate {
  const date = new Date(day * millisecondsOfDay);
  return calendarDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}
