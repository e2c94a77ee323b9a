/** A local date and time of a zone, to the millisecond. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** Which instant is meant by a time that comes twice, when clocks go back. */
export type Twice = 'earlier' | 'later' | 'refuse';

/** A time zone, asked many times. */
export interface Zone {
  /** The instant of a local time; a reason where it does not exist, or is two and none was chosen. */
  instantOf(local: LocalTime, twice: Twice): Date | 'does not exist' | 'comes twice';
  /** The first instant of a day, given as days since 1970-01-01. */
  startOfDay(day: number): Date;
  /** Days since 1970-01-01 of the calendar date of an instant. */
  dayOf(instant: Date): number;
  /** What its clocks show at an instant, and by how many minutes they are ahead of UTC. */
  localOf(instant: Date): LocalTime & { readonly offset: number };
}

const millisecondsOfDay = 86_400_000;

/** Whether it is the name of a time zone: `Europe/Berlin`, `UTC`. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Z]/.test(name);
  } catch {
    return false;
  }
}

/** @throws RangeError when there is no such zone */
export function zoneOf(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: name, hourCycle: 'h23', era: 'short' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });

  /** What local clocks show at an instant, as if they showed UTC, less the instant. */
  const offsetAt = (instant: number): number => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
    const shown =
      utc(year, part('month'), part('day')) +
      (part('hour') * 3_600 + part('minute') * 60 + part('second')) * 1_000;
    return shown - Math.floor(instant / 1_000) * 1_000;
  };

  // The formatter costs microseconds, and nearly all days have one offset from the day before to the day after.
  const steady = new Map<number, number | null>();
  const offsetOfDay = (day: number): number | null => {
    let known = steady.get(day);
    if (known === undefined) {
      const before = offsetAt((day - 1) * millisecondsOfDay);
      known = before === offsetAt((day + 2) * millisecondsOfDay) ? before : null;
      if (steady.size > 50_000) steady.clear();
      steady.set(day, known);
    }
    return known;
  };

  /** Instants whose local time is that, which is given as if it were UTC; ascending. */
  const instantsAt = (shown: number): number[] => {
    const day = Math.floor(shown / millisecondsOfDay);
    const offset = offsetOfDay(day);
    if (offset !== null) return [shown - offset];
    const offsets = new Set([
      offsetAt((day - 1) * millisecondsOfDay),
      offsetAt((day + 2) * millisecondsOfDay),
    ]);
    return [...offsets]
      .map((each) => shown - each)
      .filter((at) => at + offsetAt(at) === shown)
      .toSorted((a, b) => a - b);
  };

  return {
    instantOf(local, twice) {
      const shown =
        utc(local.year, local.month, local.day) +
        ((local.hour * 60 + local.minute) * 60 + local.second) * 1_000 +
        local.millisecond;
      const [first, second] = instantsAt(shown);
      if (first === undefined) return 'does not exist';
      if (second === undefined) return new Date(first);
      if (twice === 'refuse') return 'comes twice';
      return new Date(twice === 'earlier' ? first : second);
    },
    startOfDay(day) {
      const shown = day * millisecondsOfDay;
      const [first] = instantsAt(shown);
      if (first !== undefined) return new Date(first);
      // Midnight does not exist where clocks go forward then: the day begins when they do.
      return new Date(shown - offsetAt(shown - millisecondsOfDay));
    },
    dayOf(instant) {
      const at = instant.getTime();
      const guess = Math.floor(at / millisecondsOfDay);
      return Math.floor((at + (offsetOfDay(guess) ?? offsetAt(at))) / millisecondsOfDay);
    },
    localOf(instant) {
      const at = instant.getTime();
      const ahead = offsetOfDay(Math.floor(at / millisecondsOfDay)) ?? offsetAt(at);
      const shown = new Date(at + ahead);
      return {
        ...{ year: shown.getUTCFullYear(), month: shown.getUTCMonth() + 1, day: shown.getUTCDate() },
        ...{ hour: shown.getUTCHours(), minute: shown.getUTCMinutes(), second: shown.getUTCSeconds() },
        ...{ millisecond: shown.getUTCMilliseconds(), offset: ahead / 60_000 },
      };
    },
  };
}

/** Milliseconds of midnight UTC of a date; years below 100 are years too. */
export function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  return date.setUTCFullYear(year, month - 1, day);
}
