export * from './generated/types.ts';
export { schemas, topics } from './generated/catalogue.ts';
export { keyFields, keyOf, keyParts, parseKey, partitionKey, topicOf } from './catalogue.ts';
export type { RecordName, RecordValue, TopicEntry, TopicName } from './catalogue.ts';
export {
  InvalidValueError,
  UndecodableError,
  decoder,
  encode,
  fullName,
  schemaIdOf,
  subject,
} from './codec.ts';
export type { Decoder } from './codec.ts';
export { codeFault, longestCode } from './codes.ts';
export type { CalendarDate, Decimal } from './scalars.ts';
