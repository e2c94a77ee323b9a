/** Formats without a code of their own that are dates, by their number in the standard. */
const builtIn = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 47, 50, 51, 52, 53, 54, 55,
  56, 57, 58,
]);

/** What programs write is shorter; a longer one is there to cost time. */
const longestCode = 500;

/** Whether a number with this format is shown as a date or a time of day. Elapsed hours (`[h]:mm`) are none. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtIn.has(id);
  if (code.length > longestCode) return false;
  const [shown = ''] = code
    .replace(/"[^"]*"|\\.|[_*]./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';');
  if (/\[(h+|m+|s+)\]/i.test(shown)) return false;
  return /[ymdhs]/i.test(shown.replace(/General|Standard/gi, ''));
}

const dayMs = 86_400_000;

/**
 * A serial day as ISO text: `2019-05-01`, with a time of day where there is one, only the time below 1. To the
 * millisecond. Null where no day is meant: below zero, past 9999, or 29 February 1900, which never was.
 */
export function dateText(serial: number, from1904: boolean): string | null {
  if (!(serial >= 0) || serial >= 2_958_466) return null;
  let days = Math.floor(serial);
  let ms = Math.round((serial - days) * dayMs);
  if (ms === dayMs) {
    days += 1;
    ms = 0;
  }
  const time = ms === 0 ? '' : new Date(ms).toISOString().slice(11, ms % 1000 === 0 ? 19 : 23);
  if (!from1904) {
    if (days === 60) return null;
    if (days === 0) return time === '' ? '00:00:00' : time;
  } else if (days === 0 && time !== '') return time;
  // Excel counts a 29 February 1900; what lies before it is one day off.
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const date = new Date(epoch + days * dayMs).toISOString().slice(0, 10);
  return time === '' ? date : `${date}T${time}`;
}
