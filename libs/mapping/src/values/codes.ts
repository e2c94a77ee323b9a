const month = 'jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sept?|oct|okt|nov|dec|dez';
/** What programs make of `1-2`, `2.1.` or `JAN02`. */
const monthOfDay = new RegExp(`^(\\d{1,2}[-. ]+(${month})\\.?|(${month})\\.?[-. ]+\\d{2,4})$`, 'i');

/** Why a code looks as if a spreadsheet had damaged it; null when it does not. What was there is gone. */
export function spreadsheetDamage(code: string): string | null {
  if (/^\d([.,]\d+)?E\+\d+$/i.test(code)) return 'was made a number by a spreadsheet, and has lost digits';
  if (monthOfDay.test(code)) return 'was made a date by a spreadsheet';
  if (/^#(REF|N\/A|VALUE|DIV\/0|NAME|NUM|NULL|WERT|NV|BEZUG)[!?]?$/i.test(code))
    return 'is an error of a spreadsheet';
  return null;
}

/** Why a text is no GTIN: it has 8, 12, 13 or 14 digits, of which the last follows from the others. Null when it is one. */
export function gtinFault(text: string): string | null {
  const damage = spreadsheetDamage(text);
  if (damage !== null) return damage;
  if (!/^(\d{8}|\d{12,14})$/.test(text)) return 'is no GTIN';
  let sum = 0;
  for (let index = 0; index < text.length; index += 1)
    sum += (text.charCodeAt(text.length - 1 - index) - 48) * (index % 2 === 1 ? 3 : 1);
  return sum % 10 === 0 ? null : 'is no GTIN: its check digit is wrong';
}
