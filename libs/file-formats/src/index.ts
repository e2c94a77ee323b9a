export type { Fault } from './fault.ts';
export { type Format, type FormatInput, formatSchema } from './format/format.ts';
export { type Encoding, encodings } from './format/text-settings.ts';
export { type Limits, defaultLimits } from './limits.ts';
export { type RecordStream, readRecords } from './read-records.ts';
export type { Verdict } from './sink.ts';
export { writeRecords } from './write/write-records.ts';
export { type WriteOptions, Unwritable } from './write/write-options.ts';
