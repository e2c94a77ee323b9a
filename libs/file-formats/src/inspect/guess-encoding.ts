import type { Encoding } from '../format/text-settings.ts';
import { decoderOf } from '../text/decode.ts';
import type { Guess } from './guess.ts';

/** Guesses the encoding of a text from its first bytes. */
export function guessEncoding(bytes: Uint8Array): Guess & { value: Encoding } {
  const guess = (value: Encoding, sure: Guess['sure'], because: string) => ({
    field: 'encoding',
    value,
    sure,
    because,
  });
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf)
    return guess('utf-8', 'certain', 'it begins with the mark of UTF-8');
  if (first === 0xff && second === 0xfe)
    return guess('utf-16le', 'certain', 'it begins with the mark of UTF-16');
  if (first === 0xfe && second === 0xff)
    return guess('utf-16be', 'certain', 'it begins with the mark of UTF-16');
  const zeros = [0, 1].map(
    (offset) => bytes.filter((byte, index) => byte === 0 && index % 2 === offset).length,
  );
  if ((zeros[1] ?? 0) > bytes.length / 4) return guess('utf-16le', 'likely', 'every other byte is zero');
  if ((zeros[0] ?? 0) > bytes.length / 4) return guess('utf-16be', 'likely', 'every other byte is zero');
  if (bytes.every((byte) => byte < 128))
    return guess('utf-8', 'unsure', 'there is no letter beyond ASCII that could tell');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    decoder.decode(bytes, { stream: true });
    return guess('utf-8', 'likely', 'all letters beyond ASCII are UTF-8');
  } catch {
    // One of the pages of a byte per letter: the one in which most are letters of European texts.
    const candidates: Encoding[] = ['windows-1252', 'cp850'];
    const [best] = candidates
      .map((encoding) => ({ encoding, letters: letters(decoderOf(encoding).decode(bytes)) }))
      .sort((a, b) => b.letters - a.letters);
    return guess(
      best?.encoding ?? 'windows-1252',
      'unsure',
      'it is no UTF-8, and in this page most bytes are letters',
    );
  }
}

/** Letters beyond ASCII, less what no text has in between: frames, lone marks. */
function letters(text: string): number {
  const usual = text.match(/[äöüÄÖÜßéèêëàâáíóúñçôûîïåøæÅØÆœ€°–§]/gu)?.length ?? 0;
  const unusual = text.match(/[\u0080-\u009f\u2500-\u259f¤¬¦±×÷‗¸¨·¹³²þÞðÐ¥ƒ†‡ˆ‰‹›˜™„”“]/gu)?.length ?? 0;
  return usual - unusual;
}
