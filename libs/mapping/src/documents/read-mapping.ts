import { z } from 'zod';
import { type MappingDocument, mappingSchema } from './mapping-schema.ts';
import { type LocatedDocument, readYaml } from './read-yaml.ts';

/** A mapping document in YAML. @throws DocumentError with every fault */
export function readMapping(text: string): LocatedDocument<MappingDocument> {
  return readYaml(text, mappingSchema);
}

/** JSON Schema (draft 2020-12) of mapping documents, by which editors complete them. */
export function mappingJsonSchema(): object {
  return z.toJSONSchema(mappingSchema, { io: 'input' });
}
