import { type ColumnProfile, shareLike } from '../shapes/column-profile.ts';
import { datesOf } from '../shapes/column-fits.ts';
import type { FoundTable } from '../tables/found-table.ts';
import { shapeScore } from './role-score.ts';
import type { Role } from './roles.ts';

/** Of columns that go by their numbers, how well their values alone fit a role. Never as well as a name does. */
export function unnamedScore(column: ColumnProfile, role: Role, table: FoundTable): number {
  if (column.rows === 0 || column.filled < column.rows * 0.5) return 0;
  const shape = shapeScore(column, role.shape);
  if (shape === 0) return 0;
  const left = Math.max(0, 1 - column.index * 0.03);
  const score = candidate(column, role.field, table);
  return score * shape * (0.7 + 0.3 * left);
}

function candidate(column: ColumnProfile, field: string, table: FoundTable): number {
  const like = (of: Parameters<typeof shareLike>[1]) => shareLike(column, of);
  const isKey = table.key.includes(column.name);
  const words = like('words');
  const stamped = datesOf(column) !== null;
  switch (field) {
    case 'code':
    case 'number':
      return isKey && table.key.length === 1
        ? 0.6
        : column.unique && like('uuid') < 0.5 && words < 0.3
          ? 0.5
          : 0;
    case 'sku':
      return isKey && like('fraction') === 0 ? (column.index === 0 ? 0.55 : 0.5) : 0;
    case 'location':
      return isKey && column.index > 0 && column.distinct < 200 ? 0.5 : 0;
    case 'name':
      return words > 0.4 && column.longest <= 200 ? 0.5 : words > 0.2 ? 0.4 : 0;
    case 'amount':
      return like('fraction') > 0.5 && !stamped ? 0.6 : 0;
    case 'rate':
      return like('fraction') > 0.5 && [...column.values.keys()].every((value) => Number(value) <= 50)
        ? 0.6
        : 0;
    case 'quantity':
      return !isKey && like('integer') > 0.9 && column.distinct > 10 ? 0.5 : 0;
    case 'validFrom':
      return stamped && isKey ? 0.55 : 0;
    case 'gtin':
      return like('gtin') > 0.9 ? 0.7 : 0;
    case 'currency':
      return like('currency') > 0.95 ? 0.6 : 0;
    case 'country':
      return like('country') > 0.95 && column.longest === 2 ? 0.5 : 0;
    case 'email':
      return like('email') > 0.95 ? 0.6 : 0;
    default:
      return 0;
  }
}
