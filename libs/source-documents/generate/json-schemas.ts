import { join } from 'node:path';
import { mappingJsonSchema, outgoingJsonSchema } from '@throughline/mapping';
import { format, resolveConfig } from 'prettier';
import { sourceJsonSchema } from '../src/json-schema.ts';

/** Where the JSON Schemas of documents are published; committed. */
export const schemasFolder = join(import.meta.dirname, '../../../schemas/sources');

const draft = 'https://json-schema.org/draft/2020-12/schema';

/** A source and its mappings stand in one file: an editor holds each document of it against this. */
const either = {
  $schema: draft,
  title: 'A document of a source, or one of its mappings',
  if: { required: ['mapping'] },
  then: {
    if: { required: ['to'] },
    then: { $ref: 'outgoing.schema.json' },
    else: { $ref: 'mapping.schema.json' },
  },
  else: { $ref: 'source.schema.json' },
};

/** To us `010`, `true` and `null` are texts, where texts are meant; to an editor they are what YAML has them be. */
function anyScalar(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'string')
    return value;
  if ('enum' in value || 'const' in value || 'pattern' in value) return value;
  return { ...value, type: ['string', 'number', 'boolean', 'null'] };
}

/** The JSON Schemas as the documents are read now, by file name. */
export async function renderSchemas(): Promise<Map<string, string>> {
  const options = await resolveConfig(join(schemasFolder, 'any.json'));
  const render = (schema: object) =>
    format(JSON.stringify(schema, anyScalar, 2), { ...options, parser: 'json' });
  return new Map([
    ['source.schema.json', await render(sourceJsonSchema())],
    ['mapping.schema.json', await render(mappingJsonSchema())],
    ['outgoing.schema.json', await render(outgoingJsonSchema())],
    ['documents.schema.json', await render(either)],
  ]);
}
