import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An Avro type as it stands in a schema file, limited to the forms that contracts may use. */
export type AvroType =
  | string
  | [string, AvroType]
  | { type: 'record'; name: string; doc?: string; fields: AvroField[] }
  | { type: 'array'; items: AvroType }
  | { type: string; logicalType?: string; precision?: number; scale?: number };

/** A field of a record; `default` is `undefined` when there is none. */
export interface AvroField {
  name: string;
  type: AvroType;
  doc?: string;
  default?: unknown;
}

/** How a record travels: its topic, key and partitioning. */
export interface Travel {
  topic: string;
  kind: 'state' | 'log';
  key: string;
  partitionBy?: string;
  partitions: number;
  /** Whether it says who somebody is, or where they live; left out for no. */
  personal?: boolean;
}

/** A schema file: `schemas/<owner>/<name>.avsc`. */
export interface SchemaFile {
  owner: string;
  record: {
    type: 'record';
    name: string;
    namespace: string;
    doc?: string;
    throughline: Travel;
    fields: AvroField[];
  };
}

/** Reads every schema below `folder`, sorted by owner and name. */
export function readSchemas(folder: string): SchemaFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'released')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((owner) =>
      readdirSync(join(folder, owner.name))
        .filter((file) => file.endsWith('.avsc'))
        .sort()
        .map((file) => ({
          owner: owner.name,
          record: JSON.parse(readFileSync(join(folder, owner.name, file), 'utf8')) as SchemaFile['record'],
        })),
    );
}

/** Fields that a key template names, in order. */
export function keyFieldsOf(template: string): string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}
