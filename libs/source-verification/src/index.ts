export { type Expected, expectedSchema } from './expected-schema.ts';
export { notReadTable, verificationTable } from './verification-table.ts';
export {
  type Verification,
  type VerifiedMapping,
  type VerifiedReader,
  verifySource,
} from './verify-source.ts';
