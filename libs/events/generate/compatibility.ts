import type { AvroField, AvroType, SchemaFile } from './schema.ts';

/**
 * Why `next` cannot stand beside `released` under FULL_TRANSITIVE: each must read what the other wrote. Stricter
 * than Avro's own resolution where that is silent: a decimal's precision and scale, the meaning of a number, and
 * the way a record travels. Empty when they are compatible.
 */
export function incompatibilities(released: SchemaFile[], next: SchemaFile[]): string[] {
  const found: string[] = [];
  for (const { owner, record: before } of released) {
    const after = next.find((file) => file.record.name === before.name && file.owner === owner)?.record;
    if (after === undefined) {
      found.push(`${before.name}: released, but gone from schemas/${owner}`);
      continue;
    }
    if (after.namespace !== before.namespace) found.push(`${before.name}: namespace changed`);
    for (const part of ['topic', 'kind', 'key', 'partitionBy', 'partitions'] as const)
      if (after.throughline[part] !== before.throughline[part]) found.push(`${before.name}: ${part} changed`);
    compareFields(before.fields, after.fields, before.name, found);
  }
  return found;
}

function compareFields(before: AvroField[], after: AvroField[], where: string, found: string[]): void {
  for (const field of after) {
    const old = before.find((other) => other.name === field.name);
    if (old !== undefined) compareTypes(old.type, field.type, `${where}.${field.name}`, found);
    else if (field.default === undefined) found.push(`${where}.${field.name}: added without a default`);
    if (old !== undefined && JSON.stringify(old.default) !== JSON.stringify(field.default))
      found.push(`${where}.${field.name}: default changed`);
  }
  for (const field of before)
    if (field.default === undefined && !after.some((other) => other.name === field.name))
      found.push(`${where}.${field.name}: removed, but older readers have no default for it`);
}

function compareTypes(before: AvroType, after: AvroType, where: string, found: string[]): void {
  const change = () => found.push(`${where}: type changed from ${describe(before)} to ${describe(after)}`);
  if (Array.isArray(before) && Array.isArray(after)) compareTypes(before[1], after[1], where, found);
  else if (isArray(before) && isArray(after)) compareTypes(before.items, after.items, `${where}[]`, found);
  else if (isRecord(before) && isRecord(after)) {
    if (before.name !== after.name)
      found.push(`${where}: record renamed from ${before.name} to ${after.name}`);
    compareFields(before.fields, after.fields, where, found);
  } else if (describe(before) !== describe(after)) change();
}

type ArrayType = { type: 'array'; items: AvroType };
type RecordType = { type: 'record'; name: string; fields: AvroField[] };

function isArray(type: AvroType): type is ArrayType {
  return typeof type === 'object' && 'items' in type;
}

function isRecord(type: AvroType): type is RecordType {
  return typeof type === 'object' && 'fields' in type;
}

function describe(type: AvroType): string {
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return `[null, ${describe(type[1])}]`;
  if (isArray(type)) return `array of ${describe(type.items)}`;
  if (isRecord(type)) return `record ${type.name}`;
  const {
    type: base,
    logicalType,
    precision,
    scale,
  } = type as Exclude<AvroType, string | unknown[]> & {
    logicalType?: string;
    precision?: number;
    scale?: number;
  };
  return [logicalType ?? base, ...(precision === undefined ? [] : [`(${precision}, ${scale})`])].join('');
}
