import type { Language } from '../words/words.ts';

/** Figures as people of a language write them. */
export function formatsOf(language: Language) {
  const whole = new Intl.NumberFormat(language === 'de' ? 'de-DE' : 'en-GB');
  const percent = new Intl.NumberFormat(language === 'de' ? 'de-DE' : 'en-GB', {
    ...{ style: 'percent', maximumFractionDigits: 1 },
  });
  return {
    count: (count: number): string => whole.format(count),
    /** Neither nothing nor everything by rounding alone. */
    share(share: number): string {
      if (share > 0 && share < 0.001) return `< ${percent.format(0.001)}`;
      return share < 1 && share > 0.999 ? `> ${percent.format(0.999)}` : percent.format(share);
    },
  };
}
export type Formats = ReturnType<typeof formatsOf>;
