import type { CalendarDate } from '@throughline/events';
import { type ReadTime, dateFormat } from '../values/date-format.ts';
import { decimalFormat } from '../values/decimal-format.ts';
import { Misfit, listOf, scalarOf } from '../values/value-type.ts';
import { wrapped } from '../values/wrapped.ts';
import { utc } from '../values/zone.ts';
import { dateSteps } from './date-steps.ts';
import { listSteps } from './list-steps.ts';
import { numberSteps } from './number-steps.ts';
import type { Compiled, StepContext, StepWord } from './step.ts';
import { textSteps } from './text-steps.ts';

const text = scalarOf('text');

const timeOfDate = (date: CalendarDate): ReadTime => {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return { year, month, day, hour: 0, minute: 0, second: 0, millisecond: 0, offset: null };
};

function dateWord([first, ...rest]: readonly string[], from: string, { zone }: StepContext): Compiled {
  if (first === undefined || rest.length > 0) return 'takes one format, such as "dd.MM.yyyy", or iso';
  const format = dateFormat(first === 'iso' ? 'yyyy-MM-dd' : first, 1970);
  if (typeof format === 'string') return `has a format that ${format}`;
  if (from === 'instant') return { to: text, run: (value) => format.write(zone.localOf(value as Date)) };
  if (format.hasTime) return 'has a format with a time, and a date has none';
  return { to: text, run: (value) => format.write(timeOfDate(value as string)) };
}

function instantWord(args: readonly string[], { zone }: StepContext): Compiled {
  const [kind = 'offset', ...rest] = args;
  const usage = 'takes nothing, or local, epoch or epochMs';
  if (rest.length > 0) return usage;
  const milliseconds = (value: unknown) => (value as Date).getTime();
  if (kind === 'offset') return { to: text, run: (value) => (value as Date).toISOString() };
  if (kind === 'epochMs') return { to: text, run: (value) => String(milliseconds(value)) };
  if (kind === 'epoch') return { to: text, run: (value) => String(Math.floor(milliseconds(value) / 1_000)) };
  if (kind !== 'local') return usage;
  return {
    to: text,
    run: (value) => {
      const { year, month, day, hour, minute, second, millisecond } = zone.localOf(value as Date);
      const shown = utc(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1_000 + millisecond;
      return new Date(shown).toISOString().slice(0, 23);
    },
  };
}

const written: readonly StepWord[] = [
  {
    ...{ word: 'decimal', usage: 'decimal "1.234,56"', from: ['decimal', 'integer'] },
    says:
      'A number as the sample is written, with as many decimals as it has at least: `round 2` in front has it no more. ' +
      'A number with decimals is refused by a sample without.',
    compile: ([sample, ...rest]): Compiled => {
      const format = sample === undefined || rest.length > 0 ? null : decimalFormat(sample);
      if (format === null) return 'takes a sample of how 1234.56 is written, such as "1.234,56"';
      return {
        to: text,
        run: (value) => format.write(String(value)) ?? new Misfit('has decimals: round it'),
      };
    },
  },
  {
    ...{ word: 'implied', usage: 'implied 2', from: ['decimal', 'integer'] },
    says: 'A number as digits of which the last are decimals: 1.23 is `123`; more decimals are refused.',
    compile: ([digits, ...rest]): Compiled => {
      if (digits === undefined || !/^\d$/.test(digits) || rest.length > 0)
        return 'takes the number of decimals';
      const places = Number(digits);
      return {
        to: text,
        run: (value) => {
          const [, sign = '', whole = '', decimals = ''] =
            /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value)) ?? [];
          if (decimals.length > places) return new Misfit(`has more than ${places} decimals: round it`);
          return `${sign}${`${whole}${decimals.padEnd(places, '0')}`.replace(/^0+(?=\d)/, '')}`;
        },
      };
    },
  },
  {
    ...{ word: 'date', usage: 'date "dd.MM.yyyy"', from: ['date', 'instant'] },
    says: 'A date by its format, an instant with the clocks of the source’s zone (`"yyyy-MM-dd HH:mm"`); `date iso`.',
    compile: (args, { scalar }, context) => dateWord(args, scalar, context),
  },
  {
    ...{ word: 'instant', usage: 'instant', from: ['instant'] },
    says:
      'An instant as ISO 8601 writes it, in UTC; `instant local` with the clocks of the source’s zone and without an ' +
      'offset; `instant epoch`, `instant epochMs`.',
    compile: (args, _, context) => instantWord(args, context),
  },
  {
    ...{ word: 'length', usage: 'length 60', from: ['text'] },
    says: 'Refuses a text of more characters. It becomes a limit of its field, which the checkout keeps.',
    compile: ([most, ...rest]): Compiled => {
      if (!isSize(most) || rest.length > 0) return 'takes the number of characters';
      return {
        to: text,
        run: (value) =>
          [...(value as string)].length > Number(most)
            ? new Misfit(`is longer than ${most} characters`)
            : value,
      };
    },
  },
  {
    ...{ word: 'wrap', usage: 'wrap 30 2', from: ['text'] },
    says:
      'A list of lines of so many characters and at most so many lines, of which `item 2` is the second: parted at ' +
      'blanks where that fits. Refuses what is longer than all of them.',
    compile: ([width, lines, ...rest], from): Compiled => {
      if (!isSize(width) || !isSize(lines) || rest.length > 0)
        return 'takes the characters of a line and the number of lines';
      if (from.list) return 'makes lists of a list';
      return {
        to: listOf('text'),
        run: (value) =>
          wrapped(value as string, Number(width), Number(lines)) ??
          new Misfit(`is longer than ${lines} lines of ${width} characters`),
      };
    },
  },
];

const isSize = (word: string | undefined): boolean => word !== undefined && /^[1-9]\d{0,4}$/.test(word);

/** Words of the way in that say the same on the way out. */
const shared = new Set([
  ...['trim', 'squeeze', 'upper', 'lower', 'before', 'after', 'without', 'table'],
  ...['integer', 'negate', 'absolute', 'round', 'times', 'plus', 'minus', 'day'],
  ...['first', 'last', 'item', 'join', 'count', 'default'],
]);

/** Every word by which what we say is written for a back office, those of its own first. */
export const outwardWords: readonly StepWord[] = [
  ...written,
  ...[...textSteps, ...numberSteps, ...dateSteps, ...listSteps].filter(({ word }) => shared.has(word)),
];

/** Those of the words that say something else on the way in, or nothing. */
export const ownOutwardWords = written;
