/** The shape of a text: letters as `a` or `A`, digits as `9`, all else as it is. */
export function maskedText(text: string): string {
  return text
    .replace(/\p{Lu}/gu, 'A')
    .replace(/\p{L}/gu, (letter) => (letter === 'A' ? 'A' : 'a'))
    .replace(/\p{N}/gu, '9');
}
