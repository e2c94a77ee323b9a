import type { RawTree } from '@throughline/connector';
import type { CsvFormat } from '../format/csv-format.ts';
import { type WriteOptions, Unwritable } from './write-options.ts';

/** What spreadsheets take for the beginning of a formula; plain numbers are none. */
const formula = /^[=+\-@\t\r]/;
const plainNumber = /^[+-]?\d+(?:[.,]\d+)?$/;

/** The rows of delimited text. */
export async function* writeCsv(
  format: CsvFormat,
  records: AsyncIterable<RawTree>,
  { columns, lineEnd = '\r\n', formulaGuard = false }: WriteOptions,
): AsyncGenerator<string> {
  refuseUnwritable(format);
  const header = format.header ?? (format.columns === undefined ? 1 : 'none');
  let names = columns ?? format.columns;
  if (names !== undefined && header !== 'none') yield headerRow(names);
  let position = 0;
  for await (const record of records) {
    position += 1;
    if (names === undefined) {
      names = Object.keys(record);
      if (header !== 'none') yield headerRow(names);
    }
    yield row(record, names, position);
  }

  function headerRow(all: readonly string[]): string {
    const seen = new Set<string>();
    for (const name of all) {
      if (name !== name.trim() || name === '' || seen.has(name))
        throw new Unwritable(0, 'is no name of a column', name);
      seen.add(name);
    }
    return line(
      all.map((name) => field(name, 0, name)),
      0,
    );
  }

  function row(record: RawTree, all: readonly string[], at: number): string {
    const unknown = Object.keys(record).find((name) => !all.includes(name));
    if (unknown !== undefined) throw new Unwritable(at, 'there is no such column', unknown);
    return line(
      all.map((name) => {
        const value = (Object.hasOwn(record, name) ? record[name] : undefined) ?? '';
        if (typeof value !== 'string') throw new Unwritable(at, 'is no text', name);
        const guarded = formulaGuard && formula.test(value) && !plainNumber.test(value) ? `'${value}` : value;
        return field(guarded, at, name);
      }),
      at,
    );
  }

  function field(value: string, at: number, name: string): string {
    const { csv: delimiter, quote, escape, end } = format;
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
    const { csv: delimiter, quote, comment, ignore, end = '' } = format;
    let text = fields.join(delimiter);
    // A row that is blank, or begins like a comment, would be passed over.
    if (quote !== 'none' && (text === '' || (comment !== undefined && text.startsWith(comment)))) {
      const [first = '', ...others] = fields;
      text = [first.startsWith(quote) ? first : quote + first + quote, ...others].join(delimiter);
    }
    const trailer = typeof format.trailer === 'object' ? format.trailer.line : format.trailer;
    const start = text.split(/\r?\n/, 1)[0] as string;
    const mistaken =
      start === '' ||
      (comment !== undefined && start.startsWith(comment)) ||
      [...ignore, ...(trailer === undefined ? [] : [trailer])].some((rule) =>
        new RegExp(rule, 'u').test(start),
      );
    if (mistaken) throw new Unwritable(at, 'would be read as no row');
    return text + end + lineEnd;
  }
}

function refuseUnwritable({ kinds, nest, head, header, skip }: CsvFormat): void {
  const above = skip !== undefined && skip.before + skip.afterHeader + skip.end > 0;
  if (kinds || nest || head || above || (header !== undefined && header !== 'none' && header !== 1))
    throw new Unwritable(0, 'a table with kinds, nested rows, a head or skipped rows cannot be written');
}
