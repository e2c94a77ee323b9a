export {
  type Address,
  type Answers,
  type DraftedFlow,
  type SourceDraft,
  draftSource,
} from './draft/draft-source.ts';
export type { Trial } from './draft/try-out.ts';
export { type Declared } from './shapes/column-profile.ts';
export {
  type ForeignKey,
  type FoundTable,
  type Place,
  type TableOutline,
  TableProfiler,
  looked,
} from './tables/found-table.ts';
export { type FileKind, fileKinds } from './tables/file-patterns.ts';
export {
  type DescribedField,
  type DescribedList,
  type Description,
  NoDescription,
} from './descriptions/description.ts';
export { readDescription } from './descriptions/read-description.ts';
