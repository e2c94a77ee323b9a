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
export { keySum } from './key-sum.ts';
export {
  type DatabaseSettings,
  type ReaderSettings,
  databaseAddress,
  databaseSettings,
  tableReader,
} from './settings.ts';
export { MemoryHashes } from './memory-hashes.ts';
