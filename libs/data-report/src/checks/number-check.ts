import { Tally } from '../collecting/tally.ts';
import type { FindingKind } from '../finding-kinds.ts';
import { markOf, readNumber } from '../values/numbers.ts';
import { type Draft, type ValueCheckFor, draftOf } from './check.ts';
import { impliedCents } from './implied-cents.ts';
import { outliers } from './outliers.ts';
import { Tallies } from './tallies.ts';

const kinds = {
  ambiguous: 'ambiguous-numbers',
  float: 'float-residue',
  'sign-behind': 'signs-behind',
  parentheses: 'signs-behind',
  overpunch: 'overpunch',
  unit: 'units-in-numbers',
  unreadable: 'unreadable-numbers',
} as const satisfies Record<string, FindingKind>;

/** How the numbers of a column are written, and whether they can be so. */
export const numberCheck: ValueCheckFor = (column, settings) => {
  const { means, name } = column;
  if (!['decimal', 'price', 'quantity', 'weight'].includes(means)) return null;
  const { examples } = settings.limits;
  const { format } = column.settings;
  const stated = markOf(format);
  const signBehind = format?.endsWith('-') === true;
  const tallies = new Tallies(name, examples);
  const marks = { point: new Tally(examples), comma: new Tally(examples) };
  const sizes = means === 'decimal' ? null : outliers(name, settings);
  const cents = means === 'price' ? impliedCents(name, examples) : null;
  return {
    see(value, position, group) {
      const { mark, trouble, decimal } = readNumber(value, stated);
      if (trouble !== null && !(signBehind && trouble === 'sign-behind'))
        tallies.of(kinds[trouble]).add(position, [value]);
      if (mark !== null && stated !== null && mark !== stated)
        tallies.of('other-than-stated').add(position, [value]);
      else if (mark !== null) marks[mark].add(position, [value]);
      cents?.see(value, position);
      if (decimal === null || sizes === null) return;
      const figure = Number(decimal);
      if (figure < 0 || (figure === 0 && means !== 'quantity'))
        tallies.of('not-positive').add(position, [value]);
      if (figure !== 0) sizes.see(Math.abs(figure), position, value, group);
    },
    drafts() {
      const likely = marks.point.count > 0 !== marks.comma.count > 0;
      const drafts = tallies.drafts({
        'other-than-stated': { params: { format: format ?? '' } },
        'ambiguous-numbers': {
          ...(likely && { severity: 'warns' as const }),
          params: { likely: likely ? (marks.point.count > 0 ? '1,234.56' : '1.234,56') : '' },
        },
      });
      return [...drafts, ...mixed(name, marks), ...(cents?.drafts() ?? []), ...(sizes?.drafts() ?? [])];
    },
    get held() {
      return sizes?.held ?? 0;
    },
  };
};

function mixed(column: string, { point, comma }: { point: Tally; comma: Tally }): Draft[] {
  if (point.count === 0 || comma.count === 0) return [];
  const details = [
    { label: '1234.56', count: point.count },
    { label: '1234,56', count: comma.count },
  ];
  return draftOf('mixed-number-formats', column, point.count < comma.count ? point : comma, { details });
}
