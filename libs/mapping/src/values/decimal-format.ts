import type { Decimal } from '@throughline/events';

/** How a source writes numbers. */
export interface DecimalFormat {
  /** Null when it is not written so. */
  parse(text: string): Decimal | null;
  /**
   * A canonical decimal as it is written so, with as many decimals as the sample at least; null where it has some and
   * the sample has none.
   */
  write(value: Decimal): string | null;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * The format of a sample: `1.234,56`, `1,234.56`, `1 234,56`, `1'234.56`, `12,34,567.89`, `1234.56`, `1234,56`,
 * `1234`; with `-` behind it, a minus stands behind the number. Groups may be left out and must be right where they are
 * written: `13,75` is no `1,234.56`. A number without its whole part (`.5`) is one; one without decimals too.
 * @returns null when the sample is none of these
 */
export function decimalFormat(sample: string): DecimalFormat | null {
  const found = /^(?:(1)([.,' \u00a0\u202f’])(234)|(12)(,)34,567|(1234))(?:([.,])(?:56|89))?(-?)$/.exec(
    sample,
  );
  if (!found) return null;
  const group = found[2] ?? found[5];
  const point = found[7];
  if (group !== undefined && group === point) return null;
  // All kinds of narrow blanks are one: which of them a program writes is seen by nobody.
  const mark =
    group === undefined ? '' : /[\u00a0\u202f ]/.test(group) ? '[ \\u00a0\\u202f]' : escaped(group);
  const grouped = found[5] === undefined ? `\\d{1,3}(?:${mark}\\d{3})+` : `\\d{1,2}(?:,\\d{2})*,\\d{3}`;
  const whole = group === undefined ? '(\\d*)' : `(${grouped}|\\d*)`;
  const fraction = point === undefined ? '()' : `(?:${escaped(point)}(\\d+))?`;
  const behind = found[8] === '-';
  const shape = new RegExp(behind ? `^${whole}${fraction}([+-]?)$` : `^([+-]?)${whole}${fraction}$`);
  const marks = group === undefined ? null : new RegExp(mark, 'g');
  return {
    parse(text) {
      const parts = shape.exec(text);
      if (!parts) return null;
      const [, first = '', second = '', third = ''] = parts;
      const [sign, digits, decimals] = behind ? [third, first, second] : [first, second, third];
      if (digits === '' && decimals === '') return null;
      return canonical(sign === '-', marks === null ? digits : digits.replace(marks, ''), decimals);
    },
    write(value) {
      const negative = value.startsWith('-');
      const [digits = '', decimals = ''] = (negative ? value.slice(1) : value).split('.');
      if (point === undefined && decimals !== '') return null;
      const fraction = point === undefined ? '' : `${point}${decimals.padEnd(2, '0')}`;
      const text = `${groupedBy(digits, group ?? '', found[5] === undefined ? 3 : 2)}${fraction}`;
      return !negative ? text : behind ? `${text}-` : `-${text}`;
    },
  };
}

/** Digits in groups: three at the end, and in front of these of a size. */
function groupedBy(digits: string, mark: string, size: number): string {
  if (mark === '' || digits.length <= 3) return digits;
  const groups = [digits.slice(-3)];
  for (let end = digits.length - 3; end > 0; end -= size)
    groups.unshift(digits.slice(Math.max(0, end - size), end));
  return groups.join(mark);
}

/** The canonical decimal of digits before and behind the point. */
export function canonical(negative: boolean, whole: string, fraction: string): Decimal {
  let from = 0;
  while (from < whole.length && whole.charCodeAt(from) === 48) from += 1;
  let to = fraction.length;
  while (to > 0 && fraction.charCodeAt(to - 1) === 48) to -= 1;
  const digits = from === whole.length ? '0' : from === 0 ? whole : whole.slice(from);
  if (to === 0) return digits === '0' || !negative ? digits : `-${digits}`;
  return `${negative ? '-' : ''}${digits}.${fraction.slice(0, to)}`;
}

/** Digits whose last `places` are decimals: `0000123` is 1.23 of two. Null when they are no digits. */
export function impliedDecimal(text: string, places: number): Decimal | null {
  const found = /^([+-]?)(\d+)([+-]?)$/.exec(text);
  if (!found || (found[1] !== '' && found[3] !== '')) return null;
  return placed(found[1] === '-' || found[3] === '-', found[2] as string, places);
}

function placed(negative: boolean, digits: string, places: number): Decimal {
  const padded = digits.padStart(places + 1, '0');
  const point = padded.length - places;
  return canonical(negative, padded.slice(0, point), padded.slice(point));
}

/** Last characters that say a digit and a sign: those of COBOL, and those of DBL (`p` to `y` for −0 to −9). */
const positive = '{ABCDEFGHI';
const negative = ['}JKLMNOPQR', 'pqrstuvwxy'];

/** Digits whose last character may carry the sign: `00006r` is −62. Null when it is not so written. */
export function overpunched(text: string, places: number): Decimal | null {
  const body = text.slice(0, -1);
  const last = text.at(-1) ?? '';
  if (!/^\d*$/.test(body) || last === '') return null;
  if (last >= '0' && last <= '9') return placed(false, text, places);
  const plus = positive.indexOf(last);
  if (plus >= 0) return placed(false, body + plus, places);
  const minus = Math.max(...negative.map((digits) => digits.indexOf(last)));
  return minus < 0 ? null : placed(true, body + minus, places);
}
