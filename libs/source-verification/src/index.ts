export { type Expected, expectedSchema } from './expected-schema.ts';
export { notReadTable, verificationTable } from './verification-table.ts';
export type { Verification, VerifiedMapping, VerifiedReader } from './verification.ts';
export { verifySource } from './verify-source.ts';
export {
  type ShownRecord,
  type Trial,
  type TrialCause,
  type TriedMapping,
  type TriedReader,
  type TriedRow,
  mergeTrials,
} from './trial/trial.ts';
export { type TrialRow, TrialTally } from './trial/trial-tally.ts';
export { type OpensSample, trySamples } from './trial/try-sample.ts';
export { renderTrial } from './trial/render-trial.ts';
export {
  type ChangeKind,
  type ComparedFlow,
  type ComparedRecord,
  type Comparison,
  changeKinds,
  mergeComparisons,
} from './trial/comparison.ts';
export { ComparisonTally } from './trial/comparison-tally.ts';
export { cutValue } from './trial/cut-value.ts';
