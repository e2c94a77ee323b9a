import { calendarDate, dateOfDay, dayNumber } from '../values/calendar.ts';
import { type ReadTime, dateFormat, parseIso } from '../values/date-format.ts';
import { shapeOf } from '../values/shape.ts';
import { Misfit, type Value, scalarOf } from '../values/value-type.ts';
import type { Twice, Zone } from '../values/zone.ts';
import type { Compiled, StepContext, StepWord } from './step.ts';

const date = scalarOf('date');
const instant = scalarOf('instant');

/** Years of two digits are those from here on, unless a step says `from`. */
const firstYear = 1970;

const reasons = {
  'does not exist': 'does not exist on that day, when clocks go forward',
  'comes twice': 'comes twice on that day, when clocks go back: say earlier or later',
};

function instantOf(time: ReadTime, zone: Zone, twice: Twice): Date | Misfit {
  if (time.offset !== null) {
    const utc = zoneless(time);
    return new Date(utc - time.offset * 60_000);
  }
  const found = zone.instantOf(time, twice);
  return typeof found === 'string' ? new Misfit(reasons[found]) : found;
}

function zoneless({ year, month, day, hour, minute, second, millisecond }: ReadTime): number {
  return (
    dayNumber(calendarDate(year, month, day)) * 86_400_000 +
    ((hour * 60 + minute) * 60 + second) * 1_000 +
    millisecond
  );
}

const dateOf = ({ year, month, day }: ReadTime): string => calendarDate(year, month, day);

/**
 * Remembers what came of a text: a column holds the same few dates over and over. Instants are copied, since whoever is
 * given one may change it.
 */
function remembered(
  make: (value: string) => string | Date | Misfit,
): (value: Value) => string | Date | Misfit {
  const known = new Map<Value, string | number>();
  return (value) => {
    const found = known.get(value);
    if (found !== undefined) return typeof found === 'number' ? new Date(found) : found;
    const made = make(value as string);
    if (made instanceof Misfit) return made;
    if (known.size >= 1_000) known.clear();
    known.set(value, made instanceof Date ? made.getTime() : made);
    return made;
  };
}

/** Days of a spreadsheet's serial number, which counts a 29 February 1900 that never was; null when it is none. */
function serialDay(text: string, base: 1900 | 1904): { day: number; fraction: number } | null {
  const found = /^(\d{1,7})(\.\d+)?$/.exec(text);
  if (!found) return null;
  const serial = Number(found[1]);
  const fraction = Number(`0${found[2] ?? ''}`);
  if (base === 1904) return { day: serial - 24_107, fraction };
  if (serial === 60 || serial === 0) return null;
  return { day: serial - (serial < 60 ? 25_568 : 25_569), fraction };
}

function dateWord([first, ...rest]: readonly string[], { zone }: StepContext): Compiled {
  if (first === undefined)
    return 'needs a format, such as "dd.MM.yyyy" or iso: 03/04/2026 can be read in two ways';
  if (first === 'iso' && rest.length === 0)
    return {
      to: date,
      run: (value) => {
        const time = parseIso(value as string);
        return time === null ? new Misfit(`is no ISO date: ${shapeOf(value as string)}`) : dateOf(time);
      },
    };
  if (first === 'excel' || first === 'excel1904') {
    if (rest.length > 0) return 'takes nothing behind excel';
    return {
      to: date,
      run: (value) => {
        const serial = serialDay(value as string, first === 'excel' ? 1900 : 1904);
        return serial === null
          ? new Misfit(`is no serial date: ${shapeOf(value as string)}`)
          : dateOfDay(serial.day);
      },
    };
  }
  let from = firstYear;
  let twice: Twice = 'refuse';
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index];
    if (word === 'earlier' || word === 'later') twice = word;
    else if (word === 'from' && /^\d{4}$/.test(rest[index + 1] ?? '')) from = Number(rest[(index += 1)]);
    else return `takes earlier, later or "from 1950" behind the format, and no ${JSON.stringify(word)}`;
  }
  const format = dateFormat(first, from);
  if (typeof format === 'string') return `has a format that ${format}`;
  if (format.hasOffset && !format.hasTime) return 'has a format with an offset and no time';
  const misfit = (text: string) => new Misfit(`is no date like ${first}: ${shapeOf(text)}`);
  if (!format.hasTime)
    return {
      to: date,
      run: remembered((value) => {
        const time = format.parse(value);
        return time === null ? misfit(value) : dateOf(time);
      }),
    };
  return {
    to: instant,
    run: (value) => {
      const time = format.parse(value as string);
      return time === null ? misfit(value as string) : instantOf(time, zone, twice);
    },
  };
}

