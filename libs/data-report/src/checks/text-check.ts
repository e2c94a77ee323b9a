import { encodingFault, hasHtml } from '../values/encoding.ts';
import { isShorthand } from '../values/shorthand.ts';
import type { ValueCheckFor } from './check.ts';
import { Tallies } from './tallies.ts';

/** What texts show: a wrong encoding, HTML, shorthand, more than the shop can show. */
export const textCheck: ValueCheckFor = ({ name, means, settings: { maxLength } }, settings) => {
  const tallies = new Tallies(name, settings.limits.examples);
  return {
    see(value, position) {
      const fault = encodingFault(value);
      if (fault) tallies.of(fault).add(position, [value]);
      if (maxLength !== undefined && [...value].length > maxLength)
        tallies.of('too-long').add(position, [value]);
      if (means !== 'text') return;
      if (hasHtml(value)) tallies.of('html').add(position, [value]);
      else if (isShorthand(value)) tallies.of('shorthand').add(position, [value]);
    },
    drafts: () => tallies.drafts({ 'too-long': { params: { maxLength: maxLength ?? 0 } } }),
  };
};
