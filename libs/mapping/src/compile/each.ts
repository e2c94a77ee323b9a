import type { DocumentPath } from '../documents/document-error.ts';
import type { EachSpec, PathSpec } from '../documents/mapping-schema.ts';
import type { Scope } from '../values/scope.ts';
import { Misfit } from '../values/value-type.ts';
import { cellReader, elementsOf, rawReader, segmentsOf } from './cells.ts';
import { type Reading, type Variable, resolve } from './compilation.ts';

/** One way in which a row makes records: where they are looked up, and with which names. */
export interface Part<C extends Reading> {
  readonly elements: (scope: Scope) => readonly Scope[] | Misfit;
  readonly compilation: C;
}

/** Compiles what makes several of one. */
export function compileEach<C extends Reading>(
  each: EachSpec,
  path: DocumentPath,
  compilation: C,
): readonly Part<C>[] {
  if (Array.isArray(each))
    return each.map((entry, index) => entryOf(entry as Entry, [...path, index], compilation));
  const { of, split } = each as Exclude<EachSpec, readonly unknown[]>;
  const found = resolve(of, [...path, 'of'], compilation);
  const inner: C = {
    ...compilation,
    depth: compilation.depth + 1,
    variables: outside(compilation.variables),
  };
  if ('constant' in found) {
    compilation.faults.add([...path, 'of'], 'is a constant and no list');
    return [];
  }
  const raw = rawReader(found.path);
  const cell = cellReader(found.path, compilation.words);
  const list = (scope: Scope) => {
    if (split === undefined) return raw(scope);
    const text = cell(scope);
    return typeof text === 'string'
      ? text
          .split(split)
          .map((part) => part.trim())
          .filter((part) => part !== '')
      : null;
  };
  return [
    {
      compilation: inner,
      elements: (scope) => {
        const value = list(scope);
        if (value instanceof Misfit) return value;
        return elementsOf(value).map((element, index) => ({
          value: element,
          parent: scope,
          ordinal: index + 1,
          facts: scope.facts,
        }));
      },
    },
  ];
}

/** Names of `each` inside of a list: what they stand for is in the record around it. */
function outside(variables: Reading['variables']): Reading['variables'] {
  return new Map(
    [...variables].map(([name, found]) => [
      name,
      'constant' in found ? found : { path: ['..', ...segmentsOf(found.path)] },
    ]),
  );
}

type Entry = Readonly<Record<string, boolean | number | string | PathSpec | { constant: string }>>;

/** A number is one however it is written, since no column is named by a number but as a path. */
const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d+$/.test(value));

function entryOf<C extends Reading>(
  { optional = false, ...entry }: Entry,
  path: DocumentPath,
  compilation: C,
): Part<C> {
  const variables = new Map<string, Variable>(compilation.variables);
  const columns: Variable[] = [];
  for (const [name, value] of Object.entries(entry)) {
    if (typeof value === 'boolean')
      compilation.faults.add([...path, name], 'is a column, a whole number or a constant');
    else if (isNumber(value)) variables.set(name, { constant: String(value) });
    else if (typeof value === 'object' && !Array.isArray(value) && 'constant' in value)
      variables.set(name, { constant: value.constant });
    else {
      const found = resolve(value as PathSpec, [...path, name], compilation);
      variables.set(name, found);
      columns.push(found);
    }
  }
  const mayMiss = String(optional) === 'true';
  if (!mayMiss && String(optional) !== 'false')
    compilation.faults.add([...path, 'optional'], 'is true or false');
  const cells = columns.flatMap((each) => ('path' in each ? [cellReader(each.path, compilation.words)] : []));
  const isThere = (scope: Scope) => cells.some((read) => (read(scope) ?? null) !== null);
  const inner = { ...compilation, variables };
  if (!mayMiss) return { compilation: inner, elements: (scope) => [scope] };
  return { compilation: inner, elements: (scope) => (isThere(scope) ? [scope] : []) };
}
