import { schemas } from '@throughline/events';
import type { ScalarType } from '../values/value-type.ts';

/** What a field of ours holds. */
export type TargetType =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'record'; readonly target: Target }
  | { readonly kind: 'list'; readonly item: TargetType };

export interface TargetField {
  readonly name: string;
  readonly type: TargetType;
  /** What it is when nothing fills it; `undefined` when something must. */
  readonly fallback: unknown;
  readonly doc: string;
}

/** The fields of a record, in the order of its schema. */
export interface Target {
  readonly name: string;
  readonly fields: readonly TargetField[];
}

type AvroType = string | readonly AvroType[] | AvroObject;
interface AvroObject {
  readonly type: string;
  readonly name?: string;
  readonly logicalType?: string;
  readonly items?: AvroType;
  readonly fields?: readonly AvroField[];
}
interface AvroField {
  readonly name: string;
  readonly type: AvroType;
  readonly doc: string;
  readonly default?: unknown;
}

const scalars: Readonly<Record<string, ScalarType>> = {
  ...{ string: 'text', int: 'integer', long: 'integer', boolean: 'boolean' },
  ...{ decimal: 'decimal', date: 'date', 'timestamp-micros': 'instant' },
};

/** The fields that a record has by its schema. */
export function targetOf(name: keyof typeof schemas): Target {
  return recordOf(schemas[name] as unknown as AvroObject);
}

function recordOf({ name = '', fields = [] }: AvroObject): Target {
  return {
    name,
    fields: fields.map((field) => ({
      ...{ name: field.name, type: typeOf(field.type), doc: field.doc },
      fallback: field.default,
    })),
  };
}

function typeOf(type: AvroType): TargetType {
  if (Array.isArray(type)) return typeOf(type.find((member) => member !== 'null') as AvroType);
  const object = typeof type === 'string' ? { type } : (type as AvroObject);
  if (object.type === 'array') return { kind: 'list', item: typeOf(object.items as AvroType) };
  if (object.type === 'record') return { kind: 'record', target: recordOf(object) };
  const scalar = scalars[object.logicalType ?? object.type];
  if (scalar === undefined)
    throw new TypeError(`No mapping makes an Avro ${object.logicalType ?? object.type}`);
  return { kind: 'scalar', scalar };
}
