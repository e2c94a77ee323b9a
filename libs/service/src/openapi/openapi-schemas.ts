import { isDeepStrictEqual } from 'node:util';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';

export type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** The named schemas that a document is made of. */
export class NamedSchemas {
  readonly #byName = new Map<string, Schema>();

  /**
   * JSON Schema of what is sent as JSON, in which named schemas are references.
   * @throws Error when two different schemas have one name
   */
  refer(schema: z.ZodType): Schema {
    const { $schema: _, $defs = {}, ...made } = referred(z.toJSONSchema(schema, { io: 'input', override }));
    for (const [name, definition] of Object.entries($defs)) this.#add(name, definition as Schema);
    return made as Schema;
  }

  /** By name, in alphabetical order. */
  all(): Record<string, Schema> {
    return Object.fromEntries([...this.#byName].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #add(name: string, schema: Schema): void {
    const known = this.#byName.get(name);
    if (known && !isDeepStrictEqual(known, schema)) throw new Error(`Two schemas are called ${name}`);
    this.#byName.set(name, schema);
  }
}

function override({ jsonSchema: part }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  // The format says it in one word.
  if (part.format !== undefined) delete part.pattern;
  if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
  if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
}

function referred(schema: z.core.JSONSchema.JSONSchema): z.core.JSONSchema.JSONSchema {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/');
  return JSON.parse(text) as z.core.JSONSchema.JSONSchema;
}
