import { describe, expect, it } from 'vitest';
import { incompatibilities } from './compatibility.ts';
import {
  changed,
  day,
  decimal,
  field,
  fieldOf,
  instant,
  line,
  optional,
  parcelSchemas,
} from './fixtures/schema-files.ts';
import type { AvroField, AvroType } from './schema.ts';

const found = (...of: Parameters<typeof changed>) => incompatibilities(parcelSchemas(), changed(...of));
/** What a change of a type is told as, in one direction and the other. */
function bothWays(before: AvroType, after: AvroType): string[][] {
  const of = (type: AvroType) => changed('Parcel', ({ fields }) => fields.push(field('extra', type)));
  return [incompatibilities(of(before), of(after)), incompatibilities(of(after), of(before))];
}

describe('schemas beside released ones', () => {
  it('may stay, grow by optional fields and by records, and lose optional fields', () => {
    const grown = changed('Parcel', ({ fields }) => fields.unshift(optional('colour', 'string')));
    grown.push({ ...structuredClone(grown[2]!), record: { ...grown[2]!.record, name: 'ParcelLost' } });
    expect(incompatibilities(parcelSchemas(), parcelSchemas())).toEqual([]);
    expect(incompatibilities(parcelSchemas(), grown)).toEqual([]);
    expect(incompatibilities(grown.slice(0, 3), parcelSchemas())).toEqual([]);
  });

  it('may have fields in another order, and say other things of them', () => {
    expect(
      found('Parcel', (record) => {
        record.doc = 'A parcel.';
        record.fields.reverse();
        fieldOf(record, 'weight').doc = 'Grams.';
      }),
    ).toEqual([]);
  });

  it('have every record that was released, of the same owner', () => {
    const gone = 'ParcelPacked: released, but gone from schemas/parcels';
    expect(incompatibilities(parcelSchemas(), parcelSchemas().toSpliced(1, 1))).toEqual([gone]);
    expect(found('ParcelPacked', (_, file) => (file.owner = 'orders'))).toEqual([gone]);
    expect(found('ParcelPacked', (record) => (record.name = 'ParcelPrepared'))).toEqual([gone]);
  });

  it.each<[string, Parameters<typeof changed>[1]]>([
    ['namespace', (record) => (record.namespace = 'throughline.orders')],
    ['topic', ({ throughline }) => (throughline.topic = 'parcels.others')],
    ['kind', ({ throughline }) => (throughline.kind = 'log')],
    ['key', ({ throughline }) => (throughline.key = '{number}')],
    ['partitionBy', ({ throughline }) => delete throughline.partitionBy],
    ['partitions', ({ throughline }) => (throughline.partitions = 24)],
  ])('have the %s that was released', (part, change) => {
    expect(found('Parcel', change)).toEqual([`Parcel: ${part} changed`]);
  });

  it('have no new field without a default, since older records lack it', () => {
    const change = (added: AvroField) => found('Parcel', ({ fields }) => fields.push(added));
    expect(change(field('colour', 'string'))).toEqual(['Parcel.colour: added without a default']);
    expect(change(field('colour', 'string', { default: '' }))).toEqual([]);
    expect(change(field('colour', ['null', 'string'], { default: null }))).toEqual([]);
  });

  it('have every field that older readers need', () => {
    expect(
      found('Parcel', (record) => (record.fields = record.fields.filter(({ name }) => name !== 'weight'))),
    ).toEqual(['Parcel.weight: removed, but older readers have no default for it']);
  });

  it('have the defaults that were released', () => {
    expect(found('Parcel', (record) => (fieldOf(record, 'weight').default = 0))).toEqual([
      'Parcel.weight: default changed',
    ]);
    expect(found('Parcel', (record) => delete fieldOf(record, 'due').default)).toEqual([
      'Parcel.due: default changed',
    ]);
  });

  it('have the same rules for records within records', () => {
    const change = (fields: AvroField[]) =>
      found('Parcel', (record) => {
        fieldOf(record, 'lines').type = { type: 'array', items: { ...(line as object), fields } as AvroType };
      });
    const [sku, quantity, batch] = (line as { fields: AvroField[] }).fields as [
      AvroField,
      AvroField,
      AvroField,
    ];
    expect(change([sku, quantity, batch, field('colour', 'string')])).toEqual([
      'Parcel.lines[].colour: added without a default',
    ]);
    expect(change([sku, batch])).toEqual([
      'Parcel.lines[].quantity: removed, but older readers have no default for it',
    ]);
    expect(change([sku, { ...quantity, type: 'long' }])).toEqual([
      'Parcel.lines[].quantity: type changed from int to long',
    ]);
    expect(change([sku, quantity])).toEqual([]);
  });

  it('call records within records what they were called', () => {
    expect(
      found('Parcel', (record) => {
        fieldOf(record, 'lines').type = {
          type: 'array',
          items: { ...(line as object), name: 'Line' } as AvroType,
        };
      }),
    ).toEqual(['Parcel.lines[]: record renamed from ParcelLine to Line']);
  });

  it('tell everything that is wrong, record by record', () => {
    const files = changed('Parcel', (record) => (record.throughline.partitions = 1));
    changed('ParcelSent', (record) => record.fields.push(field('to', 'string')), files);
    expect(incompatibilities(parcelSchemas(), files)).toEqual([
      'Parcel: partitions changed',
      'ParcelSent.to: added without a default',
    ]);
  });
});

describe('a type', () => {
  const list = (items: AvroType): AvroType => ({ type: 'array', items });

  it.each<[AvroType, AvroType, string, string]>([
    ['int', 'long', 'int', 'long'],
    ['string', 'boolean', 'string', 'boolean'],
    ['string', ['null', 'string'], 'string', '[null, string]'],
    ['long', instant, 'long', 'timestamp-micros'],
    ['int', day, 'int', 'date'],
    [
      decimal,
      { type: 'bytes', logicalType: 'decimal', precision: 24, scale: 4 },
      'decimal(24, 7)',
      'decimal(24, 4)',
    ],
    [
      decimal,
      { type: 'bytes', logicalType: 'decimal', precision: 38, scale: 7 },
      'decimal(24, 7)',
      'decimal(38, 7)',
    ],
    [decimal, { type: 'bytes' }, 'decimal(24, 7)', 'bytes'],
    ['string', list('string'), 'string', 'array of string'],
    [list(['null', decimal]), line, 'array of [null, decimal(24, 7)]', 'record ParcelLine'],
    [['null', line], line, '[null, record ParcelLine]', 'record ParcelLine'],
    [['null', list('int')], list('int'), '[null, array of int]', 'array of int'],
  ])('does not become another: %j, %j', (before, after, told, toldAfter) => {
    expect(bothWays(before, after)).toEqual([
      [`Parcel.extra: type changed from ${told} to ${toldAfter}`],
      [`Parcel.extra: type changed from ${toldAfter} to ${told}`],
    ]);
  });

  it('is compared within unions and lists', () => {
    expect(bothWays(['null', 'int'], ['null', 'long'])[0]).toEqual([
      'Parcel.extra: type changed from int to long',
    ]);
    expect(bothWays(list('int'), list('long'))[0]).toEqual(['Parcel.extra[]: type changed from int to long']);
    expect(bothWays(list(list('int')), list(list('long')))[0]).toEqual([
      'Parcel.extra[][]: type changed from int to long',
    ]);
  });

  it.each<[AvroType]>([[decimal], [instant], [['null', day]], [list(line)], ['string']])(
    'stays: %j',
    (type) => {
      expect(bothWays(type, structuredClone(type))).toEqual([[], []]);
    },
  );
});
