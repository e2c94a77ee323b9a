/** Up to 15 digits that could not be fewer. */
const shortest = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;

/**
 * The shortest text that means a number of a sheet: 15 digits are what a sheet shows, `3.399999999999999` was 3.4. Never
 * with an exponent. Null where it is no number.
 */
export function numberText(stored: string): string | null {
  if (stored.length <= 16 && shortest.test(stored)) return stored;
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return null;
  // Whole numbers of up to 17 digits are kept as they stand: bar codes are no measurements.
  if (/^-?\d{1,17}$/.test(stored)) return stored;
  return withoutExponent(String(Number(value.toPrecision(15))));
}

function withoutExponent(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', first = '', rest = '', power = '0'] = match;
  const digits = first + rest;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return (
    sign +
    (point >= digits.length ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`)
  );
}
