import { createRequire } from 'node:module';
import { type BarCode, barCodes } from './bar-code.ts';

/** Latin, Greek, Cyrillic, Armenian and Georgian letters are in it; its licence is that of Bitstream Vera. */
const packages = createRequire(import.meta.url);
const fonts = {
  normal: packages.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
  bold: packages.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
};

/** What paper is printed with. */
export interface Ink {
  pdfmake: typeof import('pdfmake');
  /** What the font has no shape for, or has none at all, is named: no character is left out in silence. */
  printable(text: string): string;
  barCode(text: string): BarCode | null;
}

let opened: Promise<Ink> | undefined;

/** Loaded when something is printed for the first time: it costs 40 MB and 0.4 s, and most processes print nothing. */
export function openInk(): Promise<Ink> {
  return (opened ??= load());
}

async function load(): Promise<Ink> {
  const [{ default: pdfmake }, { openSync }, { default: bwip }] = await Promise.all([
    import('pdfmake'),
    import('fontkit'),
    import('bwip-js'),
  ]);
  pdfmake.setFonts({ DejaVu: { ...fonts, italics: fonts.normal, bolditalics: fonts.bold } });
  // What orders say is text, and nothing in it is ever looked up.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => Object.values(fonts).includes(path));
  const shapes = openSync(fonts.normal);
  const hasShape = (code: number) => 'hasGlyphForCodePoint' in shapes && shapes.hasGlyphForCodePoint(code);
  return {
    pdfmake,
    printable: (text) => printable(text, hasShape),
    barCode: barCodes((code) => bwip.raw({ bcid: 'code128', text: code }) as { sbs: number[] }[]),
  };
}

function printable(text: string, hasShape: (code: number) => boolean): string {
  return [...text.normalize('NFC')]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (!/[\p{Cc}\p{Cf}]/u.test(character) && hasShape(code)) return character;
      return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
    })
    .join('');
}
