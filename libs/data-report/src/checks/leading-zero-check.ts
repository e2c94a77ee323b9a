import { Tally } from '../collecting/tally.ts';
import { type ValueCheckFor, draftOf } from './check.ts';

/**
 * Codes of digits that are shorter than they should be. How long they should be is stated; or four fifths are of one
 * length, some of which begin with 0: numbers that count up from 1 never do, so that their shorter ones are no damage.
 */
export const leadingZeroCheck: ValueCheckFor = (column, settings) => {
  if (column.means !== 'code') return null;
  const lengths = new Map<number, Tally>();
  const zeroFirst = new Set<number>();
  let total = 0;
  return {
    see(value, position) {
      const code = value.trim();
      if (!/^\d{1,40}$/.test(code)) return;
      total += 1;
      let tally = lengths.get(code.length);
      if (!tally) lengths.set(code.length, (tally = new Tally(settings.limits.examples)));
      tally.add(position, [value]);
      if (code.startsWith('0')) zeroFirst.add(code.length);
    },
    drafts() {
      const [usual] = [...lengths].sort(([, a], [, b]) => b.count - a.count);
      if (!usual) return [];
      const proven = total >= 20 && usual[1].count >= total * 0.8 && zeroFirst.has(usual[0]);
      const stated = column.settings.length;
      const length = stated ?? (proven ? usual[0] : 0);
      const short = new Tally(settings.limits.examples);
      for (const [of, tally] of lengths) {
        if (of >= length || (stated === undefined && zeroFirst.has(of))) continue;
        for (const { position, values } of tally.examples) short.add(position, values);
        short.count += tally.count - tally.examples.length;
      }
      return draftOf('lost-leading-zeros', column.name, short, { params: { length } });
    },
  };
};
