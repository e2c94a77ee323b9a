import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { incompatibilities } from './compatibility.ts';
import { violations } from './rules.ts';
import { readSchemas } from './schema.ts';
import type { AvroField, SchemaFile } from './schema.ts';

const root = join(import.meta.dirname, '../../..');
const files = readSchemas(join(root, 'schemas'));
const named = (name: string): SchemaFile => files.find((file) => file.record.name === name) as SchemaFile;

function changed(name: string, change: (record: SchemaFile['record']) => void): SchemaFile[] {
  return files.map((file) => {
    if (file.record.name !== name) return file;
    const copy = structuredClone(file);
    change(copy.record);
    return copy;
  });
}
const field = (record: { fields: AvroField[] }, name: string): AvroField =>
  record.fields.find((f) => f.name === name) as AvroField;

describe('the contract', () => {
  it('is sound, and what is generated from it is fresh', () => {
    expect(violations(files)).toEqual([]);
    for (const script of ['generate.ts', 'check.ts'])
      execFileSync(process.execPath, [join(import.meta.dirname, script), '--check'], { cwd: root });
  });

  it('refuses what cannot evolve or is not exact', () => {
    const refused = (change: (record: SchemaFile['record']) => void) =>
      violations(changed('Price', change))[0];
    expect(refused((r) => (field(r, 'amount').type = 'double'))).toMatch(/Price.amount: type double/);
    expect(refused((r) => (field(r, 'kind').type = { type: 'enum' }))).toMatch(/Price.kind/);
    expect(refused((r) => (field(r, 'group').type = ['string', 'null']))).toMatch(/\[null, type\]/);
    expect(refused((r) => delete field(r, 'group').default)).toMatch(/defaults to null/);
    expect(
      refused((r) => {
        field(r, 'amount').type = { type: 'bytes', logicalType: 'decimal', precision: 24, scale: 4 };
      }),
    ).toMatch(/the only decimal/);
    expect(refused((r) => delete field(r, 'amount').doc)).toMatch(/no doc/);
    expect(refused((r) => (r.throughline.key = '{skuu}'))).toMatch(/unknown field skuu/);
    expect(refused((r) => (r.throughline.partitionBy = '{version}'))).toMatch(/leading part/);
  });
});

describe('compatibility with released schemas', () => {
  const found = (name: string, change: (record: SchemaFile['record']) => void) =>
    incompatibilities(files, changed(name, change));

  it('accepts an added field with a default, and its removal again', () => {
    const added: AvroField = { name: 'colour', doc: 'Colour.', type: ['null', 'string'], default: null };
    const next = changed('Price', (record) => record.fields.push(added));
    expect(incompatibilities(files, next)).toEqual([]);
    expect(incompatibilities(next, files)).toEqual([]);
  });

  it('refuses every change that one side could not read', () => {
    expect(found('Price', (r) => r.fields.push({ name: 'x', doc: 'X.', type: 'string' }))).toEqual([
      'Price.x: added without a default',
    ]);
    expect(found('Price', (r) => (field(r, 'minQuantity').type = 'int'))[0]).toMatch(/from long to int/);
    expect(
      found(
        'Price',
        (r) => (field(r, 'amount').type = { type: 'bytes', logicalType: 'decimal', precision: 24, scale: 4 }),
      )[0],
    ).toMatch(/decimal\(24, 7\) to decimal\(24, 4\)/);
    expect(found('Price', (r) => (field(r, 'list').type = ['null', 'string']))[0]).toMatch(
      /\[null, string\]/,
    );
    expect(found('Price', (r) => (r.throughline.partitions = 12))).toEqual(['Price: partitions changed']);
    expect(
      incompatibilities(
        files,
        files.filter((file) => file.record.name !== 'Price'),
      )[0],
    ).toMatch(/gone/);
  });

  it('refuses the removal of any required field, wherever it is', () => {
    const required = files.flatMap(({ record }) =>
      record.fields.filter((f) => f.default === undefined).map((f) => [record.name, f.name] as const),
    );
    fc.assert(
      fc.property(fc.constantFrom(...required), ([name, removed]) => {
        const next = changed(name, (r) => (r.fields = r.fields.filter((f) => f.name !== removed)));
        expect(incompatibilities([named(name)], next)).toEqual([
          `${name}.${removed}: removed, but older readers have no default for it`,
        ]);
      }),
    );
  });
});
