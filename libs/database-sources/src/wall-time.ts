const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds by which clocks in a zone are ahead of UTC at an instant. */
export function offsetAt(zone: string, instant: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', {
      timeZone: zone,
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
  const parts = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
}

/** `2026-11-30 09:15:00.123` of a time whose milliseconds are counted as if it were UTC. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ');
}

/** The other way round; what comes after the milliseconds is left out. NaN for what is no time. */
export function timeOf(text: string): number {
  const [, date = '', time = ''] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(text) ?? [];
  return Date.parse(`${date}T${time}Z`);
}

/** Looks at the clocks' offset this often between two instants; clocks change months apart. */
const looks = 200;

/**
 * Between which readings of the clocks in a zone everything lies that was stamped between two instants. An hour that
 * comes twice lies within, whenever in it, or in which of the two, the instants are.
 */
export function readingsBetween(zone: string, from: number, to: number): { from: number; to: number } {
  const offsets = Array.from({ length: looks + 1 }, (_, look) =>
    offsetAt(zone, from + ((to - from) * look) / looks),
  );
  return { from: from + Math.min(...offsets), to: to + Math.max(...offsets) };
}
