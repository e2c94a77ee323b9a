export { type CheckedSource, type Feeding, checkSource } from './check-source.ts';
export type { OrdersOut } from './check-out.ts';
export type { FileOut } from './check-files-out.ts';
export type { FilesOrdersOut } from './files-out.ts';
export type { DatabaseOrdersOut } from './out-schema.ts';
export type { Feed, ReaderJoin, ReaderPlan, Referring } from './reader-plan.ts';
export {
  type ColumnSpec,
  type DriftRules,
  type FileReader,
  type UploadReader,
  driftRules,
} from './reader-schema.ts';
export {
  type DatabaseDocument,
  type FilesDocument,
  type ManualDocument,
  type SourceDocument,
  sourceSchema,
} from './source-schema.ts';
export { type OrderLayout, type OrderRecords, UnfitOrder, orderFile } from './order-file.ts';
export { sourceJsonSchema } from './json-schema.ts';
