import { keyFieldsOf } from './schema.ts';
import type { AvroField, AvroType, SchemaFile } from './schema.ts';

const banner = '// Generated from schemas/ by `npm run generate`. Edit the schemas instead.\n';

const logical = { 'timestamp-micros': 'Date', date: 'CalendarDate', decimal: 'Decimal' } as const;

function typeOf(type: AvroType): string {
  if (Array.isArray(type)) return `${typeOf(type[1])} | null`;
  if (typeof type === 'string') return { string: 'string', boolean: 'boolean' }[type] ?? 'number';
  if ('items' in type) return `${typeOf(type.items)}[]`;
  if ('fields' in type) return type.name;
  const { logicalType } = type as { logicalType: keyof typeof logical };
  return logical[logicalType];
}

function nested(type: AvroType): { name: string; doc?: string; fields: AvroField[] }[] {
  if (Array.isArray(type)) return nested(type[1]);
  if (typeof type === 'string') return [];
  if ('items' in type) return nested(type.items);
  if ('fields' in type) return [...type.fields.flatMap((field) => nested(field.type)), type];
  return [];
}

/** TypeScript interfaces of every record, and the union of records by topic. */
export function renderTypes(files: SchemaFile[]): string {
  const interfaces = new Map<string, string>();
  for (const { record } of files)
    for (const r of nested(record)) {
      const fields = r.fields.map(
        (field) => `  /** ${field.doc} */\n  ${field.name}: ${typeOf(field.type)};`,
      );
      interfaces.set(r.name, `/** ${r.doc} */\nexport interface ${r.name} {\n${fields.join('\n')}\n}\n`);
    }
  const byTopic = Map.groupBy(files, (file) => file.record.throughline.topic);
  const union = [...byTopic].map(
    ([topic, records]) =>
      `  '${topic}': ${records.map((r) => `{ type: '${r.record.name}'; value: ${r.record.name} }`).join(' | ')};`,
  );
  const keys = [...byTopic].map(([topic, [first]]) => {
    const fields = keyFieldsOf(first?.record.throughline.key ?? '');
    return `  '${topic}': ${fields.map((field) => `'${field}'`).join(' | ')};`;
  });
  const logs = [...byTopic].filter(([, [file]]) => file?.record.throughline.kind === 'log');
  return (
    `${banner}import type { CalendarDate, Decimal } from '../scalars.ts';\n\n` +
    `${[...interfaces.values()].join('\n')}\n` +
    `/** Topics of kind \`log\`; they carry no tombstones. */\nexport type LogTopicName = ${logs.map(([topic]) => `'${topic}'`).join(' | ')};\n\n` +
    `/** The records that each topic carries, told apart by \`type\`. */\nexport interface TopicRecords {\n${union.join('\n')}\n}\n\n` +
    `/** The fields that the keys of each topic are made of. */\nexport interface TopicKeys {\n${keys.join('\n')}\n}\n`
  );
}

/** The topic catalogue with the schema of every record. */
export function renderCatalogue(files: SchemaFile[]): string {
  const topics = [...Map.groupBy(files, (file) => file.record.throughline.topic)].map(([name, records]) => {
    const first = records[0] as SchemaFile;
    const { kind, key, partitionBy, partitions, personal = false } = first.record.throughline;
    const entry = {
      name,
      owner: first.owner,
      kind,
      key,
      partitionSegments: partitionBy === undefined ? 0 : partitionBy.split('|').length,
      partitions,
      personal,
      records: records.map((r) => r.record.name),
    };
    return `  '${name}': ${JSON.stringify(entry)},`;
  });
  const schemas = files.map(
    ({ record: { throughline: _, ...schema } }) => `  ${schema.name}: ${JSON.stringify(schema)},`,
  );
  return (
    `${banner}import type { TopicEntry } from '../catalogue.ts';\nimport type { TopicRecords } from './types.ts';\n\n` +
    `export const topics: { readonly [T in keyof TopicRecords]: TopicEntry<T> } = {\n${topics.join('\n')}\n};\n\n` +
    `/** Avro schema of every record, as registered. */\nexport const schemas = {\n${schemas.join('\n')}\n} as const;\n`
  );
}
