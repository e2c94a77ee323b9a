import type { Guess } from './guess.ts';

const candidates = [';', ',', '\t', '|', ':', '~', '^'];

/** Guesses the delimiter: the one that cuts most lines into the same number of fields. None where no one does. */
export function guessDelimiter(
  lines: readonly string[],
): (Guess & { columns: number; share: number }) | undefined {
  const filled = lines.filter((line) => line !== '');
  const scores = candidates.map((delimiter) => {
    const counts = new Map<number, number>();
    for (const line of filled) {
      const count = withoutQuoted(line).split(delimiter).length;
      counts.set(count, (counts.get(count) ?? 0) + 1);
    }
    const [columns, agreeing] = [...counts].filter(([count]) => count > 1).sort((a, b) => b[1] - a[1])[0] ?? [
      1, 0,
    ];
    return { delimiter, columns, share: filled.length === 0 ? 0 : agreeing / filled.length };
  });
  scores.sort((a, b) => b.share * Math.log(b.columns) - a.share * Math.log(a.columns));
  const [best, next] = scores;
  if (best === undefined || best.share < 0.5) return undefined;
  const sure = best.share > 0.95 && (next === undefined || next.share < 0.8) ? 'likely' : 'unsure';
  return {
    field: 'csv',
    value: best.delimiter,
    sure,
    because: `it cuts ${Math.round(best.share * 100)} % of the lines into ${best.columns} fields`,
    columns: best.columns,
    share: best.share,
  };
}

/** Marks that are no letter, digit, blank or quote. */
const mark = /[^\p{L}\p{N}\s"']/u;

/** What delimiters of several characters are made of: what stands at the end of rows, and in front of the one that was guessed. */
export function widenDelimiter(lines: readonly string[], delimiter: string): { csv: string; end?: string } {
  const filled = lines.filter((line) => line !== '');
  const ends = new Map<string, number>();
  for (const line of filled) ends.set(line.slice(-2), (ends.get(line.slice(-2)) ?? 0) + 1);
  const [end = '', rows = 0] = [...ends].sort((a, b) => b[1] - a[1])[0] ?? [];
  const hasEnd =
    rows > filled.length * 0.6 &&
    end.length === 2 &&
    end.endsWith(delimiter) &&
    [...end].every((character) => mark.test(character)) &&
    end !== delimiter + delimiter;
  const before = new Map<string, number>();
  let all = 0;
  for (const line of filled) {
    const row = hasEnd && line.endsWith(end) ? line.slice(0, -end.length) : line;
    for (let at = row.indexOf(delimiter); at >= 0; at = row.indexOf(delimiter, at + 1)) {
      before.set(row[at - 1] ?? '', (before.get(row[at - 1] ?? '') ?? 0) + 1);
      all += 1;
    }
  }
  const [first = '', count = 0] = [...before].sort((a, b) => b[1] - a[1])[0] ?? [];
  const wide = all > 0 && count > all * 0.98 && mark.test(first) && first !== delimiter;
  return { csv: wide ? first + delimiter : delimiter, ...(hasEnd && { end }) };
}

function withoutQuoted(line: string): string {
  return line.replace(/"(?:[^"]|"")*"/g, '');
}

/**
 * Guesses which row names the columns: one of the first that is filled with different texts, as wide as most rows are,
 * with numbers below it.
 */
export function guessHeader(rows: readonly (readonly string[])[]): Guess {
  const numeric = (cell: string) => /^\s*[+-]?[\d.,]+\s*$/.test(cell) && /\d/.test(cell);
  const named = (row: readonly string[]) =>
    row.length > 0 &&
    row.every((cell) => cell.trim() !== '' && !numeric(cell)) &&
    new Set(row).size === row.length;
  const widths = new Map<number, number>();
  for (const { length } of rows) widths.set(length, (widths.get(length) ?? 0) + 1);
  const [usual = 0] = [...widths].sort((a, b) => b[1] - a[1])[0] ?? [];
  const [first = []] = rows;
  const late = named(first)
    ? 0
    : rows.slice(0, 10).findIndex((row) => row.length === usual && row.length > 2 && named(row));
  // Above a late one stands something narrower or wider: a row of data of the same width says that there is none.
  const header = late > 0 && rows.slice(0, late).some(({ length }) => length === usual) ? -1 : late;
  const numbersBelow = rows.slice(header + 1).some((row) => row.some(numeric));
  return {
    field: 'header',
    value: header < 0 ? 'none' : String(header + 1),
    sure: header >= 0 && numbersBelow ? 'likely' : 'unsure',
    because:
      header < 0
        ? 'the first row has numbers, blanks or repeated texts'
        : `${header === 0 ? 'the first row' : `row ${header + 1}`} is filled with distinct texts`,
  };
}
