import { damageOf, gtinState } from '../values/damaged-codes.ts';
import { hasForbiddenCharacters, hasStrayBlanks } from '../values/clean-text.ts';
import type { ValueCheckFor } from './check.ts';
import { Tallies } from './tallies.ts';

/** What each code alone shows: what a spreadsheet has made of it, blanks around it, a check digit that does not agree. */
export const damagedCodeCheck: ValueCheckFor = (column, settings) => {
  const { means, isKey, name } = column;
  if (!['code', 'gtin', 'text'].includes(means)) return null;
  const tallies = new Tallies(name, settings.limits.examples);
  return {
    see(value, position) {
      const damage = damageOf(value);
      // Of a text that is said to be no code, `5.0` and long numbers are no damage.
      const told = means !== 'text' || !['lost-digits', 'trailing-point-zero'].includes(damage ?? '');
      if (damage && told) tallies.of(damage).add(position, [value]);
      else if (means === 'gtin') {
        const state = gtinState(value);
        if (state === 'short') tallies.of('lost-leading-zeros').add(position, [value]);
        else if (state !== 'gtin') tallies.of('gtin-check-digits').add(position, [value]);
      }
      if (means === 'text') return;
      if (isKey && hasForbiddenCharacters(value)) tallies.of('forbidden-characters').add(position, [value]);
      else if (hasStrayBlanks(value)) tallies.of('stray-blanks').add(position, [value]);
    },
    drafts: () => tallies.drafts({ 'lost-leading-zeros': { params: { length: '12, 13' } } }),
  };
};
