/** A wall clock's reading; months from 1. */
export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

/** All offsets in use lie within a day of UTC. */
const searchedMs = 24 * 3_600_000;

/**
 * The instants at which clocks of a zone showed this, in order: none when the clock skipped it, two when it was put back.
 * Null when there is no such day or time.
 * @param zone IANA name
 */
export function instantsOf(local: LocalTime, zone: string): number[] | null {
  const { year, month, day, hour, minute, second, millisecond } = local;
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const back = new Date(asUtc);
  const same =
    back.getUTCFullYear() === year &&
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!same) return null;
  // The offsets that hold shortly before and after are those that can hold at the time itself.
  const offsets = new Set([asUtc - searchedMs, asUtc + searchedMs].map((instant) => offsetAt(instant, zone)));
  return [...offsets]
    .map((offset) => asUtc - offset)
    .filter((instant) => instant + offsetAt(instant, zone) === asUtc)
    .sort((a, b) => a - b);
}

/** The first instant of a day, whatever the clock did at midnight; null when there is no such day. */
export function startOfDay(local: LocalTime, zone: string): number | null {
  const midnight = { ...local, hour: 0, minute: 0, second: 0, millisecond: 0 };
  const instants = instantsOf(midnight, zone);
  if (instants === null) return null;
  if (instants[0] !== undefined) return instants[0];
  // Skipped: the day began with the change, at which the offset before it gives the same instant as that after it.
  const asUtc = Date.UTC(local.year, local.month - 1, local.day);
  return asUtc - offsetAt(asUtc - searchedMs, zone);
}

/** What clocks of a zone show at an instant in milliseconds since 1970, and the minutes that they are ahead of UTC. */
export function localTimeOf(instant: number, zone: string): LocalTime & { offset: number } {
  const offset = offsetAt(instant, zone);
  const shown = new Date(instant + offset);
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    millisecond: shown.getUTCMilliseconds(),
    offset: Math.round(offset / 60_000),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks of a zone are ahead of UTC, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = part;
  const millisecond = ((instant % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond) - instant;
}
