import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { incompatibilities } from './compatibility.ts';
import { violations } from './rules.ts';
import { readSchemas } from './schema.ts';
import type { SchemaFile } from './schema.ts';

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

// Generator and check are processes of their own.
describe('the contract', () => {
  it('is sound, and what is generated from it is fresh', () => {
    expect(violations(files)).toEqual([]);
    for (const script of ['generate.ts', 'check.ts'])
      execFileSync(process.execPath, [join(import.meta.dirname, script), '--check'], { cwd: root });
  });
});

describe('compatibility with released schemas', () => {
  it('refuses the removal of any required field, wherever it is', () => {
    const required = files.flatMap(({ record }) =>
      record.fields.filter((f) => f.default === undefined).map((f) => [record.name, f.name] as const),
    );
    for (const [name, removed] of required) {
      const next = changed(name, (r) => (r.fields = r.fields.filter((f) => f.name !== removed)));
      expect(incompatibilities([named(name)], next)).toEqual([
        `${name}.${removed}: removed, but older readers have no default for it`,
      ]);
    }
  });
});
