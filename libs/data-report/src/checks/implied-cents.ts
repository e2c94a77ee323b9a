import { Tally } from '../collecting/tally.ts';
import { type Draft, draftOf } from './check.ts';

/** Whether the whole numbers of a column of prices are cents: none has a mark, and many end as prices do. */
export function impliedCents(column: string, examples: number) {
  const whole = new Tally(examples);
  let other = false;
  let asPrices = 0;
  let notRound = 0;
  return {
    see(value: string, position: number): void {
      const text = value.trim();
      if (!/^\d+$/.test(text)) other = true;
      else if (Number(text) !== 0) {
        whole.add(position, [value]);
        if (/\d(00|50|9[0589])$/.test(text)) asPrices += 1;
        if (!text.endsWith('00')) notRound += 1;
      }
    },
    drafts(): Draft[] {
      const likely = whole.count >= 20 && asPrices * 2 >= whole.count && notRound * 5 >= whole.count;
      return other || !likely ? [] : draftOf('implied-cents', column, whole);
    },
  };
}
