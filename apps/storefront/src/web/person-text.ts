// Rules for what people write of themselves. Not as patterns of schemas, which would be in the OpenAPI document: not every
// reader of it supports Unicode classes.

export function hasNoControls(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}

/** Whether nothing in it makes it be read in another order than it is written, on a label as well as on a page. */
export function hasNoBidiControls(text: string): boolean {
  return !/\p{Bidi_Control}/u.test(text);
}

/** Whether anything of it can be seen: neither blanks alone, nor what is left out when it is shown. */
export function isVisible(text: string): boolean {
  // The blank pattern of braille is a symbol to Unicode.
  return /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\p{M}\u2800]/u.test(text);
}
