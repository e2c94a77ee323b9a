import type { CsvFormat } from '../format/csv-format.ts';
import { type WriteOptions, Unwritable } from './write-options.ts';

/** What spreadsheets take for the beginning of a formula; plain numbers are none. */
const formula = /^[=+\-@\t\r]/;
const plainNumber = /^[+-]?\d+(?:[.,]\d+)?$/;

/** Spells rows as the reader of the same format takes them apart. */
export interface CsvText {
  /** The row that names the columns. */
  header(names: readonly string[]): string;
  /** @param at the record, for refusals */
  row(values: readonly string[], names: readonly string[], at: number): string;
}

/** @param trailer what the last line looks like, as no row may */
export function csvText(
  format: CsvFormat,
  { lineEnd = '\r\n', formulaGuard = false }: WriteOptions,
  trailer: RegExp | undefined,
): CsvText {
  const { csv: delimiter, quote, escape, comment, end } = format;
  const mistakable = [
    ...format.ignore.map((rule) => new RegExp(rule, 'u')),
    ...(trailer === undefined ? [] : [trailer]),
  ];

  function field(value: string, at: number, name: string): string {
    const breaks = /[\r\n]/.test(value);
    const special =
      breaks ||
      value.includes(delimiter) ||
      (end !== undefined && value.includes(end)) ||
      (quote !== 'none' && value.includes(quote)) ||
      value !== value.trim();
    if (quote === 'none') {
      if (breaks || value.includes(delimiter) || (escape === 'backslash' && value.includes('\\')))
        throw new Unwritable(at, 'has a delimiter or a line break, and there are no quotes', name);
      return value;
    }
    if (breaks && !format.multiline) throw new Unwritable(at, 'has a line break', name);
    if (escape === 'backslash') {
      if (!special && !value.includes('\\')) return value;
      return quote + value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
    }
    return special ? quote + value.replaceAll(quote, quote + quote) + quote : value;
  }

  function line(fields: readonly string[], at: number): string {
    let text = fields.join(delimiter);
    // A row that is blank, or begins like a comment, would be passed over.
    if (quote !== 'none' && (text === '' || (comment !== undefined && text.startsWith(comment)))) {
      const [first = '', ...others] = fields;
      text = [first.startsWith(quote) ? first : quote + first + quote, ...others].join(delimiter);
    }
    const start = text.split(/\r?\n/, 1)[0] as string;
    const mistaken =
      start === '' ||
      (comment !== undefined && start.startsWith(comment)) ||
      mistakable.some((rule) => rule.test(start));
    if (mistaken) throw new Unwritable(at, 'would be read as no row');
    return text + (end ?? '') + lineEnd;
  }

  return {
    header(names) {
      const seen = new Set<string>();
      for (const name of names) {
        if (name !== name.trim() || name === '' || seen.has(name))
          throw new Unwritable(0, 'is no name of a column', name);
        seen.add(name);
      }
      return line(
        names.map((name) => field(name, 0, name)),
        0,
      );
    },
    row(values, names, at) {
      return line(
        values.map((value, index) => {
          const guarded =
            formulaGuard && formula.test(value) && !plainNumber.test(value) ? `'${value}` : value;
          return field(guarded, at, names[index] ?? String(index + 1));
        }),
        at,
      );
    },
  };
}
