import type { Finding } from '../data-report.ts';
import type { FindingKind } from '../finding-kinds.ts';
import { german } from './german.ts';
import { english } from './english.ts';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What sentences are made from. */
export type FindingFacts = Pick<Finding, 'kind' | 'params'>;

export type FindingWords = Readonly<
  Record<FindingKind, { title: string; advice: string | ((params: Finding['params']) => string) }>
>;

const words: Readonly<Record<Language, FindingWords>> = { en: english, de: german };

/** What a kind of finding is called. */
export function titleIn(language: Language, kind: FindingKind): string {
  return words[language][kind].title;
}

/** What to do about a finding, in a sentence. */
export function adviceIn(language: Language, { kind, params }: FindingFacts): string {
  const { advice } = words[language][kind];
  return typeof advice === 'string' ? advice : advice(params);
}
