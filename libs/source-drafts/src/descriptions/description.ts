import type { Flow } from '@throughline/connector';
import { guessFlow } from '../flows/flow-guesses.ts';
import { flows } from '@throughline/connector';
import { type FoundTable, TableProfiler } from '../tables/found-table.ts';
import type { Declared } from '../shapes/column-profile.ts';

/** A field of what a route responds with. */
export interface DescribedField {
  readonly name: string;
  /** As the description has it. */
  readonly type: string;
  readonly declared: Declared;
}

/** A list that can be read over HTTP: a route, an entity set. */
export interface DescribedList {
  /** `/items`, `Products`. */
  readonly name: string;
  readonly fields: readonly DescribedField[];
  readonly key: readonly string[];
  /** The flow that it is probably for; null where nothing speaks for one. */
  readonly probably: { readonly flow: Flow; readonly score: number } | null;
}

/** What a description says that there is. */
export interface Description {
  /** `OpenAPI 3.1.0`, `OData 4.0`. */
  readonly kind: string;
  readonly title: string;
  readonly lists: readonly DescribedList[];
  /** Lists beyond the limit, which are not told. */
  readonly left: number;
}

/** A text that is no description that is known. */
export class NoDescription extends Error {
  override name = 'NoDescription';
}

/** Lists and fields of each that are told. */
const limits = { lists: 500, fields: 200 };

interface Listed {
  readonly name: string;
  readonly fields: readonly DescribedField[];
  readonly key?: readonly string[];
}

/** A description with the flow that each list is probably for. */
export function described(kind: string, title: string, lists: readonly Listed[]): Description {
  return {
    ...{ kind, title, left: Math.max(0, lists.length - limits.lists) },
    lists: lists.slice(0, limits.lists).map(({ name, fields, key = [] }) => {
      const told = fields.slice(0, limits.fields);
      return { name, fields: told, key, probably: probableFlow(name, told, key) };
    }),
  };
}

function probableFlow(
  name: string,
  fields: readonly DescribedField[],
  key: readonly string[],
): DescribedList['probably'] {
  const table: FoundTable = new TableProfiler({
    name:
      name
        .split('/')
        .filter((part) => part !== '' && !part.startsWith('{'))
        .at(-1) ?? name,
    place: { kind: 'view', schema: null },
    ...{ rows: null, key, foreignKeys: [] },
    columns: fields.map((field) => ({ name: field.name, declared: field.declared })),
  }).table();
  const best = flows
    .map((flow) => ({ flow, score: guessFlow(table, flow).score }))
    .toSorted((a, b) => b.score - a.score)[0];
  return best === undefined || best.score < 0.35 ? null : best;
}
