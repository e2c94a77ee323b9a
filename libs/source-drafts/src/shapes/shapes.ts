import { countries, currencies } from './code-lists.ts';

/** How many of the values look like something. */
export interface Fit {
  /** As a mapping names it, or a word for people. */
  readonly like: string;
  readonly count: number;
}

/** Number formats by the sample that a mapping has of them; those without groups first, since they say more. */
const decimals: readonly (readonly [string, RegExp])[] = [
  ['1234.56', /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/],
  ['1234,56', /^[+-]?(?:\d+(?:,\d+)?|,\d+)$/],
  ['1,234.56', /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/],
  ['1.234,56', /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$/],
  ['1 234,56', /^[+-]?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:,\d+)?$/],
  ['1 234.56', /^[+-]?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:\.\d+)?$/],
  ["1'234.56", /^[+-]?(?:\d{1,3}(?:['’]\d{3})+|\d+)(?:\.\d+)?$/],
  ['1234.56-', /^(?:\d+(?:\.\d+)?|\.\d+)[+-]?$/],
  ['1.234,56-', /^(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?[+-]?$/],
];
const integer = /^[+-]?\d+$/;
/** `1.234` is two numbers. */
const ambiguous = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;

/** Date formats that are told by their look; day and month are looked at. */
const day = '(?:0[1-9]|[12]\\d|3[01])';
const month = '(?:0[1-9]|1[0-2])';
const looseDay = '(?:0?[1-9]|[12]\\d|3[01])';
const looseMonth = '(?:0?[1-9]|1[0-2])';
const year = '(?:1[89]|2[01])\\d\\d';
const clock = '\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?';

interface DateShape {
  /** The form without a time, as a mapping has it. */
  readonly like: string;
  readonly shape: RegExp;
  /** Steps to a date, and to an instant. */
  readonly date: readonly string[];
  readonly instant: readonly string[];
}

const dated = (format: string, source: string): DateShape => ({
  like: format,
  shape: new RegExp(`^${source}$`),
  date: [`date "${format}"`],
  instant: [`date "${format}"`, 'startOfDay'],
});
const timed = (format: string, source: string): DateShape => ({
  like: format,
  shape: new RegExp(`^${source}$`),
  date: [`date "${format}"`, 'day'],
  instant: [`date "${format}"`],
});

const iso = `${year}-${month}-${day}`;
const dates: readonly DateShape[] = [
  { ...dated('yyyy-MM-dd', iso), date: ['date iso'], instant: ['date iso', 'startOfDay'] },
  {
    ...{
      like: 'yyyy-MM-dd HH:mm:ssXXX',
      shape: new RegExp(`^${iso}[T ]${clock}\\s?(?:Z|[+-]\\d\\d(?::?\\d\\d)?)$`),
    },
    ...{ date: ['instant', 'day'], instant: ['instant'] },
  },
  {
    ...{ like: 'yyyy-MM-dd HH:mm:ss', shape: new RegExp(`^${iso}[T ]${clock}$`) },
    ...{ date: ['date iso'], instant: ['instant local'] },
  },
  dated('yyyyMMdd', `${year}${month}${day}`),
  dated('dd.MM.yyyy', `${day}\\.${month}\\.${year}`),
  dated('d.M.yyyy', `${looseDay}\\.${looseMonth}\\.${year}`),
  dated('dd.MM.yy', `${day}\\.${month}\\.\\d\\d`),
  dated('dd/MM/yyyy', `${day}/${month}/${year}`),
  dated('MM/dd/yyyy', `${month}/${day}/${year}`),
  dated('d/M/yyyy', `${looseDay}/${looseMonth}/${year}`),
  dated('M/d/yyyy', `${looseMonth}/${looseDay}/${year}`),
  dated('dd-MM-yyyy', `${day}-${month}-${year}`),
  dated('d-M-yyyy', `${looseDay}-${looseMonth}-${year}`),
  dated('yyyy/MM/dd', `${year}/${month}/${day}`),
  dated('yyyy/M/d', `${year}/${looseMonth}/${looseDay}`),
  dated('yyyy.MM.dd', `${year}\\.${month}\\.${day}`),
  timed('dd.MM.yyyy HH:mm', `${day}\\.${month}\\.${year} \\d\\d:\\d\\d`),
  timed('dd.MM.yyyy HH:mm:ss', `${day}\\.${month}\\.${year} \\d\\d:\\d\\d:\\d\\d`),
  timed('dd/MM/yyyy HH:mm', `${day}/${month}/${year} \\d\\d:\\d\\d`),
  timed('MM/dd/yyyy HH:mm', `${month}/${day}/${year} \\d\\d:\\d\\d`),
  timed('M/d/yyyy H:mm', `${looseMonth}/${looseDay}/${year} \\d?\\d:\\d\\d`),
  timed('M/d/yy, h:mm a', `${looseMonth}/${looseDay}/\\d\\d,[ \\u202f]\\d?\\d:\\d\\d[ \\u202f][AP]M`),
];

/** Share of the values that have to agree before something is said of all of them. */
const most = 0.9;

const countOf = (values: readonly string[], test: (value: string) => boolean): number =>
  values.reduce((count, value) => (test(value) ? count + 1 : count), 0);

/** How most of the values are written as numbers with decimals; null where they are none. */
export function decimalFit(
  values: readonly string[],
  likely?: string,
): (Fit & { ambiguous: boolean }) | null {
  const fits = decimals
    .map(([like, shape]) => ({ like, count: countOf(values, (value) => shape.test(value)) }))
    .filter(({ count }) => count > 0 && count >= values.length * most);
  const best = Math.max(0, ...fits.map(({ count }) => count));
  const equal = fits.filter(({ count }) => count === best);
  const [first] = equal;
  if (first === undefined) return null;
  // Values that are marked, and those whose mark can be read in one way only.
  const marked = values.filter((value) => !integer.test(value));
  const clear = marked.filter((value) => !ambiguous.test(value));
  if (marked.length > 0 && clear.length === 0) {
    const points = marked[0]?.includes('.') === true;
    const usual = equal.find(({ like }) => like === likely);
    const choice = usual ?? (points ? equal.find(({ like }) => like === '1234.56') : equal[0]) ?? first;
    return { ...choice, ambiguous: true };
  }
  const usual = marked.length === 0 ? equal.find(({ like }) => like === likely) : undefined;
  return { ...(usual ?? first), ambiguous: false };
}

export const isInteger = (value: string): boolean => integer.test(value);

/** How most of the values are written as dates; null where they are none. Both orders of day and month: `ambiguous`. */
export function dateFit(values: readonly string[]): (Fit & DateShape & { ambiguous: boolean }) | null {
  const fits = dates
    .map((of) => ({ ...of, count: countOf(values, (value) => of.shape.test(value)) }))
    .filter(({ count }) => count > 0 && count >= values.length * most);
  const best = Math.max(0, ...fits.map(({ count }) => count));
  const [first, ...others] = fits.filter(({ count }) => count === best);
  if (first === undefined) return null;
  const swapped = { d: 'M', M: 'd' } as const;
  const other = first.like.replace(/[dM]/g, (letter) => swapped[letter as 'd' | 'M']);
  return { ...first, ambiguous: !first.like.startsWith('y') && others.some(({ like }) => like === other) };
}

/** Days since the end of 1899, as a spreadsheet counts them. */
export const isSerialDate = (value: string): boolean =>
  /^\d{5}$/.test(value) && Number(value) > 25_000 && Number(value) < 60_000;

/** Whether its check digit is that of a GTIN. */
export function isGtin(value: string): boolean {
  if (!/^(?:\d{8}|\d{12,14})$/.test(value) || /^0+$/.test(value)) return false;
  const sum = [...value].reduceRight(
    ({ total, odd }, digit) => ({ total: total + Number(digit) * (odd ? 1 : 3), odd: !odd }),
    { total: 0, odd: true },
  ).total;
  return sum % 10 === 0;
}

const tests = {
  integer: isInteger,
  gtin: isGtin,
  country: (value: string) => countries.has(value.toUpperCase()),
  currency: (value: string) => currencies.has(value),
  email: (value: string) => /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(value),
  uuid: (value: string) => /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i.test(value),
  url: (value: string) => /^https?:\/\//i.test(value),
  html: (value: string) => /<\/?[a-z][^>]*>/i.test(value),
  language: (value: string) => /^[a-z]{2}(?:[-_][a-z]{2})?$/i.test(value),
  boolean: (value: string) => /^(?:true|false|yes|no|ja|nein|oui|non|[yn01jtf])$/i.test(value),
  /** Letters with a blank between them: what people read. */
  words: (value: string) => /\p{L}{2,}[ ,/-]+\S*\p{L}/u.test(value),
  /** One word, at most some of it digits. */
  code: (value: string) => value.length <= 32 && /^[\p{L}\p{N}][\p{L}\p{N}._/#+-]*$/u.test(value),
  /** A number with decimals. */
  fraction: (value: string) => /^[+-]?\d*[.,]\d{1,4}-?$/.test(value),
} as const;
export type Shape = keyof typeof tests;

export const countLike = (shape: Shape, values: readonly string[]): number => countOf(values, tests[shape]);

/** Words by which programs say that there is nothing. */
const nothing = new Set([
  'NULL',
  '(NULL)',
  '\\N',
  'N/A',
  'NA',
  '#N/A',
  '-',
  'NONE',
  'NIL',
  '0000-00-00',
  '0000-00-00 00:00:00',
]);
export const saysNothing = (value: string): boolean => nothing.has(value.toUpperCase());
