import { z } from 'zod';
import { sourceSchema } from './source-schema.ts';

/** JSON Schema (draft 2020-12) of source documents, by which editors complete them. */
export function sourceJsonSchema(): object {
  return z.toJSONSchema(sourceSchema, { io: 'input', unrepresentable: 'any' });
}
