import { type DateReading, formOf, orderOf, readDate } from '../values/dates.ts';
import type { FindingKind } from '../finding-kinds.ts';
import type { Draft, ValueCheckFor } from './check.ts';
import { Tallies } from './tallies.ts';

const kinds = {
  ambiguous: 'ambiguous-dates',
  'two-digit-year': 'two-digit-years',
  serial: 'excel-serials',
  impossible: 'impossible-dates',
  unreadable: 'unreadable-dates',
} as const satisfies Record<string, FindingKind>;

/** Troubles with which a date can still be told from one in another form. */
const readable = new Set<DateReading['trouble']>([null, 'two-digit-year', 'serial']);

/** How the dates of a column are written, and whether they can be so. */
export const dateCheck: ValueCheckFor = (column, settings) => {
  if (column.means !== 'date' && column.means !== 'movement-date') return null;
  const { format } = column.settings;
  const order = orderOf(format);
  const stated = formOf(format);
  const tallies = new Tallies(column.name, settings.limits.examples);
  /** By form, of which there are about twenty. */
  const seen = new Map<string, { count: number; position: number; value: string }>();
  const staleBefore = daysFrom(settings.asOf, -settings.staleAfterDays);
  const latest = daysFrom(settings.asOf, 3_653);
  return {
    see(value, position) {
      const { form, trouble, day } = readDate(value, order);
      if (form !== null && stated !== null && form !== stated && readable.has(trouble))
        tallies.of('other-than-stated').add(position, [value]);
      // Whoever states two digits says the century as well.
      else if (trouble !== null && (trouble !== 'two-digit-year' || form !== stated))
        tallies.of(kinds[trouble]).add(position, [value]);
      if (form !== null && trouble === null && stated === null) {
        const same = seen.get(form);
        if (same) same.count += 1;
        else seen.set(form, { count: 1, position, value });
      }
      if (day === null) return;
      if (day < '1950-01-01' || day > latest) tallies.of('implausible-dates').add(position, [value]);
      else if (column.means === 'movement-date' && day < staleBefore)
        tallies.of('stale-rows').add(position, [value]);
    },
    drafts() {
      const dayFirst = [...seen.keys()].some((form) => /^dd[-/]MM/.test(form));
      const monthFirst = [...seen.keys()].some((form) => form.startsWith('MM'));
      // Where all that is clear is in one order, what is not clear is most likely in the same.
      const likely = dayFirst !== monthFirst;
      const drafts = tallies.drafts({
        'ambiguous-dates': {
          ...(likely && { severity: 'warns' as const }),
          params: { likely: likely ? (dayFirst ? 'dd/MM/yyyy' : 'MM/dd/yyyy') : '' },
        },
        'other-than-stated': { params: { format: format ?? '' } },
        'stale-rows': { params: { days: settings.staleAfterDays } },
      });
      return [...drafts, ...mixed(column.name, seen)];
    },
  };
};

function mixed(
  column: string,
  seen: ReadonlyMap<string, { count: number; position: number; value: string }>,
): Draft[] {
  const forms = [...seen].sort(([, a], [, b]) => b.count - a.count);
  const [, ...others] = forms;
  if (others.length === 0) return [];
  return [
    {
      kind: 'mixed-date-formats',
      column,
      count: others.reduce((sum, [, { count }]) => sum + count, 0),
      examples: others.slice(0, 5).map(([, { position, value }]) => ({ position, values: [value] })),
      details: forms.map(([label, { count }]) => ({ label, count })),
    },
  ];
}

function daysFrom(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
