import type { ColumnProfile } from '../shapes/column-profile.ts';
import { shareLike } from '../shapes/column-profile.ts';
import { dateFit, decimalFit, isInteger, isSerialDate } from '../shapes/shapes.ts';
import type { FoundTable } from '../tables/found-table.ts';
import type { Inline } from './yaml-text.ts';

/** Where a field comes from, with what speaks for it. */
export interface Reading {
  readonly value: Inline;
  readonly evidence: string;
}

export const percent = (share: number): string => `${Math.floor(share * 100)} %`;
export const rowsText = (rows: number): string =>
  `${rows.toLocaleString('en-US')} row${rows === 1 ? '' : 's'}`;
export const counted = (count: number): string => count.toLocaleString('en-US');

const of = (column: ColumnProfile): string => {
  const kind = column.distinct < column.filled ? 'different ' : '';
  return `${counted(column.values.size)} ${kind}value${column.values.size === 1 ? '' : 's'}`;
};

/** How numbers of a table are written where their mark can be read in one way only; undefined where none shows. */
export function usualDecimal(table: FoundTable): string | undefined {
  const counts = new Map<string, number>();
  for (const column of table.profiles) {
    const values = [...column.values.keys()];
    if (values.every(isInteger)) continue;
    const fit = decimalFit(values);
    if (fit === null || fit.ambiguous) continue;
    counts.set(fit.like, (counts.get(fit.like) ?? 0) + 1);
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

/** The head of a field: a column by its name, or one of what is laid in. */
export type Head = readonly string[];
export const specOf = ({ path, name }: ColumnProfile, head: Head = []): Inline =>
  head.length + path.length === 1 ? name : [...head, ...path];

const reading = (column: ColumnProfile, head: Head, steps: readonly string[], evidence: string): Reading => ({
  value: [specOf(column, head), ...steps],
  evidence: `${column.named ? '' : 'by its values alone; '}${evidence}`,
});

export function codeReading(column: ColumnProfile, head: Head = []): Reading {
  const evidence =
    column.rows === 0
      ? 'by its name, there are no rows'
      : column.unique
        ? `unique in ${rowsText(column.rows)}`
        : `${counted(column.distinct)} different in ${rowsText(column.rows)}`;
  return reading(column, head, ['code'], evidence);
}

export function textReading(column: ColumnProfile, head: Head = [], steps: readonly string[] = []): Reading {
  const html = shareLike(column, 'html') > 0.05;
  const filled =
    column.rows === 0
      ? 'by its name'
      : `filled in ${percent(column.filled / column.rows)} of ${rowsText(column.rows)}`;
  return reading(column, head, [...(html ? ['stripHtml'] : []), ...steps], html ? `${filled}, HTML` : filled);
}

export function decimalReading(column: ColumnProfile, usual: string | undefined, head: Head = []): Reading {
  const values = [...column.values.keys()];
  if (values.length === 0)
    return reading(column, head, [`decimal "${usual ?? '1234.56'}"`], 'by its name, there are no values');
  const fit = decimalFit(values, usual);
  const like = fit?.like ?? usual ?? '1234.56';
  const share = `${percent((fit?.count ?? 0) / values.length)} of ${of(column)} are like ${like}`;
  const doubt =
    fit?.ambiguous === true ? `${share}; which mark is the decimal one cannot be told from them` : share;
  // Our decimals have seven places; more are what binary arithmetic leaves behind.
  const residue = values.some((value) => /[.,]\d{8,}-?$/.test(value));
  return reading(
    column,
    head,
    [`decimal "${like}"`, ...(residue ? ['round 4'] : [])],
    residue ? `${doubt}, some with residues of arithmetic` : doubt,
  );
}

export function integerReading(column: ColumnProfile, usual: string | undefined, head: Head = []): Reading {
  const values = [...column.values.keys()];
  if (column.declared === 'integer' || (values.length > 0 && values.every(isInteger)))
    return reading(
      column,
      head,
      ['integer'],
      values.length === 0 ? 'by its name and type' : `all of ${of(column)} are whole numbers`,
    );
  const made = decimalReading(column, usual, head);
  return { ...made, value: [...(made.value as readonly Inline[]), 'integer'] };
}

/** @param wanted `end`: of days that are the last ones of a time */
export function timeReading(
  column: ColumnProfile,
  wanted: 'date' | 'instant' | 'end',
  head: Head = [],
): Reading {
  const values = [...column.values.keys()];
  const toWanted = (steps: readonly string[]) =>
    wanted === 'end' && steps.at(-1) === 'startOfDay' ? [...steps.slice(0, -1), 'endOfDay'] : steps;
  if (values.length === 0) {
    const declared = column.declared ?? 'date';
    const steps =
      declared === 'zoned-time'
        ? ['instant']
        : declared === 'local-time'
          ? ['instant local']
          : ['date iso', 'startOfDay'];
    return reading(
      column,
      head,
      wanted === 'date'
        ? [declared === 'zoned-time' ? 'before " "' : '', 'date iso'].filter(Boolean)
        : toWanted(steps),
      'by its name, there are no values',
    );
  }
  const fit = dateFit(values);
  if (fit === null) {
    const serial = values.every(isSerialDate);
    const steps = serial ? ['date excel', 'startOfDay'] : ['date iso', 'startOfDay'];
    return reading(
      column,
      head,
      wanted === 'date' ? steps.slice(0, 1) : toWanted(steps),
      serial ? `${of(column)} are days as a spreadsheet counts them` : 'by its name',
    );
  }
  const share = `${percent(fit.count / values.length)} of ${of(column)} are like ${fit.like}`;
  const doubt = fit.ambiguous ? `${share}; day and month may be the other way round` : share;
  if (wanted === 'date') return reading(column, head, fit.date, doubt);
  // A database prints its instants in UTC; without an offset they would be taken for local times.
  if (
    column.declared === 'zoned-time' &&
    !fit.like.endsWith('XXX') &&
    head.length === 0 &&
    column.path.length === 1 &&
    /^[A-Za-z_]\w*$/.test(column.name)
  )
    return {
      value: { cel: `row.${column.name} == "" ? "" : row.${column.name} + "Z"`, then: ['instant'] },
      evidence: `${doubt}, which the database prints in UTC`,
    };
  return reading(column, head, toWanted(fit.instant), doubt);
}
