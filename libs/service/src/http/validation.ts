import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { InvalidRequest } from '../problems/problem.ts';
import type { FieldError } from '../problems/problem.schema.ts';

type Path = readonly (PropertyKey | { readonly key: PropertyKey })[];

const places: Partial<Record<ArgumentMetadata['type'], NonNullable<FieldError['in']>>> = {
  body: 'body',
  query: 'query',
  param: 'path',
};

/** Deeper ones are not spelled out. */
const longestPath = 8;

/**
 * Validates `@Body({ schema })`, `@Query({ schema })` and `@Param({ schema })`, naming each field that is wrong. Text
 * that no database takes, and fields that hide what every object has, are refused wherever they stand, with or without a
 * schema.
 */
export class ValidationPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { schema, type, data } = metadata;
    if (type === 'custom') return value;
    const unfit = findUnfit(value);
    if (unfit) {
      const { path, message } = unfit;
      const field = fieldPath(data === undefined ? path : [data, ...path]);
      const place = places[type];
      throw new InvalidRequest([{ field, message, ...(place && { in: place }) }]);
    }
    if (!schema) return value;
    const result = await schema['~standard'].validate(value);
    if (!result.issues) return result.value;
    const place = places[type];
    const errors = result.issues.map(({ path, message }) => ({
      field: fieldPath(data === undefined ? (path ?? []) : [data, ...(path ?? [])]),
      message,
      ...(place && { in: place }),
    }));
    throw new InvalidRequest(errors);
  }
}

/** Whether text can be written to a database: it has no NUL and no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

const unstorable = 'holds a character that cannot be kept';

/**
 * Where the first such text or name is; looked for without recursion, because anybody may nest a body as deep as it gets.
 * A `length` with a `valueOf` of its own or none, where a list should be, breaks the comparison that would refuse it.
 */
function findUnfit(value: unknown): { path: Path; message: string } | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : { path: [], message: unstorable };
  const left: { inner: unknown; path: Path }[] = [{ inner: value, path: [] }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { inner, path } = next;
    if (typeof inner !== 'object' || inner === null) continue;
    // As the whole of a query has it; a part of one is text or a list.
    if (path.length > 0 && Object.getPrototypeOf(inner) === null) return { path, message: 'is no value' };
    for (const [key, part] of Object.entries(inner)) {
      const at = [...path.slice(0, longestPath), Array.isArray(inner) ? Number(key) : key];
      if (!isStorable(key)) return { path, message: unstorable };
      if (key in Object.prototype) return { path: at, message: 'is a name that no field has' };
      if (typeof part === 'string' && !isStorable(part)) return { path: at, message: unstorable };
      if (typeof part === 'object') left.push({ inner: part, path: at });
    }
  }
  return undefined;
}

/** `['lines', 0, 'quantity']` as `lines[0].quantity`. */
function fieldPath(path: Path): string {
  return path
    .map((segment) => (typeof segment === 'object' ? segment.key : segment))
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
