import { describe, expect, it } from 'vitest';
import {
  changed,
  day,
  decimal,
  field,
  fieldOf,
  line,
  optional,
  parcelSchemas,
} from './fixtures/schema-files.ts';
import { violations } from './rules.ts';
import type { AvroField, AvroType } from './schema.ts';

const refused = (...of: Parameters<typeof changed>) => violations(changed(...of));
const withType = (type: AvroType, given: Partial<AvroField> = {}) =>
  refused('Parcel', ({ fields }) => fields.push(field('extra', type, given)));

describe('schemas', () => {
  it('that keep the rules are sound', () => {
    expect(violations(parcelSchemas())).toEqual([]);
    expect(violations([])).toEqual([]);
  });

  it.each<[string, AvroType]>([
    ...(['string', 'long', 'int', 'boolean'] as const).map((type): [string, AvroType] => [type, type]),
    ['a decimal', decimal],
    ['a day', day],
    ['a list of records', { type: 'array', items: line }],
    ['a list of lists', { type: 'array', items: { type: 'array', items: 'string' } }],
    ['a record', line],
  ])('may have a field of the type %s', (_, type) => {
    expect(withType(type)).toEqual([]);
    expect(withType(['null', type], { default: null })).toEqual([]);
  });

  it.each<[string, AvroType, string]>([
    ['double', 'double', 'type double is not allowed'],
    ['float', 'float', 'type float is not allowed'],
    ['bytes', 'bytes', 'type bytes is not allowed'],
    ['null', 'null', 'type null is not allowed'],
    ['the name of another record', 'ParcelLine', 'type ParcelLine is not allowed'],
    ['an enum', { type: 'enum' }, 'type {"type":"enum"} is not allowed'],
    ['a list of nothing', { type: 'array' }, 'type {"type":"array"} is not allowed'],
    [
      'a map',
      { type: 'map', items: 'string' } as AvroType,
      'type {"type":"map","items":"string"} is not allowed',
    ],
    [
      'an error',
      { ...(line as object), type: 'error', fields: [] } as AvroType,
      'type {"type":"error","name":"ParcelLine","doc":"A line.","fields":[]} is not allowed',
    ],
    ['a record of nothing', { type: 'record' }, 'type {"type":"record"} is not allowed'],
    [
      'a day in microseconds',
      { type: 'long', logicalType: 'date' },
      'type {"type":"long","logicalType":"date"} is not allowed',
    ],
    [
      'an instant in milliseconds',
      { type: 'long', logicalType: 'timestamp-millis' },
      'type {"type":"long","logicalType":"timestamp-millis"} is not allowed',
    ],
    [
      'another scale',
      { type: 'bytes', logicalType: 'decimal', precision: 24, scale: 4 },
      'the only decimal is precision 24, scale 7',
    ],
    [
      'another precision',
      { type: 'bytes', logicalType: 'decimal', precision: 38, scale: 7 },
      'the only decimal is precision 24, scale 7',
    ],
    ['a nullable double', ['null', 'double'], 'type double is not allowed'],
    ['a list of doubles', { type: 'array', items: 'double' }, 'type double is not allowed'],
  ])('have no field of the type %s', (_, type, message) => {
    expect(withType(type, { default: null })).toEqual([`Parcel.extra: ${message}`]);
  });

  it.each<[string, unknown]>([
    ['in another order', ['string', 'null']],
    ['of two types', ['null', 'string', 'long']],
    ['of one type', ['null']],
    ['without null', ['string', 'long']],
  ])('have no union %s', (_, type) => {
    expect(withType(type as AvroType, { default: null })).toEqual([
      'Parcel.extra: a union may only be [null, type]',
    ]);
  });

  it('say null is the default of what may be missing', () => {
    expect(withType(['null', 'string'])).toEqual(['Parcel.extra: a nullable field defaults to null']);
    expect(withType(['null', 'string'], { default: '' })).toEqual([
      'Parcel.extra: a nullable field defaults to null',
    ]);
    expect(withType('string', { default: '' })).toEqual([]);
  });

  it('have no default of a decimal but null', () => {
    expect(withType(decimal, { default: '\u0000' })).toEqual([
      'Parcel.extra: a decimal has no default but null',
    ]);
    expect(withType(['null', decimal], { default: null })).toEqual([]);
    expect(withType(decimal)).toEqual([]);
    expect(withType('string', { default: '\u0000' })).toEqual([]);
  });

  it('say what everything means, at every level', () => {
    const found = refused('Parcel', (record) => {
      delete record.doc;
      delete fieldOf(record, 'weight').doc;
      const lines = fieldOf(record, 'lines').type as { items: typeof line & object };
      lines.items = { ...(line as object), doc: '', fields: [field('sku', 'string', { doc: '' })] } as never;
    });
    expect(found).toEqual([
      'Parcel: record Parcel has no doc',
      'Parcel.weight: no doc',
      'Parcel.lines: record ParcelLine has no doc',
      'Parcel.lines.sku: no doc',
    ]);
  });

  it('name no two shapes the same, wherever they stand', () => {
    const other = { ...(line as object), fields: [field('sku', 'string')] } as AvroType;
    expect(
      refused('ParcelSent', ({ fields }) => fields.push(field('lines', { type: 'array', items: other }))),
    ).toEqual(['ParcelSent.lines: record name ParcelLine is used twice']);
    expect(
      refused('ParcelSent', ({ fields }) => fields.push(field('lines', { type: 'array', items: line }))),
    ).toEqual([]);
  });
});

