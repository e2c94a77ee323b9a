export {
  type DatabaseSource,
  type InstallsCapture,
  databaseSource,
  openDatabaseSource,
} from './database-source.ts';
export {
  type InspectOptions,
  type InspectedColumn,
  type InspectedTable,
  inspectDatabase,
} from './inspect.ts';
export {
  type DocumentTables,
  documentTables,
  keyColumn,
  numberColumn,
  ownColumns,
} from './document-settings.ts';
export type { WrittenRecord } from './document-statements.ts';
export {
  type DocumentAnswer,
  type DocumentWriter,
  type FoundDocument,
  type NewDocument,
  type PlannedDocuments,
  openDocumentWriter,
  plannedDocuments,
} from './document-writer.ts';
export { keySum } from './key-sum.ts';
export {
  type DatabaseSettings,
  type ReaderSettings,
  databaseAddress,
  databaseSettings,
  duration,
  tableReader,
} from './settings.ts';
export { MemoryHashes } from './memory-hashes.ts';
