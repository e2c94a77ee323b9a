import type { Guess } from './guess.ts';

const candidates = [';', ',', '\t', '|', ':', '~', '^'];

/** Guesses the delimiter: the one that cuts most lines into the same number of fields. None where no one does. */
export function guessDelimiter(lines: readonly string[]): (Guess & { columns: number }) | undefined {
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
  };
}

function withoutQuoted(line: string): string {
  return line.replace(/"(?:[^"]|"")*"/g, '');
}

/** Guesses whether the first row names the columns: it has no numbers, is filled, and others have numbers below it. */
export function guessHeader(rows: readonly (readonly string[])[]): Guess {
  const [first = [], ...others] = rows;
  const numeric = (cell: string) => /^\s*[+-]?[\d.,]+\s*$/.test(cell) && /\d/.test(cell);
  const named =
    first.length > 0 &&
    first.every((cell) => cell.trim() !== '' && !numeric(cell)) &&
    new Set(first).size === first.length;
  const numbersBelow = others.some((row) => row.some(numeric));
  return {
    field: 'header',
    value: named ? '1' : 'none',
    sure: named && numbersBelow ? 'likely' : 'unsure',
    because: named
      ? 'the first row is filled with distinct texts'
      : 'the first row has numbers, blanks or repeated texts',
  };
}
