const words = new Set([
  ...['NULL', '(NULL)', '<NULL>', '[NULL]', '\\N', 'NIL', 'NONE', 'NA', 'N/A', '#N/A', '#NV', 'N.A.', 'NAN'],
  ...['K.A.', 'KEINE ANGABE', 'N.V.', 'NOT AVAILABLE', '-', '--', '---', '–', '—', '.', '?'],
  ...['0000-00-00', '00.00.0000', '00/00/0000', '0001-01-01', '01.01.0001', '1900-01-00', '00.01.1900'],
  ...['9999-12-31', '31.12.9999', '12/31/9999', '31/12/9999', '99991231'],
]);

/** Most values begin otherwise, and need no further look. */
const beginnings = new Set([...words].flatMap((word) => [word.charAt(0), word.charAt(0).toLowerCase()]));

/** Whether a text is one of the words by which programs say that there is nothing. */
export function meansNothing(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > 30 || !beginnings.has(trimmed.charAt(0))) return false;
  const word = trimmed.toUpperCase();
  return words.has(word) || words.has(word.replace(/[T ](00:00(:00(\.0+)?)?|23:59(:59(\.9+)?)?)$/, ''));
}
