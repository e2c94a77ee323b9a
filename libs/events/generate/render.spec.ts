import { describe, expect, it } from 'vitest';
import { field, line, optional, parcelSchemas } from './fixtures/schema-files.ts';
import { renderCatalogue, renderTypes } from './render.ts';

describe('what is generated of schemas', () => {
  it('are an interface per record, inner ones first and once, and the records of each topic', () => {
    const files = parcelSchemas();
    const lines = files[0]!.record.fields.find(({ name }) => name === 'lines')!;
    const wrap = { type: 'record', name: 'Wrap', doc: 'A wrap.', fields: [field('line', line)] } as const;
    files[2]!.record.fields.push(
      structuredClone(lines),
      optional('wrap', { ...wrap, fields: [...wrap.fields] }),
    );
    expect(renderTypes(files).split('\n')).toEqual([
      '// Generated from schemas/ by `npm run generate`. Edit the schemas instead.',
      "import type { CalendarDate, Decimal } from '../scalars.ts';",
      '',
      '/** A line. */',
      'export interface ParcelLine {',
      '  /** The sku. */',
      '  sku: string;',
      '  /** The quantity. */',
      '  quantity: number;',
      '  /** The batch. */',
      '  batch: string | null;',
      '}',
      '',
      '/** Parcel, whole. */',
      'export interface Parcel {',
      '  /** The depot. */',
      '  depot: string;',
      '  /** The number. */',
      '  number: string;',
      '  /** The fragile. */',
      '  fragile: boolean;',
      '  /** The weight. */',
      '  weight: number;',
      '  /** The worth. */',
      '  worth: Decimal;',
      '  /** The lines. */',
      '  lines: ParcelLine[];',
      '  /** The due. */',
      '  due: CalendarDate | null;',
      '}',
      '',
      '/** ParcelPacked, whole. */',
      'export interface ParcelPacked {',
      '  /** The number. */',
      '  number: string;',
      '  /** The at. */',
      '  at: Date;',
      '}',
      '',
      '/** A wrap. */',
      'export interface Wrap {',
      '  /** The line. */',
      '  line: ParcelLine;',
      '}',
      '',
      '/** ParcelSent, whole. */',
      'export interface ParcelSent {',
      '  /** The number. */',
      '  number: string;',
      '  /** The carrier. */',
      '  carrier: string | null;',
      '  /** The lines. */',
      '  lines: ParcelLine[];',
      '  /** The wrap. */',
      '  wrap: Wrap | null;',
      '}',
      '',
      '/** Topics of kind `log`; they carry no tombstones. */',
      "export type LogTopicName = 'parcels.events';",
      '',
      '/** The records that each topic carries, told apart by `type`. */',
      'export interface TopicRecords {',
      "  'parcels.parcels': { type: 'Parcel'; value: Parcel };",
      "  'parcels.events': { type: 'ParcelPacked'; value: ParcelPacked } | { type: 'ParcelSent'; value: ParcelSent };",
      '}',
      '',
      '/** The fields that the keys of each topic are made of. */',
      'export interface TopicKeys {',
      "  'parcels.parcels': 'depot' | 'number';",
      "  'parcels.events': 'number';",
      '}',
      '',
    ]);
  });

  it('names every topic of kind log', () => {
    const files = parcelSchemas();
    files[0]!.record.throughline.kind = 'log';
    expect(renderTypes(files)).toContain(`export type LogTopicName = 'parcels.parcels' | 'parcels.events';`);
  });

  it('is a catalogue of topics with how they travel, and the schemas without it', () => {
    const files = parcelSchemas();
    const [topics = '', schemas = ''] = renderCatalogue(files).split('/** Avro schema of every record');
    expect(topics.split('\n')).toEqual([
      '// Generated from schemas/ by `npm run generate`. Edit the schemas instead.',
      "import type { TopicEntry } from '../catalogue.ts';",
      "import type { TopicRecords } from './types.ts';",
      '',
      'export const topics: { readonly [T in keyof TopicRecords]: TopicEntry<T> } = {',
      `  'parcels.parcels': {"name":"parcels.parcels","owner":"parcels","kind":"state","key":"{depot}|{number}","partitionSegments":1,"partitions":12,"personal":true,"records":["Parcel"]},`,
      `  'parcels.events': {"name":"parcels.events","owner":"parcels","kind":"log","key":"{number}","partitionSegments":0,"partitions":6,"personal":false,"records":["ParcelPacked","ParcelSent"]},`,
      '};',
      '',
      '',
    ]);
    const [head, ...lines] = schemas.split('\n');
    expect(head).toBe(', as registered. */');
    expect([lines[0], ...lines.slice(-2)]).toEqual(['export const schemas = {', '} as const;', '']);
    const parsed = lines.slice(1, -2).map((text) => /^ {2}(\w+): (.*),$/.exec(text)?.slice(1));
    expect(parsed.map((entry) => entry?.[0])).toEqual(['Parcel', 'ParcelPacked', 'ParcelSent']);
    expect(parsed.map((entry) => JSON.parse(entry?.[1] ?? '') as unknown)).toEqual(
      files.map(({ record: { throughline: _, ...schema } }) => schema),
    );
  });

  it('counts the leading parts by which a topic is partitioned', () => {
    const files = parcelSchemas();
    Object.assign(files[0]!.record.throughline, {
      key: '{depot}|{number}|{due}',
      partitionBy: '{depot}|{number}',
    });
    expect(renderCatalogue(files)).toContain('"partitionSegments":2');
  });
});
