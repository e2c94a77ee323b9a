export type EncodingFault = 'replacement-characters' | 'mojibake' | 'question-marks-in-words';

/** Windows-1252 at 0x80 to 0x9f. */
const high = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const continuation = `[${high}\\u0080-\\u00bf]`;
/** UTF-8 read as Windows-1252 or Latin-1: â€™, Ã¼, Â°; of Central Europe too, but for closing quotes behind Ä and Å. */
const mojibake = new RegExp(
  `[âàáã]${continuation}{2}|[ÂÃ]${continuation}|[ÄÅ](?![“”‘’–—…])${continuation}|(?:[ÐÑ]${continuation}){2}`,
);

/** What shows that a text was read in the wrong encoding; null when nothing does. */
export function encodingFault(text: string): EncodingFault | null {
  if (text.includes('\ufffd')) return 'replacement-characters';
  if (mojibake.test(text)) return 'mojibake';
  // Addresses of pages have question marks of their own.
  if (/\p{L}\?\p{Ll}/u.test(text) && !/[/=&]/.test(text)) return 'question-marks-in-words';
  return null;
}

const tag =
  /<\/?(a|b|br|div|em|font|h[1-6]|hr|i|img|li|ol|p|script|small|span|strong|style|su[bp]|t[adhr]|table|tbody|u|ul)(\s[^<>]*)?\/?>/i;
const entity =
  /&(#\d{2,6}|#x[\da-f]{2,5}|amp|lt|gt|quot|nbsp|[aou]uml|szlig|euro|eacute|egrave|ndash|mdash|reg|trade);/i;

/** Whether there are tags or entities of HTML in a text. */
export function hasHtml(text: string): boolean {
  return tag.test(text) || entity.test(text);
}
