import { describe, expect, it } from 'vitest';
import { isLanguage, languages, preferredLanguage } from './catalogues.ts';

describe('the language of the pages', () => {
  it('can be English or German', () => {
    expect(languages).toEqual([
      { code: 'en', name: 'English' },
      { code: 'de', name: 'Deutsch' },
    ]);
    for (const { code } of languages) expect(isLanguage(code)).toBe(true);
  });

  it.each([null, '', 'fr', 'EN', 'toString', 'constructor'])('cannot be %j', (code) => {
    expect(isLanguage(code)).toBe(false);
  });

  it.each([
    ['de', ['de']],
    ['de', ['de-AT', 'en']],
    ['en', ['en-GB', 'de']],
    ['de', ['fr-FR', 'toString', 'de-CH', 'en']],
    ['en', ['fr', 'it']],
    ['en', ['']],
    ['en', []],
  ])('is %s for who wants %j: the first that we speak', (language, wanted) => {
    expect(preferredLanguage(wanted)).toBe(language);
  });
});
