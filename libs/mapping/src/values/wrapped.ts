/**
 * A text in lines of at most so many characters, parted at blanks where that fits, and else wherever a line is full.
 * Nothing but blanks at the ends of lines is left out.
 * @returns null when there is more of it than fits
 */
export function wrapped(text: string, width: number, most: number): readonly string[] | null {
  const atBlanks = fill(text, width, (rest) => {
    const end = rest.lastIndexOf(' ', width);
    return end > 0 ? end : width;
  });
  if (atBlanks.length <= most) return atBlanks;
  const full = fill(text, width, () => width);
  return full.length <= most ? full : null;
}

/** @param endOf where the line ends with which a text begins that is longer than one */
function fill(text: string, width: number, endOf: (rest: readonly string[]) => number): string[] {
  const lines: string[] = [];
  let rest = [...text.trim()];
  while (rest.length > width) {
    const end = endOf(rest);
    lines.push(rest.slice(0, end).join('').trimEnd());
    rest = rest.slice(end);
    while (rest[0] === ' ') rest.shift();
  }
  if (rest.length > 0) lines.push(rest.join(''));
  return lines;
}
