import type { Encoding } from '../format/text-settings.ts';
import { codePages } from './code-pages.ts';

/** Stands where bytes could not be decoded. */
export const undecodable = '\uFFFD';

/** Decodes bytes that come in parts; a byte order mark is dropped, what cannot be decoded becomes U+FFFD. */
export interface Decoder {
  decode(bytes: Uint8Array): string;
  /** What a cut character at the very end becomes. */
  end(): string;
}

export function decoderOf(encoding: Encoding): Decoder {
  if (encoding in codePages) return codePage(codePages[encoding as keyof typeof codePages]);
  const platform = new TextDecoder(encoding);
  return { decode: (bytes) => platform.decode(bytes, { stream: true }), end: () => platform.decode() };
}

function codePage(upper: string): Decoder {
  const units = new Uint16Array(256);
  for (let byte = 0; byte < 256; byte += 1) units[byte] = byte < 128 ? byte : upper.charCodeAt(byte - 128);
  const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true });
  return {
    decode: (bytes) => utf16.decode(Uint16Array.from(bytes, (byte) => units[byte] ?? 0)),
    end: () => '',
  };
}
