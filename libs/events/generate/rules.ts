import { keyFieldsOf } from './schema.ts';
import type { AvroField, AvroType, SchemaFile } from './schema.ts';

const scalars = new Set(['string', 'long', 'int', 'boolean']);
const logical: Record<string, string> = { 'timestamp-micros': 'long', date: 'int', decimal: 'bytes' };

function isDecimal(type: AvroType): boolean {
  return typeof type === 'object' && 'logicalType' in type && type.logicalType === 'decimal';
}

/**
 * What a contract may not do, as sentences; empty when the schemas are sound. Enums, wide unions, floats and
 * other decimals are refused because they cannot change compatibly or are not exact.
 */
export function violations(files: SchemaFile[]): string[] {
  const found: string[] = [];
  const shapes = new Map<string, string>();
  const topics = new Map<string, string>();

  const checkType = (type: AvroType, where: string): void => {
    if (typeof type === 'string') {
      if (!scalars.has(type)) found.push(`${where}: type ${type} is not allowed`);
    } else if (Array.isArray(type)) {
      if (type.length !== 2 || type[0] !== 'null') found.push(`${where}: a union may only be [null, type]`);
      else checkType(type[1], where);
    } else if (type.type === 'array' && 'items' in type) checkType(type.items, where);
    else if (type.type === 'record' && 'fields' in type) checkRecord(type.name, type.doc, type.fields, where);
    else if ('logicalType' in type && logical[String(type.logicalType)] === type.type) {
      if (type.logicalType === 'decimal' && (type.precision !== 24 || type.scale !== 7))
        found.push(`${where}: the only decimal is precision 24, scale 7`);
    } else found.push(`${where}: type ${JSON.stringify(type)} is not allowed`);
  };
  const checkRecord = (name: string, doc: string | undefined, fields: AvroField[], where: string): void => {
    if (!doc) found.push(`${where}: record ${name} has no doc`);
    const shape = JSON.stringify(fields);
    if ((shapes.get(name) ?? shape) !== shape) found.push(`${where}: record name ${name} is used twice`);
    shapes.set(name, shape);
    for (const field of fields) {
      const at = `${where}.${field.name}`;
      if (!field.doc) found.push(`${at}: no doc`);
      if (Array.isArray(field.type) && field.default !== null)
        found.push(`${at}: a nullable field defaults to null`);
      // Avro has the bytes of zero as "\u0000", which PostgreSQL's JSON cannot hold.
      if (isDecimal(field.type) && typeof field.default === 'string')
        found.push(`${at}: a decimal has no default but null`);
      checkType(field.type, at);
    }
  };

  for (const { owner, record } of files) {
    const { topic, kind, key, partitionBy, partitions, personal } = record.throughline;
    checkRecord(record.name, record.doc, record.fields, record.name);
    if (record.namespace !== `throughline.${topic.split('.')[0]}`)
      found.push(`${record.name}: namespace is not throughline.${topic.split('.')[0]}`);
    const fields = new Set(record.fields.map((field) => field.name));
    if (!/^\{\w+\}(\|\{\w+\})*$/.test(key))
      found.push(`${record.name}: key is not fields in braces, parted by |`);
    for (const name of keyFieldsOf(key))
      if (!fields.has(name)) found.push(`${record.name}: key names the unknown field ${name}`);
    if (partitionBy !== undefined && !key.startsWith(`${partitionBy}|`))
      found.push(`${record.name}: partitionBy is not a leading part of the key`);
    if (personal && kind !== 'state')
      found.push(`${record.name}: personal data can be erased from state topics alone`);
    const travel = JSON.stringify([owner, kind, key, partitionBy, partitions, personal]);
    if ((topics.get(topic) ?? travel) !== travel)
      found.push(`${record.name}: topic ${topic} is described differently by another record`);
    else if (topics.has(topic) && kind === 'state')
      found.push(`${record.name}: state topic ${topic} has several record types`);
    topics.set(topic, travel);
  }
  return found;
}
