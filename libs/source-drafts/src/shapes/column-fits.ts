import type { ColumnProfile } from './column-profile.ts';
import { dateFit, decimalFit, isSerialDate } from './shapes.ts';

/** What is found of a column once, and asked for by each role. */
function remembered<T>(find: (values: readonly string[]) => T): (column: ColumnProfile) => T {
  const known = new WeakMap<ColumnProfile, { found: T }>();
  return (column) => {
    let of = known.get(column);
    if (of === undefined) known.set(column, (of = { found: find([...column.values.keys()]) }));
    return of.found;
  };
}

/** How most of its values are written as dates; null where they are none. */
export const datesOf = remembered(dateFit);
/** How most of its values are written as numbers; null where they are none. */
export const numbersOf = remembered((values) => decimalFit(values));
/** Whether all of its values are days as a spreadsheet counts them. */
export const areSerialDates = remembered((values) => values.length > 0 && values.every(isSerialDate));
