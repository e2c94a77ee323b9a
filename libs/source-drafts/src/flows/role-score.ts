import type { Concept } from '../words/vocabulary.ts';
import { countryNamed, unitOf } from '../shapes/code-lists.ts';
import { type ColumnProfile, shareLike } from '../shapes/column-profile.ts';
import { areSerialDates, datesOf, numbersOf } from '../shapes/column-fits.ts';
import type { FoundTable } from '../tables/found-table.ts';
import type { Role, RoleShape } from './roles.ts';

/** A column and the role that it probably plays. */
export interface Casting {
  readonly role: Role;
  readonly column: ColumnProfile;
  /** 0 to 1. */
  readonly score: number;
}

/** How well the values of a column fit a role, 0 to 1. A column without values goes by its declaration. */
export function shapeScore(column: ColumnProfile, shape: RoleShape): number {
  const { values, declared, longest } = column;
  if (declared === 'binary') return 0;
  if (values.size === 0) return declared === null ? 0.3 : declaredScore(declared, shape);
  const all = [...values.keys()];
  const like = (of: Parameters<typeof shareLike>[1]) => shareLike(column, of);
  switch (shape) {
    case 'code':
      if (longest > 64 || like('fraction') > 0.3 || like('email') > 0.5 || like('url') > 0.1) return 0;
      if (like('uuid') > 0.5) return 0.3;
      if (isDate(column)) return 0;
      return like('words') > 0.7 ? 0.5 : 1;
    case 'unit': {
      const known = all.filter((value) => unitOf(value) !== undefined).length / all.length;
      return like('fraction') > 0.1 || all.length > 60
        ? 0
        : known > 0.3
          ? 1
          : like('integer') > 0.5
            ? 0
            : 0.7;
    }
    case 'word':
      return longest <= 64 &&
        like('fraction') < 0.3 &&
        like('url') < 0.1 &&
        like('uuid') < 0.5 &&
        !isDate(column)
        ? 1
        : 0;
    case 'text':
      if (like('url') > 0.3 || like('uuid') > 0.5 || isDate(column)) return 0;
      return like('integer') > 0.5 || like('fraction') > 0.5 ? 0.1 : like('words') > 0.2 ? 1 : 0.8;
    case 'number':
      return numbersOf(column) !== null && !isDateOnly(column) ? 1 : 0;
    case 'date':
      return datesOf(column) !== null || areSerialDates(column) ? 1 : 0;
    case 'country':
      if (like('country') > 0.9) return 1;
      return all.filter((value) => countryNamed(value) !== undefined).length > all.length * 0.7 ? 0.9 : 0;
    case 'currency':
      return like('currency') > 0.9 ? 1 : 0;
    case 'gtin':
      return like('gtin') > 0.5 ? 1 : 0;
    case 'email':
      return like('email') > 0.8 ? 1 : 0;
  }
}

const isDate = (column: ColumnProfile): boolean =>
  shareLike(column, 'integer') < 0.5 && datesOf(column) !== null;
/** Whether it is a date although its values are numbers, as its name says. */
const isDateOnly = (column: ColumnProfile): boolean =>
  column.about.concepts.includes('date') && datesOf(column) !== null;

function declaredScore(declared: NonNullable<ColumnProfile['declared']>, shape: RoleShape): number {
  switch (shape) {
    case 'number':
      return declared === 'integer' || declared === 'decimal' ? 1 : 0;
    case 'date':
      return declared === 'date' || declared === 'local-time' || declared === 'zoned-time' ? 1 : 0;
    case 'code':
      return declared === 'integer' || declared === 'text' ? 0.8 : 0;
    default:
      return declared === 'text' ? 0.7 : 0.1;
  }
}

/** How well a name fits a role, 0 to 1. @param own what the table itself is about, which its columns need not repeat */
export function nameScore({ about, named }: ColumnProfile, role: Role, own: readonly Concept[]): number {
  if (!named) return 0;
  const concepts = about.concepts;
  if (concepts.some((concept) => role.not.includes(concept) && !own.includes(concept))) return 0;
  let best = 0;
  for (const [index, wanted] of role.about.entries()) {
    const missing = wanted.filter((concept) => !concepts.includes(concept));
    if (missing.length === wanted.length || missing.some((concept) => !own.includes(concept))) continue;
    const extra = concepts.filter((concept) => !wanted.includes(concept) && !own.includes(concept)).length;
    best = Math.max(
      best,
      (1 - index * 0.05) * (1 - extra * 0.15) * (1 - missing.length * 0.03) * (about.unknown > 0 ? 0.9 : 1),
    );
  }
  return Math.max(0, best);
}

/** How well a column plays a role. Keys are filled everywhere, and those of the table's own rows are different. */
export function roleScore(column: ColumnProfile, role: Role, table: FoundTable): number {
  const name = nameScore(column, role, table.concepts);
  if (name === 0) return 0;
  const filled = column.rows === 0 ? 1 : column.filled / column.rows;
  if (role.needed && filled < 0.5) return 0;
  if (!role.needed && column.rows > 0 && column.filled === 0) return 0;
  return name * shapeScore(column, role.shape) * (role.needed ? filled : 1);
}

/** The best column for each role; a column plays one. What scores below the limit plays none. */
export function cast(table: FoundTable, roles: readonly Role[], scoreOf = roleScore): Casting[] {
  const all = roles
    .flatMap((role) =>
      table.profiles.map((column) => ({ role, column, score: scoreOf(column, role, table) })),
    )
    .filter(({ score }) => score >= 0.3)
    .toSorted((a, b) => b.score * weightOf(b) - a.score * weightOf(a) || a.column.index - b.column.index);
  const castings: Casting[] = [];
  for (const each of all)
    if (!castings.some(({ role, column }) => role === each.role || column === each.column))
      castings.push(each);
  return castings;
}

const weightOf = ({ role }: Casting): number => (role.needed ? 1.2 : 1);
