const month = 'jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sept?|oct|okt|nov|dec|dez';
const dayOfMonth = new RegExp(
  `^(\\d{1,2}[-. ]+(${month})\\.?([-. ]+\\d{2,4})?|(${month})\\.?[-. ]+\\d{1,4})$`,
  'i',
);
const dateAndTime = /^(\d{4}-\d{2}-\d{2}|\d{2}\.\d{2}\.\d{4})[T ]00:00(:00(\.0+)?)?$/;

export type CodeDamage =
  'exponent-codes' | 'date-codes' | 'spreadsheet-errors' | 'lost-digits' | 'trailing-point-zero';

/** What a spreadsheet has made of a code, as far as the code alone can tell; null when it looks unhurt. */
export function damageOf(raw: string): CodeDamage | null {
  const code = raw.trim();
  if (/^\d([.,]\d+)?E\+\d+$/i.test(code)) return 'exponent-codes';
  if (dayOfMonth.test(code) || dateAndTime.test(code)) return 'date-codes';
  if (/^#(REF|VALUE|DIV\/0|NAME|NUM|WERT|BEZUG|ZAHL)[!?]?$/i.test(code)) return 'spreadsheet-errors';
  // A spreadsheet keeps fifteen digits of a number, and fills up with zeros.
  if (/^[1-9]\d{14}0+$/.test(code) && code.length > 16) return 'lost-digits';
  return /^\d+[.,]0$/.test(code) ? 'trailing-point-zero' : null;
}

/** `gtin`, or why it is none: zeros are missing in front (`short`), the last digit does not follow, or it is something else. */
export function gtinState(raw: string): 'gtin' | 'short' | 'check-digit' | 'length' | 'not-digits' {
  const text = raw.trim();
  if (!/^\d+$/.test(text)) return 'not-digits';
  if ([8, 12, 13, 14].includes(text.length)) return agrees(text) ? 'gtin' : 'check-digit';
  return text.length > 8 && text.length < 12 && agrees(text) ? 'short' : 'length';
}

/** Whether the last digit follows from the others; zeros in front make no difference to that. */
function agrees(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1)
    sum += (digits.charCodeAt(digits.length - 1 - index) - 48) * (index % 2 === 1 ? 3 : 1);
  return sum % 10 === 0;
}
