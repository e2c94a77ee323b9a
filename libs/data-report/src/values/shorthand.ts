/** Sizes, numerals and units have no vowels either, and are no shorthand. */
const whole =
  /^(X*[SL]|XXS|M|[IVXLCDM]+|MM|CM|KM|KG|G|MG|ML|CL|L|W|KW|V|LED|PVC|TV|DVD|CD|USB|GPS|HD|LCD|FM|PC|BMX|MTB)$/;

/** Whether a text is written as for a narrow printer: in capitals, with words cut short (`TRK SCHW. M/KLINGEL`). */
export function isShorthand(text: string): boolean {
  if (text !== text.toUpperCase() || (text.match(/\p{Lu}/gu)?.length ?? 0) < 5) return false;
  const words = text.trim().split(/\s+/);
  return words.length > 1 && words.some(isCutShort);
}

function isCutShort(word: string): boolean {
  if (/^\p{Lu}{2,}\.[,;]?$|^\p{Lu}\/\p{Lu}{2,}|^\p{Lu}{2,}\.\p{Lu}{2,}/u.test(word)) return true;
  return /^[BCDFGHJKLMNPQRSTVWXZß]{2,6}[.,]?$/.test(word) && !whole.test(word.replace(/[.,]$/, ''));
}
