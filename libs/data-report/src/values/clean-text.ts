/** What takes no room, or looks like a blank and is none. */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\0]/g;

/** A key as one would read it aloud: no blanks around it, one in place of several, nothing invisible, in capitals. */
export function cleanedKey(text: string): string {
  return text.normalize('NFC').replace(invisible, '').replace(/\s+/g, ' ').trim().toUpperCase();
}

/** Whether there are blanks around a text, or characters in it that nobody sees. */
export function hasStrayBlanks(text: string): boolean {
  return text !== text.trim() || /[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/.test(text);
}

/** Whether a key has what no key may have: control characters, or `|`, which separates the parts of keys. */
export function hasForbiddenCharacters(text: string): boolean {
  return /[|\p{Cc}]/u.test(text);
}
