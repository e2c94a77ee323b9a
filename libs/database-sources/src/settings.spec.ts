import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { databaseSettings } from './settings.ts';

const items = { table: 'items', key: ['code'], changes: { log: 'triggers' } };
const document = (reader: object, others: object = {}) => ({
  dialect: 'mariadb',
  url: 'mariadb://reader@office/nord',
  readers: { items: reader },
  ...others,
});
const faults = (of: unknown): string[] => {
  const { error } = databaseSettings.safeParse(of);
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
};

it('reads durations and fills in what is left out', () => {
  const { readers, zone, connections } = databaseSettings.parse(document(items));
  expect(readers.items?.changes).toEqual({ log: 'triggers', heartbeat: 30_000 });
  expect([zone, connections]).toEqual(['UTC', 3]);
  const polled = databaseSettings.parse(document({ ...items, changes: { column: 'changed_at' } }));
  expect(polled.readers.items?.changes).toEqual({ column: 'changed_at', overlap: 600_000 });
});

describe('a fault names its field', () => {
  it.each([
    [{ ...items, view: 'v' }, 'readers.items.view: exactly one of table, view and query'],
    [
      { ...items, table: undefined, view: 'v' },
      'readers.items.changes.log: only a table can have triggers; use a column or hashes',
    ],
    [
      { ...items, table: undefined, query: 'select 1', where: 'x', changes: { hash: 'ranges' } },
      'readers.items.where: a query says itself which rows it selects',
    ],
    [
      { ...items, with: { texts: { table: 't', on: { code: 'code' } } }, changes: { column: 'at' } },
      'readers.items.with.texts.changed: names the column by which changes there are found, unless refresh is false',
    ],
    [{ ...items, key: [] }, 'readers.items.key: Too small: expected array to have >=1 items'],
    [{ ...items, key: ['a', 'a'] }, 'readers.items.key: each column once'],
    [
      { ...items, changes: { hash: 'rows' } },
      'readers.items.changes: one of { log: triggers }, { column: … } and { hash: ranges }',
    ],
    [{ ...items, kee: 1 }, 'readers.items: Unrecognized key: "kee"'],
  ])('%j', (reader, fault) => {
    expect(faults(document(reader))).toContain(fault);
  });

  it('of the source as well', () => {
    expect(faults(document(items, { zone: 'Berlin' }))).toEqual(['zone: a time zone such as Europe/Berlin']);
    expect(faults(document(items, { url: 'postgres://office/nord' }))).toEqual([
      'url: begins with mariadb:// or mysql://',
    ]);
    expect(faults(document(items, { statementTimeout: 'soon' }))).toEqual([
      'statementTimeout: a duration such as 30s, 10m or 1h',
    ]);
  });
});

it('describes every setting', () => {
  const undescribed: string[] = [];
  interface Described {
    description?: string;
    properties?: Record<string, Described>;
  }
  const visit = (schema: Described, path: string) => {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if (property.description === undefined) undescribed.push(`${path}.${name}`);
      visit(property, `${path}.${name}`);
    }
  };
  const json = z.toJSONSchema(databaseSettings, { io: 'input' }) as { properties: Record<string, unknown> };
  visit(json as object, '');
  const { properties } = json;
  const reader = (properties.readers as { additionalProperties: object }).additionalProperties;
  visit(reader, 'readers');
  visit(
    (reader as { properties: { with: { additionalProperties: object } } }).properties.with
      .additionalProperties,
    'with',
  );
  expect(undescribed.filter((path) => path !== '.dialect')).toEqual([]);
});
