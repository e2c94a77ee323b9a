import type { Encoding } from '../format/text-settings.ts';
import { decoderOf, undecodable } from './decode.ts';

/** Bytes of a text; throws a RangeError that names the character which the encoding does not have. */
export type Encoder = (text: string) => Uint8Array;

export function encoderOf(encoding: Encoding): Encoder {
  if (encoding === 'utf-8') return (text) => new TextEncoder().encode(text);
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    return (text) => {
      const bytes = Buffer.from(text, 'utf16le');
      return encoding === 'utf-16be' ? bytes.swap16() : bytes;
    };
  }
  const byteOf = new Map<string, number>();
  for (let byte = 255; byte >= 0; byte -= 1)
    byteOf.set(decoderOf(encoding).decode(Uint8Array.of(byte)), byte);
  byteOf.delete(undecodable);
  return (text) => {
    const characters = Array.from(text);
    return Uint8Array.from(characters, (character) => {
      const byte = byteOf.get(character);
      if (byte === undefined)
        throw new RangeError(
          `${encoding} has no character U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
        );
      return byte;
    });
  };
}
