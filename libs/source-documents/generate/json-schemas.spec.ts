import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderSchemas, schemasFolder } from './json-schemas.ts';

const wanted = await renderSchemas();

interface Schema {
  oneOf?: Schema[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  description?: string;
}

describe('the published JSON Schemas', () => {
  it.each([...wanted.keys()])('%s is how documents are read', (name) => {
    const published = readFileSync(join(schemasFolder, name), 'utf8');
    expect(published === wanted.get(name), `${name} is stale. Run \`npm run generate\`.`).toBe(true);
  });

  it('are all that there are', () => {
    expect(readdirSync(schemasFolder).toSorted()).toEqual([...wanted.keys()].toSorted());
  });

  it('tell editors of each word of a source and its readers what it says', () => {
    const source = JSON.parse(wanted.get('source.schema.json') ?? '') as Schema;
    const files = source.oneOf?.[0]?.properties ?? {};
    const reader = files['readers']?.additionalProperties as Schema;
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['source', 'at', 'zone', 'flows']));
    for (const [word, { description }] of Object.entries({ ...files, ...reader.properties }))
      expect(description ?? word === 'transport', word).toBeTruthy();
  });

  it('take for a text what YAML has as a number or a truth value, as we read it', () => {
    const { properties } = JSON.parse(wanted.get('mapping.schema.json') ?? '') as Schema;
    expect(JSON.stringify(properties?.['skip'])).toContain('"type":["string","number","boolean","null"]');
    expect(properties?.['mapping']).toMatchObject({ type: 'string' });
  });

  it('hold each document of a file against that of its kind', () => {
    expect(JSON.parse(wanted.get('documents.schema.json') ?? '')).toMatchObject({
      if: { required: ['mapping'] },
      then: {
        if: { required: ['to'] },
        then: { $ref: 'outgoing.schema.json' },
        else: { $ref: 'mapping.schema.json' },
      },
      else: { $ref: 'source.schema.json' },
    });
  });
});
