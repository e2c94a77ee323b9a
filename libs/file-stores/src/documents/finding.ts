import type { FoundDocument } from './document.ts';

/** Why something that lies there is not ready. */
export type DocumentCause =
  /** A link, no regular file, or a name that is not touched. */
  | 'name-refused'
  /** The time in the name names no one instant of the source's time zone. */
  | 'time-unreadable'
  /** Not whole yet, by the settings; or behind a document that is not. */
  | 'waiting'
  /** Changed while it was read. */
  | 'growing'
  | 'empty'
  | 'oversized'
  /** Size or checksum are not those of its manifest. */
  | 'differs-from-manifest'
  | 'manifest-unreadable'
  /** A manifest names it, and it is not there and never was. */
  | 'missing'
  /** Its content was handled before, under this name or another. */
  | 'repeated'
  /** A document of this name was handled before, with other content. */
  | 'changed'
  /** Older than one that was handled. */
  | 'late';

/** Something that a person, or whoever handles documents, should know. */
export interface DocumentFinding {
  cause: DocumentCause;
  name: string;
  /** In words. */
  detail: string;
  /** To be handled or rejected all the same; null where there is nothing of that kind. */
  document: FoundDocument | null;
}
