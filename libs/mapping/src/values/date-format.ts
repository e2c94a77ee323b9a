import { isDay } from './calendar.ts';
import type { LocalTime } from './zone.ts';

/** What a text says of a date and a time, and how far it is from UTC where it says so, in minutes. */
export interface ReadTime extends LocalTime {
  readonly offset: number | null;
}

/** How a source writes dates. */
export interface DateFormat {
  readonly hasTime: boolean;
  readonly hasOffset: boolean;
  /** Null when it is not so written, or there is no such day or time. */
  parse(text: string): ReadTime | null;
  /** A date and a time as they are so written; without an offset, none is. */
  write(time: ReadTime): string;
}

type Part =
  | 'year'
  | 'shortYear'
  | 'month'
  | 'monthName'
  | 'day'
  | 'hour'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'half'
  | 'offset';

const letters: Readonly<Record<string, readonly [part: Part, expression: string]>> = {
  yyyy: ['year', '(\\d{4})'],
  yy: ['shortYear', '(\\d{2})'],
  MMM: ['monthName', '([A-Za-zÄä]{3})'],
  MM: ['month', '(\\d{2})'],
  M: ['month', '(\\d{1,2})'],
  dd: ['day', '(\\d{2})'],
  d: ['day', '(\\d{1,2})'],
  HH: ['hour', '(\\d{2})'],
  H: ['hour', '(\\d{1,2})'],
  hh: ['hour12', '(\\d{2})'],
  h: ['hour12', '(\\d{1,2})'],
  mm: ['minute', '(\\d{2})'],
  ss: ['second', '(\\d{2})'],
  f: ['fraction', '(\\d{1,9})'],
  a: ['half', '([AaPp][Mm])'],
  XXX: ['offset', '(Z|[+-]\\d{2}:?\\d{2})'],
};
const token = /yyyy|yy|MMM|MM|M|dd|d|HH|H|hh|h|mm|ss|f|a|XXX|'[^']*'|[^A-Za-z']/gy;
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/**
 * The format of a pattern: `yyyy yy MM M MMM dd d HH H hh h mm ss f a XXX`, other letters between single quotes, and
 * whatever is no letter as it stands. `MMM` is an English month of three letters, `f` a fraction of a second of up to
 * nine digits, `XXX` an offset. Two digits of a year are those from `firstYear` on.
 * @returns a reason when it is no pattern, or one of which no date can be told
 */
export function dateFormat(pattern: string, firstYear: number): DateFormat | string {
  const parts: Part[] = [];
  const writers: ((time: ReadTime) => string)[] = [];
  let expression = '';
  let end = 0;
  for (const { 0: found, index } of pattern.matchAll(token)) {
    end = index + found.length;
    const known = letters[found];
    if (known) {
      if (parts.includes(known[0])) return `names the ${known[0]} twice`;
      parts.push(known[0]);
      writers.push(partWriters[found] as (time: ReadTime) => string);
      expression += known[1];
    } else {
      const literal = found.startsWith("'") ? found.slice(1, -1) : found;
      writers.push(() => literal);
      // Programs write the blank before AM as a narrow one, or not.
      expression += literal === ' ' ? '[ \\u00a0\\u202f]' : literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    }
  }
  if (end < pattern.length) return `has a letter that means nothing: ${pattern.slice(end)}`;
  const has = (...wanted: Part[]) => wanted.some((part) => parts.includes(part));
  if (!has('year', 'shortYear') || !has('month', 'monthName') || !has('day'))
    return 'does not tell year, month and day';
  if (has('hour12') !== has('half')) return 'has hours of twelve without AM or PM, or the other way round';
  if (has('minute') && !has('hour', 'hour12')) return 'has minutes without hours';
  const shape = new RegExp(`^${expression}$`);
  return {
    hasTime: has('hour', 'hour12'),
    hasOffset: has('offset'),
    parse: (text) => {
      const found = shape.exec(text);
      return found === null ? null : timeOf(found, parts, firstYear);
    },
    write: (time) => writers.map((write) => write(time)).join(''),
  };
}

const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');
const twelve = ({ hour }: ReadTime): number => hour % 12 || 12;

/** How each part of a pattern is written. */
const partWriters: Readonly<Record<string, (time: ReadTime) => string>> = {
  yyyy: ({ year }) => padded(year, 4),
  yy: ({ year }) => padded(year % 100, 2),
  MMM: ({ month }) => capitalised(months[month - 1] as string),
  MM: ({ month }) => padded(month, 2),
  M: ({ month }) => String(month),
  dd: ({ day }) => padded(day, 2),
  d: ({ day }) => String(day),
  HH: ({ hour }) => padded(hour, 2),
  H: ({ hour }) => String(hour),
  hh: (time) => padded(twelve(time), 2),
  h: (time) => String(twelve(time)),
  mm: ({ minute }) => padded(minute, 2),
  ss: ({ second }) => padded(second, 2),
  f: ({ millisecond }) => padded(millisecond, 3),
  a: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  XXX: ({ offset }) => offsetText(offset ?? 0),
};

const capitalised = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

function offsetText(minutes: number): string {
  if (minutes === 0) return 'Z';
  const ahead = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${padded(Math.floor(ahead / 60), 2)}:${padded(ahead % 60, 2)}`;
}

function timeOf(found: RegExpExecArray, parts: readonly Part[], firstYear: number): ReadTime | null {
  let [year, month, day, hour, minute, second, millisecond] = [0, 0, 0, 0, 0, 0, 0];
  let offset: number | null = null;
  let afternoon: boolean | null = null;
  for (let index = 0; index < parts.length; index += 1) {
    const text = found[index + 1] as string;
    switch (parts[index]) {
      case 'year':
        year = Number(text);
        break;
      case 'shortYear':
        year = firstYear + ((Number(text) - (firstYear % 100) + 100) % 100);
        break;
      case 'month':
        month = Number(text);
        break;
      case 'monthName':
        month = months.indexOf(text.toLowerCase()) + 1;
        break;
      case 'day':
        day = Number(text);
        break;
      case 'hour':
      case 'hour12':
        hour = Number(text);
        break;
      case 'minute':
        minute = Number(text);
        break;
      case 'second':
        second = Number(text);
        break;
      case 'fraction':
        millisecond = Number(text.padEnd(3, '0').slice(0, 3));
        break;
      case 'half':
        afternoon = text.toLowerCase() === 'pm';
        break;
      default:
        offset = offsetOf(text);
    }
  }
  if (afternoon !== null) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (afternoon ? 12 : 0);
  }
  if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return null;
  return { year, month, day, hour, minute, second, millisecond, offset };
}

function offsetOf(text: string): number {
  if (text === 'Z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return text.startsWith('-') ? -minutes : minutes;
}

const iso =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** A date, with or without time and offset, as ISO 8601 writes it; also with a blank in place of the `T`. */
export function parseIso(text: string): (ReadTime & { hasTime: boolean }) | null {
  const found = iso.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return null;
  const zone = found[8];
  const offset = zone === undefined ? null : offsetOf(zone.length === 3 ? `${zone}00` : zone);
  const millisecond = Number((found[7] ?? '').padEnd(3, '0').slice(0, 3));
  return { year, month, day, hour, minute, second, millisecond, offset, hasTime: found[4] !== undefined };
}
