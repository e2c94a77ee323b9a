/** Characters of a shape at most. */
const longestShape = 24;

/**
 * What a value looks like without saying what it is, so that an issue holds no personal data and equal mistakes look
 * equal: digits as 9, letters as A or a, everything else as it stands.
 */
export function shapeOf(value: string): string {
  const shape = value
    .slice(0, longestShape + 1)
    .replace(/\p{Cc}/gu, '�')
    .replace(/\p{Nd}/gu, '9')
    .replace(/\p{Lu}/gu, 'A')
    .replace(/[\p{Ll}\p{Lo}]/gu, 'a');
  return value.length > longestShape ? `${shape.slice(0, longestShape)}…` : shape;
}
