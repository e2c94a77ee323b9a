import {
  absolute,
  add,
  compare,
  divide,
  isDecimal,
  minorUnitsOf,
  multiply,
  negate,
  parseDecimal,
  round,
  subtract,
} from '@throughline/money';
import { decimalFormat, impliedDecimal, overpunched } from '../values/decimal-format.ts';
import { shapeOf } from '../values/shape.ts';
import { Misfit, type Value, scalarOf } from '../values/value-type.ts';
import type { Compiled, StepWord } from './step.ts';

const decimal = scalarOf('decimal');
const integer = scalarOf('integer');

const wholeNumber = (text: string): number | null => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : null;
};
const placesOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d$/.test(text) ? Number(text) : null;

/** A word for a number in text whose last digits are decimals. */
function placed(word: string, says: string, read: (text: string, places: number) => string | null): StepWord {
  return {
    ...{ word, usage: `${word} 2`, says, from: ['text'] },
    compile: ([digits, ...rest]): Compiled => {
      const places = placesOf(digits);
      if (places === null || rest.length > 0) return 'takes the number of decimals';
      return {
        to: decimal,
        run: (value) =>
          read(value as string, places) ?? new Misfit(`is no number of digits: ${shapeOf(value as string)}`),
      };
    },
  };
}

/** A word that makes a number of the same type. */
function same(
  word: string,
  says: string,
  ofInteger: (value: number) => number,
  ofDecimal: (value: string) => string,
): StepWord {
  return {
    ...{ word, usage: word, says, from: ['integer', 'decimal'] },
    compile: (args, from): Compiled => {
      if (args.length > 0) return 'takes no arguments';
      return from.scalar === 'integer'
        ? { to: integer, run: (value) => ofInteger(value as number) }
        : { to: decimal, run: (value) => ofDecimal(value as string) };
    },
  };
}

/** A word that computes with a number, or with that of another column. */
function computed(word: string, says: string, compute: (one: string, other: string) => string): StepWord {
  return {
    ...{ word, usage: `${word} 1000`, from: ['integer', 'decimal'] },
    says: `${says}; \`${word} column QTY "1.234,56"\` by a column, written as the sample is.`,
    compile: ([first, name, sample = '1234.56', ...rest], _, { column }): Compiled => {
      const usage =
        'takes a number such as 1000 or 0.01, or column, its name and a sample of how it is written';
      if (first !== 'column') {
        if (first === undefined || name !== undefined || !isDecimal(first)) return usage;
        const by = parseDecimal(first);
        return { to: decimal, run: (value) => compute(String(value), by) };
      }
      const format = decimalFormat(sample);
      if (name === undefined || rest.length > 0 || format === null) return usage;
      const read = column(name);
      return {
        to: decimal,
        run: (value, scope) => {
          const text = read(scope);
          const by = format.parse(text);
          return by === null
            ? new Misfit(`has in ${name} no decimal like ${sample}: ${shapeOf(text)}`)
            : compute(String(value), by);
        },
      };
    },
  };
}

/** `12`, `12/1`: base units in a unit. Null when it is no ratio of whole numbers above zero. */
function ratioOf(text: string): Ratio | null {
  const found = /^(\d{1,9})(?:\/(\d{1,9}))?$/.exec(text);
  const [numerator, denominator] = [Number(found?.[1] ?? 0), Number(found?.[2] ?? 1)];
  return numerator > 0 && denominator > 0 ? { numerator, denominator } : null;
}

interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** Base units of so many of a unit: a whole number, exactly. */
function inBaseUnits(value: Value, { numerator, denominator }: Ratio): number | Misfit {
  if (typeof value === 'number') {
    const product = value * numerator;
    if (Number.isSafeInteger(product) && product % denominator === 0) return product / denominator;
  }
  const product = multiply(String(value), String(numerator));
  const units = divide(product, String(denominator), 0);
  if (compare(multiply(units, String(denominator)), product) !== 0)
    return new Misfit('is no whole number of base units');
  return wholeNumber(units) ?? new Misfit('is too large');
}

