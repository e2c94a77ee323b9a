import { createRequire } from 'node:module';
import { openSync } from 'fontkit';

/** Latin, Greek, Cyrillic, Armenian and Georgian letters are in it; its licence is that of Bitstream Vera. */
const packages = createRequire(import.meta.url);
export const fonts = {
  normal: packages.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
  bold: packages.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
};

const shapes = openSync(fonts.normal);
const hasShape = (code: number) => 'hasGlyphForCodePoint' in shapes && shapes.hasGlyphForCodePoint(code);

/** What the font has no shape for, or has none at all, is named: no character is left out in silence. */
export function printable(text: string): string {
  return [...text.normalize('NFC')]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (!/[\p{Cc}\p{Cf}]/u.test(character) && hasShape(code)) return character;
      return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
    })
    .join('');
}
