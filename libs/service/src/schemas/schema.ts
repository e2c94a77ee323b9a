import { z } from 'zod';

/**
 * A schema that OpenAPI pages refer to by its name: `const order = named('Order', () => z.object({ … }))`, used as
 * `order()`. It is made when it is first asked for, because it costs memory in each process and is needed only by readers
 * of the page.
 * @param name in PascalCase; within the document of a service one name is one schema
 */
export function named<Schema extends z.ZodType>(name: string, make: () => Schema): () => Schema {
  let made: Schema | undefined;
  return () => (made ??= make().meta({ id: name }));
}

/** What a response is made of here; as JSON it is what the schema takes in. */
export type ResponseOf<Schema extends () => z.ZodType> = z.output<ReturnType<Schema>>;

/** An instant: a `Date` here, an ISO 8601 text in JSON. */
export const instant = () =>
  z.codec(z.iso.datetime(), z.date(), {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString(),
  });

/** A value as a caller gets it: instants are ISO 8601 texts. */
export type Json<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Json<Item>[]
    : T extends object
      ? { [Key in keyof T]: Json<T[Key]> }
      : T;