describe('a topic', () => {
  it('lies in the namespace of its owner', () => {
    expect(refused('Parcel', (record) => (record.namespace = 'throughline.orders'))).toEqual([
      'Parcel: namespace is not throughline.parcels',
    ]);
  });

  it('has a key of fields that there are', () => {
    expect(refused('Parcel', ({ throughline }) => (throughline.key = '{depot}|{nr}|{no}'))).toEqual([
      'Parcel: key names the unknown field nr',
      'Parcel: key names the unknown field no',
    ]);
  });

  it('has a key of nothing but fields', () => {
    for (const key of ['{depot}-{number}', 'p{number}', '{number}|', ''])
      expect(
        refused('Parcel', ({ throughline }) => Object.assign(throughline, { key, partitionBy: undefined })),
      ).toContain('Parcel: key is not fields in braces, parted by |');
  });

  it('is partitioned by a leading part of the key', () => {
    for (const partitionBy of ['{number}', '{depot}|{number}', '{dep'])
      expect(refused('Parcel', ({ throughline }) => (throughline.partitionBy = partitionBy))).toEqual([
        'Parcel: partitionBy is not a leading part of the key',
      ]);
    expect(refused('Parcel', ({ throughline }) => delete throughline.partitionBy)).toEqual([]);
  });

  it.each<[string, Parameters<typeof changed>[1]]>([
    ['owner', (_, file) => (file.owner = 'orders')],
    ['kind', ({ throughline }) => (throughline.kind = 'state')],
    ['number of partitions', ({ throughline }) => (throughline.partitions = 7)],
    ['answer to whether it holds personal data', ({ throughline }) => (throughline.personal = false)],
  ])('has one %s, whichever of its records says it', (_, change) => {
    expect(refused('ParcelSent', change)).toEqual([
      'ParcelSent: topic parcels.events is described differently by another record',
    ]);
  });

  it('has one key, whichever of its records says it', () => {
    const found = refused('ParcelSent', (record) => {
      record.fields.push(field('depot', 'string'));
      Object.assign(record.throughline, { key: '{depot}|{number}', partitionBy: '{depot}' });
    });
    expect(found).toEqual(['ParcelSent: topic parcels.events is described differently by another record']);
  });

  it('of personal data is one of states, from which they can be erased', () => {
    expect(refused('Parcel', ({ throughline }) => (throughline.personal = false))).toEqual([]);
    const files = changed('ParcelPacked', ({ throughline }) => (throughline.personal = true));
    expect(
      violations(changed('ParcelSent', ({ throughline }) => (throughline.personal = true), files)),
    ).toEqual([
      'ParcelPacked: personal data can be erased from state topics alone',
      'ParcelSent: personal data can be erased from state topics alone',
    ]);
  });

  it('of states has one type of record', () => {
    const files = parcelSchemas();
    const [parcel] = files;
    const other = structuredClone(parcel!);
    other.record.name = 'OtherParcel';
    expect(violations([...files, other])).toEqual([
      'OtherParcel: state topic parcels.parcels has several record types',
    ]);
  });
});

describe('what is wrong', () => {
  it('is told all at once, in the order of the schemas', () => {
    const files = changed('Parcel', (record) =>
      record.fields.push(field('a', 'double'), field('b', 'float')),
    );
    const found = violations(
      changed('ParcelSent', (record) => record.fields.push(optional('c', 'double')), files),
    );
    expect(found).toEqual([
      'Parcel.a: type double is not allowed',
      'Parcel.b: type float is not allowed',
      'ParcelSent.c: type double is not allowed',
    ]);
  });
});
