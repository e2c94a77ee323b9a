export {
  DocumentError,
  type DocumentFault,
  type DocumentPath,
  pathText,
} from './documents/document-error.ts';
export {
  type LocatedDocument,
  type YamlDocument,
  readYaml,
  readYamlDocuments,
} from './documents/read-yaml.ts';
export { type MappingDocument, mappingSchema } from './documents/mapping-schema.ts';
export { mappingJsonSchema, readMapping } from './documents/read-mapping.ts';
export {
  type OutgoingDocument,
  outgoingJsonSchema,
  outgoingSchema,
  readOutgoing,
} from './documents/outgoing-schema.ts';
export { type CompiledMapping, type MappingContext, compileMapping } from './compile/compile-mapping.ts';
export { runExamples } from './compile/examples.ts';
export type { FieldTrace, MappedRow, MappingIssue, Outcome } from './compile/outcome.ts';
export type { JudgedRule, Otherwise } from './compile/rules.ts';
export type { DocumentFacts } from './values/scope.ts';
export {
  type CompiledOutgoing,
  type OutgoingColumn,
  type OutgoingContext,
  type OutgoingMisfit,
  type OutgoingOutcome,
  type OutgoingRecord,
  compileOutgoing,
} from './outward/compile-outgoing.ts';
export { outgoingExamples, runOutgoingExamples } from './outward/outgoing-examples.ts';
export { ownOutwardWords } from './steps/outward-steps.ts';
export { stepWords } from './steps/compile-step.ts';
export type { StepWord } from './steps/step.ts';
export { flowTargets, type SourceFacts } from './targets/flow-targets.ts';
export { type Target, type TargetField, type TargetType, targetOf } from './targets/target.ts';
export { shapeOf } from './values/shape.ts';
export { isZone, zoneOf } from './values/zone.ts';
