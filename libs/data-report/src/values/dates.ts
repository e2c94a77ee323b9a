export type DayMonthOrder = 'day-first' | 'month-first';

export interface DateReading {
  /** `yyyy-MM-dd`, `dd/MM/yyyy` …; null where it cannot be told which. */
  form: string | null;
  trouble: 'ambiguous' | 'two-digit-year' | 'serial' | 'impossible' | 'unreadable' | null;
  /** Day as `2026-11-30`, where it is clear. */
  day: string | null;
}

const months = [
  ...[
    'jan',
    'feb',
    'm[aä]r[zc]?h?|mrz',
    'apr',
    'ma[iy]',
    'jun',
    'jul',
    'aug',
    'sep',
    'o[ck]t',
    'nov',
    'de[cz]',
  ],
].map((name) => new RegExp(`^(${name})`, 'i'));
const time = /[T ](\d{1,2}):(\d{2})(:\d{2}([.,]\d+)?)?( ?[AP]M)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?$/i;

/** The order of day and month in a format such as `dd/MM/yyyy`; null when it does not say. */
export function orderOf(format: string | undefined): DayMonthOrder | null {
  const day = format?.search(/d/) ?? -1;
  const month = format?.search(/M/) ?? -1;
  return day < 0 || month < 0 ? null : day < month ? 'day-first' : 'month-first';
}

/** The form, as {@link readDate} tells it, that a format states; null when it is another, or says nothing of the day. */
export function formOf(format: string | undefined): string | null {
  const date = format?.replace(/[T' ].*$/, '') ?? '';
  const form = date.replace(/^d(?!d)|(?<=[-/.])d(?!d)/, 'dd').replace(/^M(?!M)|(?<=[-/.])M(?!M)/, 'MM');
  const known = /^(yyyy([-/.])MM\2dd|yyyyMMdd|ddMMyyyy|dd([-/.])MM\3(yy|yyyy)|MM([-/])dd\5(yy|yyyy))$/;
  return known.test(form) ? form : null;
}

/**
 * How a date is written, and which day it is.
 * @param stated the order that the source is said to use: it settles what `03/04/2026` is
 */
export function readDate(raw: string, stated: DayMonthOrder | null = null): DateReading {
  const text = raw.trim();
  const clock = time.exec(text);
  const date = clock ? text.slice(0, clock.index).trim() : text;
  if (clock && (Number(clock[1]) > 24 || Number(clock[2]) > 59)) return impossible('a time of day');
  return digits(date) ?? yearFirst(date) ?? yearLast(date, stated) ?? named(date) ?? unreadable;
}

const unreadable: DateReading = { form: null, trouble: 'unreadable', day: null };

function impossible(form: string): DateReading {
  return { form, trouble: 'impossible', day: null };
}

function valid(form: string, year: number, month: number, day: number): DateReading {
  if (
    month < 1 ||
    month > 12 ||
    day < 1 ||
    day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  )
    return impossible(form);
  return { form, trouble: null, day: `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` };
}

const pad = (value: number, length: number) => String(value).padStart(length, '0');
const part = (text: string, from: number, to: number) => Number(text.slice(from, to));

function digits(text: string): DateReading | null {
  if (/^\d{8}$/.test(text)) {
    const yearFirst = valid('yyyyMMdd', part(text, 0, 4), part(text, 4, 6), part(text, 6, 8));
    if (yearFirst.trouble === null && /^(1[89]|2[01])/.test(text)) return yearFirst;
    const dayFirst = valid('ddMMyyyy', part(text, 4, 8), part(text, 2, 4), part(text, 0, 2));
    return dayFirst.trouble === null && /^\d{4}(1[89]|2[01])/.test(text) ? dayFirst : yearFirst;
  }
  // 1940 to 2099, as days since the end of 1899.
  if (
    /^\d{5}([.,]\d+)?$/.test(text) &&
    Number(text.slice(0, 5)) >= 14_611 &&
    Number(text.slice(0, 5)) <= 73_050
  )
    return { form: 'Excel', trouble: 'serial', day: null };
  if (/^\d{6}$/.test(text)) return { form: 'yyMMdd', trouble: 'two-digit-year', day: null };
  if (/^1\d{9}(\d{3})?$/.test(text))
    return {
      form: 'Unix',
      trouble: null,
      day: new Date(Number(text.slice(0, 10)) * 1000).toISOString().slice(0, 10),
    };
  return null;
}

function yearFirst(text: string): DateReading | null {
  const found = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (!found) return null;
  const [, year, mark, month, day] = found;
  return valid(`yyyy${mark}MM${mark}dd`, Number(year), Number(month), Number(day));
}

function yearLast(text: string, stated: DayMonthOrder | null): DateReading | null {
  const found = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$/.exec(text);
  if (!found) return null;
  const [, first = '', mark = '', second = '', year = ''] = found;
  // With points between, all countries write the day first.
  const order = mark === '.' ? 'day-first' : (orderSeen(Number(first), Number(second)) ?? stated);
  const letters = order === 'month-first' ? ['MM', 'dd'] : ['dd', 'MM'];
  const form = [...letters, year.length === 2 ? 'yy' : 'yyyy'].join(mark);
  if (year.length === 2) return { form, trouble: 'two-digit-year', day: null };
  if (order === null && Number(first) !== Number(second))
    return { form: null, trouble: 'ambiguous', day: null };
  const [day, month] = order === 'month-first' ? [second, first] : [first, second];
  const reading = valid(form, Number(year), Number(month), Number(day));
  // 04/04 is one day in both orders, and shows neither.
  return order === null ? { ...reading, form: null } : reading;
}

/** What the figures themselves say; null when both orders are possible. */
function orderSeen(first: number, second: number): DayMonthOrder | null {
  if (first > 12) return 'day-first';
  return second > 12 ? 'month-first' : null;
}

function named(text: string): DateReading | null {
  const found =
    /^(?<day>\d{1,2})[-. ]+(?<name>\p{L}{3,9})\.?[-., ]+(?<year>\d{4}|\d{2})$/u.exec(text) ??
    /^(?<name>\p{L}{3,9})\.? (?<day>\d{1,2}),? (?<year>\d{4})$/u.exec(text);
  const { day = '', name = '', year = '' } = found?.groups ?? {};
  const month = months.findIndex((pattern) => pattern.test(name)) + 1;
  if (!found || month === 0) return null;
  if (year.length === 2) return { form: 'dd MMM yy', trouble: 'two-digit-year', day: null };
  return valid('dd MMM yyyy', Number(year), month, Number(day));
}
