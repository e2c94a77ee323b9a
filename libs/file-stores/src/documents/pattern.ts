import { instantsOf, startOfDay } from './local-time.ts';

/** What the name of a document says. */
export interface DocumentName {
  /** The source's own number of it; null when names have none. */
  seq: number | null;
  /** The source's own instant of it, in milliseconds since 1970; null when names have none. */
  asOf: number | null;
}

/** Names of one kind of document. */
export interface DocumentPattern {
  /** Whether names say what comes after what. */
  ordered: boolean;
  /** Null for a name of something else. @throws NameUnreadable for a time that names no one instant */
  match(name: string): DocumentName | null;
}

/** The name fits, but the time in it names no one instant of the source's zone. */
export class NameUnreadable extends Error {
  override name = 'NameUnreadable';
}

export type TimeField = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond';

export const tokens: Record<string, { field: TimeField; digits: number }> = {
  yyyy: { field: 'year', digits: 4 },
  MM: { field: 'month', digits: 2 },
  dd: { field: 'day', digits: 2 },
  HH: { field: 'hour', digits: 2 },
  mm: { field: 'minute', digits: 2 },
  ss: { field: 'second', digits: 2 },
  SSS: { field: 'millisecond', digits: 3 },
};
export const offsetToken = 'X';
/** What a time in a name is made of: tokens, and letters in quotes. */
export const timeParts = /(yyyy|MM|dd|HH|mm|SSS|ss|X|'[^']*')/g;
/** Beyond these a number is not told apart from its neighbour. */
const mostDigits = 15;
const mostAny = 3;

/**
 * Compiles `ART_{seq}_{asOf:yyyyMMdd-HHmm}.csv`. `{seq}` is a number, `{asOf:…}` a time, `{any}` anything; all else is
 * what it is, in upper and lower case. A time has yyyy, MM, dd, and HH, mm, ss, SSS as far as it goes; X is an offset
 * such as Z or +0100; other letters stand in quotes. Without an hour it is the first instant of the day.
 * @param zone IANA name of the time zone that the source's clocks show
 * @throws Error that says what of it cannot be read
 */
export function compilePattern(pattern: string, zone: string): DocumentPattern {
  // Each multiplies the time that a name may take.
  if (pattern.split('{any}').length > mostAny + 1)
    throw new Error(`${pattern} has {any} more than ${mostAny} times`);
  const fields: string[] = [];
  const group = (field: string, expression: string) => {
    if (fields.includes(field)) throw new Error(`${pattern} has ${field} twice`);
    fields.push(field);
    return `(?<${field}>${expression})`;
  };
  const source = parts(pattern, /\{([^{}]*)\}/g)
    .map(({ literal, inner }) => {
      if (inner === undefined) {
        if (/[{}/\\]/.test(literal))
          throw new Error(`${pattern} has a brace or a slash that belongs to nothing`);
        return literally(literal);
      }
      if (inner === 'seq') return group('seq', `\\d{1,${mostDigits}}`);
      if (inner === 'any') return '.*?';
      if (inner.startsWith('asOf:')) return timeExpression(inner.slice('asOf:'.length), pattern, group);
      throw new Error(`${pattern} has {${inner}}: only {seq}, {asOf:…} and {any} are known`);
    })
    .join('');
  const missing = unread(fields);
  if (missing !== undefined) throw new Error(`${pattern} has a time without ${missing}`);
  const expression = new RegExp(`^${source}$`, 'su');
  return {
    ordered: fields.length > 0,
    match(name) {
      const match = expression.exec(name);
      if (match === null) return null;
      const found = match.groups ?? {};
      return {
        seq: found['seq'] === undefined ? null : Number(found['seq']),
        asOf: found['year'] === undefined ? null : instantIn(name, found, zone),
      };
    },
  };
}

/** The first part of a time that is not read although a day or a finer part is. */
function unread(fields: readonly string[]): string | undefined {
  const read = Object.entries(tokens).map(([token, { field }]) => ({ token, read: fields.includes(field) }));
  const last = read.findLastIndex((part) => part.read);
  if (last < 0) return fields.includes('offset') ? 'yyyy' : undefined;
  return read.find((part, index) => !part.read && index <= Math.max(last, 2))?.token;
}

/** A text as an expression that finds just that, but for what `kept` finds in it. */
export function literally(text: string, kept?: RegExp): string {
  const escaped = (literal: string) => literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  if (kept === undefined) return escaped(text);
  const found = [...text.matchAll(kept)].map(([field]) => field);
  return text
    .split(kept)
    .map((literal, index) => escaped(literal) + (found[index] ?? ''))
    .join('');
}

function timeExpression(
  format: string,
  pattern: string,
  group: (field: string, expression: string) => string,
): string {
  return parts(format, timeParts)
    .map(({ literal, inner }) => {
      if (inner === undefined) {
        if (/[A-Za-z]/.test(literal))
          throw new Error(`${pattern} has ${literal} in a time: letters of the text stand in quotes`);
        return literally(literal);
      }
      if (inner.startsWith("'")) return literally(inner.slice(1, -1));
      if (inner === offsetToken) return group('offset', 'Z|[+-]\\d{2}:?\\d{2}');
      const token = tokens[inner] as { field: TimeField; digits: number };
      return group(token.field, `\\d{${token.digits}}`);
    })
    .join('');
}

/** A text cut into what an expression finds (its first group, `inner`) and what lies between. */
export function parts(text: string, expression: RegExp): { literal: string; inner?: string }[] {
  const found: { literal: string; inner?: string }[] = [];
  let end = 0;
  for (const match of text.matchAll(expression)) {
    found.push({ literal: text.slice(end, match.index) }, { literal: '', inner: match[1] as string });
    end = match.index + match[0].length;
  }
  return [...found, { literal: text.slice(end) }];
}

function instantIn(name: string, found: Record<string, string | undefined>, zone: string): number {
  const figure = (field: TimeField) => Number(found[field] ?? 0);
  const local = {
    year: figure('year'),
    month: figure('month'),
    day: figure('day'),
    hour: figure('hour'),
    minute: figure('minute'),
    second: figure('second'),
    millisecond: figure('millisecond'),
  };
  const offset = found['offset'];
  const instants = instantsOf(local, offset === undefined ? zone : 'UTC');
  if (instants === null) throw new NameUnreadable(`${name}: there is no such day or time`);
  if (offset !== undefined) return (instants[0] as number) - offsetMs(offset);
  if (found['hour'] === undefined) return startOfDay(local, zone) as number;
  if (instants.length === 0)
    throw new NameUnreadable(`${name}: there was no such time in ${zone}, as clocks were put forward`);
  if (instants.length > 1)
    throw new NameUnreadable(`${name}: that time came twice in ${zone}, as clocks were put back`);
  return instants[0] as number;
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Earlier first: by the instant, then the number, then the name. */
export function byName(a: DocumentName & { name: string }, b: DocumentName & { name: string }): number {
  return (
    (a.asOf ?? 0) - (b.asOf ?? 0) ||
    (a.seq ?? 0) - (b.seq ?? 0) ||
    (a.name < b.name ? -1 : Number(a.name > b.name))
  );
}
