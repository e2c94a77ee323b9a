import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gtinOf } from '../fixtures/clean-records.ts';
import { cleanedKey, hasForbiddenCharacters, hasStrayBlanks } from './clean-text.ts';
import { damageOf, gtinState } from './damaged-codes.ts';
import { encodingFault, hasHtml } from './encoding.ts';
import { collisionKeys } from './collision-keys.ts';
import { meansNothing } from './nothing-words.ts';
import { isShorthand } from './shorthand.ts';

const alike = (one: string, other: string) =>
  collisionKeys(one).some((key) => collisionKeys(other).includes(key));

describe('collisionKeys', () => {
  it.each([
    ['Rot', ' ROT.'],
    ['Café crème', 'creme, CAFE'],
    ['Grün', 'Gruen'],
    ['grün', 'grun'],
    ['Straße', 'STRASSE'],
    ['Kettenblatt', 'Ketten blatt'],
    ['M 8x20', 'm 8x20'],
  ])('%s and %s are alike', (one, other) => {
    expect(alike(one, other)).toBe(true);
  });

  it.each([
    ['Rot', 'Rosa'],
    ['1-2', '12'],
    ['1-2', '2-1'],
    ['10 x 20', '20 x 10'],
    ['XL', 'LX'],
    ['-', '.'],
  ])('%s and %s are not', (one, other) => {
    expect(alike(one, other)).toBe(false);
  });
});

describe('encodings', () => {
  it('knows UTF-8 that was read as Windows-1252', () => {
    const decoder = new TextDecoder('windows-1252');
    const letters = [...'äöüÄÖÜßéèêáàçñåøæ€–—„“”’…°²½µłżčřž'];
    for (const letter of letters)
      expect([letter, encodingFault(decoder.decode(Buffer.from(`Gr${letter}n`)))]).toEqual([
        letter,
        'mojibake',
      ]);
  });

  it.each([
    'Größe für Äpfel',
    '«CAFÉ»',
    'São Paulo, Ångström',
    'Crème brûlée',
    '„SÄ“',
    'What? Why?',
    'a?b=1&c',
  ])('leaves %s alone', (text) => {
    expect(encodingFault(text)).toBeNull();
  });

  it.each([
    ['gr\ufffdn', 'replacement-characters'],
    ['gr?n', 'question-marks-in-words'],
  ])('%s', (text, fault) => {
    expect(encodingFault(text)).toBe(fault);
  });

  it('tells HTML from arrows and ampersands', () => {
    for (const text of ['<p>x</p>', 'a<br/>b', '<A HREF="x">', '&nbsp;x', '&#39;'])
      expect(hasHtml(text)).toBe(true);
    for (const text of ['a < b > c', 'Smith & Sons;', '<-- here', 'R&D', '<M8>'])
      expect(hasHtml(text)).toBe(false);
  });
});

describe('codes', () => {
  it.each([
    ['4.0E+12', 'exponent-codes'],
    ['4,00638E+12', 'exponent-codes'],
    ['02. Jan', 'date-codes'],
    ['2-Jan', 'date-codes'],
    ['Mrz 12', 'date-codes'],
    ['2024-01-02 00:00:00', 'date-codes'],
    ['#BEZUG!', 'spreadsheet-errors'],
    ['4711.0', 'trailing-point-zero'],
    ['123456789012345000', 'lost-digits'],
    ['1E5', null],
    ['1-2', null],
    ['1.5', null],
    ['JAN-A1', null],
    ['1234567890123000', null],
  ])('%s is %s', (code, damage) => {
    expect(damageOf(code)).toBe(damage);
  });

  it('finds every single digit of a GTIN that was mistyped', () => {
    const digits = fc.stringMatching(/^[1-9]\d{11}$/);
    fc.assert(
      fc.property(digits, fc.nat(12), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
        const gtin = gtinOf(body);
        const wrong = gtin.slice(0, at) + ((Number(gtin[at]) + by) % 10) + gtin.slice(at + 1);
        expect([gtinState(gtin), gtinState(wrong)]).toEqual(['gtin', 'check-digit']);
      }),
    );
  });

  it('knows a GTIN that has lost its zeros', () => {
    expect(gtinState(gtinOf('0012345678'))).toBe('short');
    expect(gtinState('123')).toBe('length');
    expect(gtinState('EAN')).toBe('not-digits');
  });

  it('cleans keys of what nobody sees', () => {
    expect(cleanedKey('\ufeff a\u00a0\u200b 1 ')).toBe('A 1');
    expect([' a', 'a\u00a0', 'a\u200bb', 'a b'].map(hasStrayBlanks)).toEqual([true, true, true, false]);
    expect(['a|b', 'a\tb', 'a/b %ü'].map(hasForbiddenCharacters)).toEqual([true, true, false]);
  });
});

it.each(['TRK SCHW. M/KLINGEL', 'MTN BTL CAG BLK', 'SATTEL GR.'])('%s is shorthand', (text) => {
  expect(isShorthand(text)).toBe(true);
});
it.each(['SADDLE SOFT', 'Sattel schw.', 'HELMET XL LED', 'BK-R50', 'ABC'])('%s is not', (text) => {
  expect(isShorthand(text)).toBe(false);
});

it('knows the words for nothing', () => {
  for (const word of [
    'NULL',
    ' n/a ',
    '-',
    '0000-00-00',
    '9999-12-31T00:00:00.000',
    '9999-12-31 23:59:59.9999999',
    'k.A.',
    '\\N',
  ])
    expect(meansNothing(word)).toBe(true);
  for (const word of ['Nadel', '0', '-5', '2024-01-01', 'none of these'])
    expect(meansNothing(word)).toBe(false);
});
