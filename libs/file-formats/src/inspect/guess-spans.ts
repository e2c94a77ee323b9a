/** Columns at fixed places: `[start, length]` from 1, by the name of where they start. */
export type GuessedSpans = Record<string, [number, number]>;

const mostLines = 1_000;
const kindOf = (character: string): 'digit' | 'blank' | 'other' =>
  character >= '0' && character <= '9' ? 'digit' : character === ' ' ? 'blank' : 'other';

/**
 * Guesses where the columns of lines of one length begin: behind blanks that all lines have, and where digits in all
 * lines turn to something else. Columns that stand together without either stay one.
 */
export function guessSpans(lines: readonly string[]): GuessedSpans {
  const looked = lines.filter((line) => line !== '').slice(0, mostLines);
  const width = Math.max(0, ...looked.map(({ length }) => length));
  const shares = Array.from({ length: width }, (_, at) => {
    const counts = { digit: 0, blank: 0, other: 0 };
    for (const line of looked) counts[kindOf(line[at] ?? ' ')] += 1;
    return { digit: counts.digit / looked.length, blank: counts.blank / looked.length };
  });
  const starts = shares.flatMap((share, at) => {
    const before = shares[at - 1];
    if (before === undefined) return [0];
    const behindBlanks = before.blank > 0.97 && share.blank <= 0.9;
    const numberBegins = share.digit > 0.99 && before.digit < 0.5;
    const numberEnds = before.digit > 0.99 && share.digit < 0.5;
    return behindBlanks || numberBegins || numberEnds ? [at] : [];
  });
  const spans = starts.map((start, index) => ({ start, end: starts[index + 1] ?? width }));
  return Object.fromEntries(
    spans
      .filter(({ start, end }) => shares.slice(start, end).some(({ blank }) => blank < 1))
      .map(({ start, end }) => [`from${start + 1}`, [start + 1, end - start]]),
  );
}