function instantWord(
  [kind = 'offset', twice = 'refuse', ...rest]: readonly string[],
  { zone }: StepContext,
): Compiled {
  const usage = 'takes nothing, or local, local earlier, local later, epoch, epochMs or excel';
  if (rest.length > 0) return usage;
  const misfit = (value: unknown) => new Misfit(`is no ${kinds[kind]}: ${shapeOf(value as string)}`);
  if (kind === 'offset' || (kind === 'local' && ['refuse', 'earlier', 'later'].includes(twice)))
    return {
      to: instant,
      run: (value) => {
        const time = parseIso(value as string);
        if (time === null || !time.hasTime || (kind === 'offset' && time.offset === null))
          return misfit(value);
        return instantOf(time, zone, twice as Twice);
      },
    };
  if (twice !== 'refuse') return usage;
  if (kind === 'epoch' || kind === 'epochMs')
    return {
      to: instant,
      run: (value) => {
        const found = /^-?\d{1,14}$/.test(value as string)
          ? new Date(Number(value) * (kind === 'epoch' ? 1_000 : 1))
          : null;
        return found === null || Number.isNaN(found.getTime()) ? misfit(value) : found;
      },
    };
  if (kind !== 'excel') return usage;
  return {
    to: instant,
    run: (value) => {
      const serial = serialDay(value as string, 1900);
      if (serial === null) return misfit(value);
      const second = Math.min(Math.round(serial.fraction * 86_400), 86_399);
      const [year, month, day] = dateOfDay(serial.day).split('-').map(Number) as [number, number, number];
      const clock = {
        hour: Math.floor(second / 3_600),
        minute: Math.floor(second / 60) % 60,
        second: second % 60,
      };
      return instantOf({ year, month, day, ...clock, millisecond: 0, offset: null }, zone, 'refuse');
    },
  };
}

const kinds: Readonly<Record<string, string>> = {
  ...{ offset: 'ISO time with an offset', local: 'ISO time', excel: 'serial date' },
  ...{ epoch: 'count of seconds since 1970', epochMs: 'count of milliseconds since 1970' },
};

/** A word without arguments that makes one kind of time of another. */
function between(
  word: string,
  says: string,
  from: 'date' | 'instant',
  make: (context: StepContext) => Pick<Exclude<Compiled, string>, 'to' | 'run'>,
): StepWord {
  return {
    ...{ word, usage: word, says, from: [from] },
    compile: (args, _, context) => (args.length > 0 ? 'takes no arguments' : make(context)),
  };
}

export const dateSteps: readonly StepWord[] = [
  {
    ...{ word: 'date', usage: 'date "dd.MM.yyyy"', from: ['text'] },
    says:
      'A date by its format (`yyyy yy MM M MMM dd d`), with `HH mm ss f a XXX` in it an instant in the source’s zone; ' +
      '`date iso`, `date excel`, `date excel1904`. Years of two digits are 1970 to 2069, or those `from 1950`.',
    compile: (args, _, context) => dateWord(args, context),
  },
  {
    ...{ word: 'instant', usage: 'instant', from: ['text'] },
    says:
      'An instant that ISO 8601 writes with its offset; `instant local` without one, in the source’s zone; ' +
      '`instant epoch`, `instant epochMs`, `instant excel`.',
    compile: (args, _, context) => instantWord(args, context),
  },
  between('startOfDay', 'The first instant of a date in the source’s zone.', 'date', ({ zone }) => ({
    to: instant,
    run: remembered((value) => zone.startOfDay(dayNumber(value))),
  })),
  between(
    'endOfDay',
    'The first instant after a date in the source’s zone: ends are exclusive.',
    'date',
    ({ zone }) => ({
      to: instant,
      run: remembered((value) => zone.startOfDay(dayNumber(value) + 1)),
    }),
  ),
  between('nextDay', 'The day after a date, for ends that are exclusive.', 'date', () => ({
    to: date,
    run: (value) =>
      value === '9999-12-31' ? new Misfit('has no day after it') : dateOfDay(dayNumber(value as string) + 1),
  })),
  between('day', 'The date of an instant in the source’s zone.', 'instant', ({ zone }) => ({
    to: date,
    run: (value) => dateOfDay(zone.dayOf(value as Date)),
  })),
];
