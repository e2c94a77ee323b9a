import type { KeySet } from '../collecting/key-set.ts';
import { Tally } from '../collecting/tally.ts';
import { type KnownColumn, type ValueCheck, draftOf } from './check.ts';
import type { ReportSettings } from '../settings.ts';

/** Values that name a key which the other reader does not have. */
export function referenceCheck(
  { name, settings: { references } }: KnownColumn,
  settings: ReportSettings,
  keySets: ReadonlyMap<string, KeySet>,
): ValueCheck | null {
  const keys = references === undefined ? undefined : keySets.get(references);
  if (references === undefined || !keys) return null;
  const tally = new Tally(settings.limits.examples);
  return {
    see(value, position) {
      if (keys.has(value) === false) tally.add(position, [value]);
    },
    drafts: () =>
      draftOf('dangling-references', name, tally, {
        count: tally.count * keys.factor,
        exact: keys.factor === 1,
        params: { references },
      }),
  };
}
