import { isDecimal, parseDecimal } from '@throughline/money';
import { calendarDate } from './calendar.ts';
import { parseIso } from './date-format.ts';
import type { Scalar, ScalarType } from './value-type.ts';

/** A value as documents write it, whatever the source does: `1234.56`, `true`, `2026-11-03`, an ISO time with offset. */
export function canonicalValue(text: string, type: ScalarType): Scalar | null {
  if (type === 'text') return text;
  if (type === 'integer')
    return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) || 0 : null;
  if (type === 'decimal') return isDecimal(text) ? parseDecimal(text) : null;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : null;
  const time = parseIso(text);
  if (time === null) return null;
  if (type === 'date') return time.hasTime ? null : calendarDate(time.year, time.month, time.day);
  if (!time.hasTime || time.offset === null) return null;
  const { year, month, day, hour, minute, second, millisecond, offset } = time;
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute - offset, second, millisecond);
  return at;
}
