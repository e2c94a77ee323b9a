import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formatSchema } from './format.ts';

const messageOf = (format: unknown) =>
  formatSchema
    .safeParse(format)
    .error?.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
    .join('\n');

describe('a format', () => {
  it('fills in what most files are', () => {
    expect(formatSchema.parse({ csv: ';' })).toMatchObject({
      csv: ';',
      encoding: 'utf-8',
      quote: '"',
      lengths: 'exact',
      onFault: 'skip',
    });
  });

  it.each([
    [{ csv: ';', encodign: 'utf-8' }, 'encodign'],
    [{ csv: ';', encoding: 'klingon' }, 'encoding: '],
    [{ csv: ';', trailer: '(' }, 'trailer: '],
    [{ csv: ';', header: 1, columns: ['a'] }, 'columns: are named by the header'],
    [{ csv: ';', kinds: { pick: 'A' } }, 'kinds: needs `by` or `headers`'],
    [{ csv: '"' }, 'csv: is no quote'],
    [{ fixed: 'lines' }, 'columns: needs `columns` or `kinds`'],
    [{ fixed: 'lines', columns: { sku: [0, 3] } }, 'columns.sku.0'],
    [{ xlsx: 'Prices', columns: { sku: '7' } }, 'columns.sku: is the letter of a column'],
    [{ xml: 'a//b' }, 'xml: is a path'],
    [{ sql: 'items' }, 'dialect'],
    [{ csv: ';', json: '' }, 'says more than one of: csv, json'],
    [{ encoding: 'utf-8' }, 'says none of: csv, fixed'],
    ['csv', 'is an object with one of'],
  ])('that is wrong says which field: %j', (format, message) => {
    expect(messageOf(format)).toContain(message);
  });

  it('has a JSON Schema in which every field is described', () => {
    const schema = z.toJSONSchema(formatSchema, { io: 'input' });
    const formats = schema.anyOf as {
      description: string;
      properties: Record<string, { description?: string }>;
    }[];
    expect(formats.map(({ properties }) => Object.keys(properties)[0])).toEqual([
      'csv',
      'fixed',
      'xlsx',
      'xml',
      'json',
      'jsonLines',
      'sql',
    ]);
    for (const { description, properties } of formats) {
      expect(description).not.toBe('');
      for (const [name, property] of Object.entries(properties))
        expect(property.description, name).toBeTruthy();
    }
  });
});
