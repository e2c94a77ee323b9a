import { type Flow, type RawRecord, flows } from '@throughline/connector';
import { DocumentError } from '../documents/document-error.ts';
import type { ListSpec, MappingDocument, PathSpec } from '../documents/mapping-schema.ts';
import type { LocatedDocument } from '../documents/read-yaml.ts';
import { type SourceFacts, flowTargets } from '../targets/flow-targets.ts';
import { targetOf } from '../targets/target.ts';
import type { DocumentFacts } from '../values/scope.ts';
import { isZone, zoneOf } from '../values/zone.ts';
import type { Compilation } from './compilation.ts';
import { compileRows } from './compile-rows.ts';
import { compileConditions } from './conditions.ts';
import { Faults } from './faults.ts';
import type { FieldTrace, Outcome } from './outcome.ts';
import { type JudgedRule, sortRules } from './rules.ts';
import { compileTables } from './tables.ts';

/** What a mapping is compiled for. */
export interface MappingContext extends SourceFacts {
  /** IANA name of the time zone in which the source's dates are. */
  readonly zone: string;
  /** Texts that stand for nothing in every column of the reader, beside the empty one. */
  readonly nothing?: readonly string[];
  /** The text that stands for a value which the source could not tell. */
  readonly unavailable?: string;
  /** Columns of the reader; when left out, a misspelt one is not noticed. */
  readonly columns?: readonly string[];
}

/** A mapping that is ready to be used. */
export interface CompiledMapping<F extends Flow = Flow> {
  readonly flow: F;
  /** Makes of a row what comes of it. Throws nothing because of what is in the row. */
  readonly map: (record: RawRecord, facts?: DocumentFacts) => Outcome<F>;
  /** The same, with how each field was made: of each record that comes of the row. Slower. */
  readonly explain: (
    record: RawRecord,
    facts?: DocumentFacts,
  ) => { outcome: Outcome<F>; fields: FieldTrace[][] };
  /** Columns of the source that it reads, ascending. */
  readonly usedColumns: readonly string[];
  /** Fields of ours that it fills, and what each is where its column says nothing; undefined where it must say something. */
  readonly filledFields: readonly { readonly name: string; readonly fallback: unknown }[];
  /** Fields of ours that it does not fill: they are as their schema, or what is known of the source, has them. */
  readonly unfilledFields: readonly string[];
  /** Rules that are judged where other records are known. */
  readonly judged: readonly JudgedRule[];
}

/**
 * Compiles a mapping for a source.
 * @throws DocumentError with every fault, its line and reason
 */
export function compileMapping(
  document: LocatedDocument<MappingDocument>,
  context: MappingContext,
): CompiledMapping {
  const { value: mapping } = document;
  const faults = new Faults((path, reason) => document.faultAt(path, reason));
  const flow = flowOf(mapping, faults);
  if (!isZone(context.zone)) faults.add([], `there is no time zone ${JSON.stringify(context.zone)}`);
  if (flow === null || !isZone(context.zone)) throw new DocumentError(faults.found);
  const { byField, judged } = sortRules(mapping.rules ?? [], faults);
  const compilation = compilationOf(flow, mapping, context, byField, faults);
  const made = compileRows(mapping, context, compilation);
  checkFields(flow, [...byField.keys(), ...judged.map(({ field }) => field)], mapping, faults);
  if (faults.found.length > 0) throw new DocumentError(faults.found);
  const { fields } = targetOf(flowTargets[flow].record);
  const defaults = flowTargets[flow].defaults(context);
  return {
    flow,
    map: (record, facts = {}) => made(record, facts, null),
    explain: (record, facts = {}) => {
      const fields: FieldTrace[][] = [];
      return { outcome: made(record, facts, fields), fields };
    },
    usedColumns: [...compilation.used].toSorted(),
    filledFields: fields
      .filter(({ name }) => Object.hasOwn(mapping.record, name))
      .map(({ name, fallback }) => ({ name, fallback: defaults[name] ?? fallback })),
    unfilledFields: fields
      .map(({ name }) => name)
      .filter((name) => name !== 'source' && !Object.hasOwn(mapping.record, name)),
    judged,
  };
}

function flowOf({ mapping, flow }: MappingDocument, faults: Faults): Flow | null {
  const name = flow ?? mapping.split('@')[0];
  const found = flows.find((each) => each === name) ?? null;
  if (found === null)
    faults.add(['mapping'], `names no flow, and there is no "flow" beside it: ${flows.join(', ')}`);
  return found;
}

function compilationOf(
  flow: Flow,
  mapping: MappingDocument,
  context: MappingContext,
  rules: Compilation['rules'],
  faults: Faults,
): Compilation {
  const linesFrom = listFrom(mapping.record.lines);
  const compilation: Compilation = {
    ...{
      flow,
      faults,
      rules,
      target: flowTargets[flow],
      linesFrom,
      isCharge: null,
      depth: 0,
      variables: new Map(),
    },
    steps: {
      zone: zoneOf(context.zone),
      currency: context.currency ?? null,
      tables: compileTables(mapping.tables, faults),
      column: () => () => '',
    },
    words: { nothing: new Set(context.nothing ?? []), unavailable: context.unavailable ?? null },
    columns: context.columns === undefined ? null : new Set(context.columns),
    used: new Set(),
  };
  if (mapping.charge === undefined) return compilation;
  if (linesFrom === null || listFrom(mapping.record.charges) === null)
    faults.add(['charge'], 'has no lines and charges to sort into, each from a list of the record');
  const inner = { ...compilation, depth: 1 };
  return { ...compilation, isCharge: compileConditions(mapping.charge, ['charge'], inner) };
}

/** The list in the record that a list of ours is made of. */
function listFrom(spec: unknown): PathSpec | null {
  const { each, all } = (spec ?? {}) as Partial<ListSpec> & { all?: readonly ListSpec[] };
  const found = all?.map((one) => listFrom(one)).find((one) => one !== null);
  return found ?? (each !== undefined && !Array.isArray(each) ? (each as { of: PathSpec }).of : null);
}

/** Rules are of fields that there are, and that the mapping fills. */
function checkFields(flow: Flow, fields: readonly string[], mapping: MappingDocument, faults: Faults): void {
  for (const field of fields) {
    const [first = '', ...rest] = field.split('.');
    const index = (mapping.rules ?? []).findIndex((rule) => Object.hasOwn(rule, field));
    const known = targetOf(flowTargets[flow].record).fields.find(({ name }) => name === first);
    if (!known) faults.add(['rules', index, field], `is no field of ${flow}`);
    else if (!Object.hasOwn(mapping.record, first))
      faults.add(['rules', index, field], 'is a field that the mapping does not fill');
    else if (rest.length > 0 && known.type.kind === 'scalar')
      faults.add(['rules', index, field], 'is no field with fields of its own');
  }
}
