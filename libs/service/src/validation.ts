import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { InvalidRequest } from './problem.ts';
import type { FieldError } from './problem.ts';

type Path = readonly (PropertyKey | { readonly key: PropertyKey })[];

const places: Partial<Record<ArgumentMetadata['type'], NonNullable<FieldError['in']>>> = {
  body: 'body',
  query: 'query',
  param: 'path',
};

/** Validates `@Body({ schema })`, `@Query({ schema })` and `@Param({ schema })`, naming each field that is wrong. */
export class ValidationPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { schema, type, data } = metadata;
    if (!schema || type === 'custom') return value;
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

/** `['lines', 0, 'quantity']` as `lines[0].quantity`. */
function fieldPath(path: Path): string {
  return path
    .map((segment) => (typeof segment === 'object' ? segment.key : segment))
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
