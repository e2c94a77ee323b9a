/** Characters that a code such as a SKU has at most: as many as every route takes. */
export const longestCode = 64;

/**
 * Why a text cannot be the code of a thing, such as a SKU: what stands between the parts of a key, what no page shows,
 * and what no address can name. Null when it can: a code may hold everything else that back offices use.
 */
export function codeFault(code: string): string | null {
  if (code === '') return 'is missing';
  if (code.length > longestCode) return `is longer than ${longestCode} characters`;
  if (code.includes('|')) return 'contains "|"';
  if (/\p{Cc}/u.test(code)) return 'contains a control character';
  if (!code.isWellFormed()) return 'contains half of a character';
  return code === '.' || code === '..' ? 'cannot stand in an address' : null;
}
