import type { ColumnProfile } from '../shapes/column-profile.ts';
import { shareLike } from '../shapes/column-profile.ts';
import { type FoundTable, columnOf } from './found-table.ts';

/** Columns of one table that say which row of another is meant. */
export interface Link {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** 0 to 1. */
  readonly score: number;
  readonly evidence: string;
}

const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Share of the different values of one column that stand in another. */
export function shareWithin(one: ColumnProfile, other: ColumnProfile): number {
  if (one.values.size === 0) return 0;
  let within = 0;
  for (const value of one.values.keys()) if (other.values.has(value)) within += 1;
  return within / one.values.size;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/**
 * How rows of one table refer to those of another: by what is declared, else by columns that are named alike, else by
 * values, where names say nothing. Null where they do not.
 * @param by column of the other table that is referred to, when it is known
 */
export function linkBetween(from: FoundTable, to: FoundTable, by?: string): Link | null {
  if (from === to) return null;
  const declared = from.foreignKeys.find(
    ({ table, references }) => table === to.name && (by === undefined || references.includes(by)),
  );
  if (declared !== undefined)
    return { from: declared.columns, to: declared.references, score: 1, evidence: 'a foreign key' };
  const targets = by === undefined ? keyColumns(to) : [columnOf(to, by)].flatMap((column) => column ?? []);
  const links = targets.flatMap((target) =>
    from.profiles.flatMap((column) => linkOf(column, target, to) ?? []),
  );
  return links.toSorted((a, b) => b.score - a.score)[0] ?? null;
}

function keyColumns(table: FoundTable): ColumnProfile[] {
  const [only] = table.key;
  const key = table.key.length === 1 && only !== undefined ? columnOf(table, only) : undefined;
  return [key, ...table.profiles.filter(({ unique }) => unique)]
    .flatMap((column) => column ?? [])
    .slice(0, 4);
}

function linkOf(column: ColumnProfile, target: ColumnProfile, to: FoundTable): Link | null {
  if (!isReference(column) || !isReference(target)) return null;
  const share = shareWithin(column, target);
  // What was not looked at may be there all the same.
  const partly = target.values.size >= 1_000 || column.values.size === 0 || target.values.size === 0;
  const link = (score: number, evidence: string): Link => ({
    ...{ from: [column.name], to: [target.name], score, evidence },
  });
  if (column.named && target.named) {
    const [own, other] = [bare(column.name), bare(target.name)];
    const alike = own === other && own.length > 2 && own !== 'name';
    const prefixed = own === bare(to.name) + other || own === bare(to.name).replace(/s$/, '') + other;
    if ((alike || prefixed) && (share > 0.5 || partly))
      return link(
        0.6 + share * 0.3,
        `${alike ? 'named alike' : 'named after it'}, ${percent(share)} of its values are there`,
      );
    const about =
      to.concepts.length > 0 && to.concepts.every((concept) => column.about.concepts.includes(concept));
    if (about && share > 0.8)
      return link(0.4 + share * 0.3, `named after it, ${percent(share)} of its values are there`);
    return null;
  }
  return share >= 0.95 && column.distinct >= 3
    ? link(0.3 + Math.min(0.2, column.distinct / 1_000), `${percent(share)} of its values are there`)
    : null;
}

const isReference = (column: ColumnProfile): boolean =>
  column.filled > 0 &&
  column.longest <= 64 &&
  shareLike(column, 'fraction') < 0.1 &&
  shareLike(column, 'words') < 0.7;
