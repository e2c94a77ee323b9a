import { de } from './de.ts';
import { type Texts, en } from './en.ts';

export type { Texts };

export const catalogues = { en, de } satisfies Record<string, Texts>;

export type Language = keyof typeof catalogues;

export const languages: readonly { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
];

export function isLanguage(code: string | null): code is Language {
  return code !== null && Object.hasOwn(catalogues, code);
}

/** The first language that the browser asks for and we speak; English otherwise. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.split('-', 1)[0] ?? '';
    if (isLanguage(base)) return base;
  }
  return 'en';
}
