export { type Edited, type EditOptions, editKinds, editOnce } from './edit-once.ts';
export { inconsistencies } from './inconsistencies.ts';
export { type Session, commit, commitOnce } from './sessions.ts';
export type { Office, Posted, Statement } from './edit.ts';