export const numberSteps: readonly StepWord[] = [
  {
    ...{ word: 'decimal', usage: 'decimal "1.234,56"', from: ['text', 'integer'] },
    says: 'A decimal, written as the sample is; with `-` behind the sample, so is a minus.',
    compile: ([sample, ...rest], from): Compiled => {
      if (from.scalar === 'integer')
        return sample === undefined
          ? { to: decimal, run: (value) => String(value) }
          : 'takes no sample of an integer';
      const format = sample === undefined || rest.length > 0 ? null : decimalFormat(sample);
      if (format === null) return 'takes a sample of how 1234.56 is written, such as "1.234,56"';
      return {
        to: decimal,
        run: (value) =>
          format.parse(value as string) ??
          new Misfit(`is no decimal like ${sample}: ${shapeOf(value as string)}`),
      };
    },
  },
  placed('implied', 'Digits of which the last are decimals: `0000123` is 1.23.', impliedDecimal),
  placed('overpunch', 'The same, the last one carrying the sign: `00006r` is −0.62.', overpunched),
  {
    ...{ word: 'integer', usage: 'integer', from: ['text', 'decimal'] },
    says: 'A whole number; a decimal with none but zeros behind the point is one.',
    compile: (args, from): Compiled => {
      if (args.length > 0) return 'takes no arguments';
      const read = (text: string): number | Misfit => {
        if (!/^[+-]?\d+$/.test(text)) return new Misfit(`is no whole number: ${shapeOf(text)}`);
        // An integer has no negative zero: it would not be equal to its own copy.
        return (wholeNumber(text) ?? new Misfit('is too large')) || 0;
      };
      return {
        to: integer,
        run: from.scalar === 'decimal' ? (value) => read(value as string) : (value) => read(value as string),
      };
    },
  },
  {
    ...{ word: 'negate', usage: 'negate', from: ['integer', 'decimal'] },
    says: 'With the other sign; `negate where SH "H,issue"`, only where a column has one of these words.',
    compile: (args, from, { column }): Compiled => {
      const [where, name, words, ...rest] = args;
      const usage = 'takes nothing, or where, a column and its words';
      if (args.length > 0 && (where !== 'where' || words === undefined || rest.length > 0)) return usage;
      const turned = (value: Value) =>
        from.scalar === 'integer' ? 0 - (value as number) : negate(value as string);
      if (name === undefined || words === undefined) return { to: from, run: turned };
      const known = new Set(words.split(','));
      const read = column(name);
      return { to: from, run: (value, scope) => (known.has(read(scope)) ? turned(value) : value) };
    },
  },
  same('absolute', 'Without its sign.', Math.abs, absolute),
  {
    ...{ word: 'round', usage: 'round 2', from: ['decimal'] },
    says: 'To so many decimals, half up; `round currency`: to the minor unit of the source’s currency.',
    compile: ([to, ...rest], _, { currency }): Compiled => {
      if (rest.length > 0) return 'takes a number of decimals, or currency';
      if (to === 'currency' && currency === null) return 'has no currency: the source names none';
      const scale = to === 'currency' ? minorUnitsOf(currency as string) : placesOf(to);
      if (scale === null) return 'takes a number of decimals, or currency';
      return { to: decimal, run: (value) => round(value as string, scale) };
    },
  },
  computed('times', 'So many times as much, exactly: kilograms as grams, a price as an amount', multiply),
  computed('plus', 'With a number added, exactly', add),
  computed('minus', 'With a number taken away, exactly', subtract),
  {
    ...{ word: 'convert', usage: 'convert 12/1', from: ['integer', 'decimal'] },
    says:
      'Base units of so many of a unit: by a ratio, `convert table packs ME` by the table’s ratio for the code in a ' +
      'column, `convert columns NUM DEN` by two columns. What is no whole number of base units is held.',
    compile: ([kind, first, second, ...rest], _, { tables, column }): Compiled => {
      const usage = 'takes a ratio such as 12/1, a table and a column, or two columns';
      if (kind === undefined || rest.length > 0) return usage;
      if (first === undefined) {
        const ratio = ratioOf(kind);
        return ratio === null ? usage : { to: integer, run: (value) => inBaseUnits(value, ratio) };
      }
      if (second === undefined) return usage;
      if (kind === 'columns') {
        const [numerator, denominator] = [column(first), column(second)];
        return {
          to: integer,
          run: (value, scope) => {
            const ratio = ratioOf(`${numerator(scope)}/${denominator(scope)}`);
            return ratio === null ? new Misfit('has a ratio that is none') : inBaseUnits(value, ratio);
          },
        };
      }
      const table = tables.get(first);
      if (kind !== 'table') return usage;
      if (!table || table.list) return `has no table of ratios ${JSON.stringify(first)}`;
      const ratios = new Map([...table.entries].map(([code, text]) => [code, ratioOf(text as string)]));
      if ([...ratios.values()].includes(null))
        return `has a table whose values are not all ratios such as 12/1`;
      const code = column(second);
      return {
        to: integer,
        run: (value, scope) => {
          const unit = code(scope);
          const ratio = ratios.get(unit) ?? ratios.get(unit.toUpperCase());
          return ratio ? inBaseUnits(value, ratio) : new Misfit(`unknown code ${JSON.stringify(unit)}`);
        },
      };
    },
  },
];

/** Largest number that a record can hold has 17 digits before the point and 7 behind it. */
export function decimalFault(value: string): string | null {
  const point = value.indexOf('.');
  if (point >= 0 && value.length - point - 1 > 7) return 'has more than 7 decimals: round it';
  const whole = (point < 0 ? value : value.slice(0, point)).length - (value.startsWith('-') ? 1 : 0);
  return whole > 17 ? 'is too large' : null;
}
