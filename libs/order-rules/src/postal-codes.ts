/** How postal codes of a country are written. */
export interface PostalCodeRule {
  /** Regular expression of a whole code in capital letters; tested on a text without spaces around it. */
  pattern: string;
  /** A code that exists, to show how one is written. */
  example: string;
}

const digits = (count: number, example: string): PostalCodeRule => ({
  pattern: `^\\d{${String(count)}}$`,
  example,
});

/** By ISO 3166-1 alpha-2 code, after the addressing guides of the Universal Postal Union. */
const rules: Readonly<Record<string, PostalCodeRule>> = {
  AT: digits(4, '1010'),
  BE: digits(4, '1000'),
  BG: digits(4, '1000'),
  CH: digits(4, '3000'),
  CY: digits(4, '1010'),
  CZ: { pattern: '^\\d{3} ?\\d{2}$', example: '110 00' },
  DE: digits(5, '10115'),
  DK: digits(4, '1050'),
  EE: digits(5, '10111'),
  ES: digits(5, '28001'),
  FI: digits(5, '00100'),
  FR: digits(5, '75001'),
  GB: { pattern: '^[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}$', example: 'SW1A 1AA' },
  GR: { pattern: '^\\d{3} ?\\d{2}$', example: '104 31' },
  HR: digits(5, '10000'),
  HU: digits(4, '1011'),
  IE: { pattern: '^[A-Z]\\d[\\dW] ?[A-Z\\d]{4}$', example: 'D02 AF30' },
  IT: digits(5, '00184'),
  LI: digits(4, '9490'),
  LT: { pattern: '^(LT-)?\\d{5}$', example: 'LT-01100' },
  LU: { pattern: '^(L-)?\\d{4}$', example: '1009' },
  LV: { pattern: '^LV-\\d{4}$', example: 'LV-1010' },
  MT: { pattern: '^[A-Z]{3} ?\\d{4}$', example: 'VLT 1117' },
  NL: { pattern: '^\\d{4} ?[A-Z]{2}$', example: '1012 AB' },
  NO: digits(4, '0150'),
  PL: { pattern: '^\\d{2}-\\d{3}$', example: '00-950' },
  PT: { pattern: '^\\d{4}-\\d{3}$', example: '1100-148' },
  RO: digits(6, '010011'),
  SE: { pattern: '^\\d{3} ?\\d{2}$', example: '111 20' },
  SI: { pattern: '^(SI-)?\\d{4}$', example: '1000' },
  SK: { pattern: '^\\d{3} ?\\d{2}$', example: '811 01' },
  US: { pattern: '^\\d{5}(-\\d{4})?$', example: '10001' },
};

/** How postal codes of a country are written; null where no rule is known, so that any code is taken. */
export function postalCodeRule(country: string): PostalCodeRule | null {
  return Object.hasOwn(rules, country) ? (rules[country] ?? null) : null;
}

/** Whether a text can be a postal code of a country; small letters and spaces around it count for nothing. */
export function isPostalCode(text: string, country: string): boolean {
  const rule = postalCodeRule(country);
  return rule === null || new RegExp(rule.pattern).test(text.trim().toUpperCase());
}
