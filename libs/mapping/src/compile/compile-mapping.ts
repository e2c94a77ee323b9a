import { type Flow, type FlowRecords, type RawRecord, flows } from '@throughline/connector';
import { keyFields } from '@throughline/events';
import { DocumentError } from '../documents/document-error.ts';
import type { ListSpec, MappingDocument, PathSpec } from '../documents/mapping-schema.ts';
import type { LocatedDocument } from '../documents/read-yaml.ts';
import { type SourceFacts, flowTargets, zeroPriceFault } from '../targets/flow-targets.ts';
import { type Target, targetOf } from '../targets/target.ts';
import type { DocumentFacts, Scope } from '../values/scope.ts';
import { Misfit } from '../values/value-type.ts';
import { isZone, zoneOf } from '../values/zone.ts';
import type { Compilation } from './compilation.ts';
import { compileConditions, compileSkips } from './conditions.ts';
import { Faults } from './faults.ts';
import { type FieldTrace, type MappedRow, type Outcome, Sink, failed } from './outcome.ts';
import { always, compileEach, compileField } from './record-fields.ts';
import { type JudgedRule, sortRules } from './rules.ts';
import { compileTables } from './tables.ts';
import type { Filler } from './value-fields.ts';

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
  /** The same, with how each field was made. Slower. */
  readonly explain: (
    record: RawRecord,
    facts?: DocumentFacts,
  ) => { outcome: Outcome<F>; fields: FieldTrace[][] };
  /** Columns of the source that it reads, ascending. */
  readonly usedColumns: readonly string[];
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
  return {
    flow,
    map: (record, facts = {}) => made(record, facts, null),
    explain: (record, facts = {}) => {
      const fields: FieldTrace[][] = [];
      return { outcome: made(record, facts, fields), fields };
    },
    usedColumns: [...compilation.used].toSorted(),
    unfilledFields: targetOf(flowTargets[flow].record)
      .fields.map(({ name }) => name)
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
      zoneName: context.zone,
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

type MapsRow = (record: RawRecord, facts: DocumentFacts, traces: FieldTrace[][] | null) => Outcome;

function compileRows(mapping: MappingDocument, context: MappingContext, compilation: Compilation): MapsRow {
  const skips = compileSkips(mapping.skip, ['skip'], compilation);
  const parts =
    mapping.each === undefined
      ? [{ elements: (scope: Scope): readonly Scope[] | Misfit => [scope], compilation }]
      : compileEach(mapping.each, ['each'], compilation);
  const builders = parts.map(({ elements, compilation: own }) => ({
    elements,
    build: compileWhole(mapping, context, own),
  }));
  return (record, facts, traces) => {
    const scope: Scope = { value: record.values, parent: null, ordinal: 1, facts };
    const reason = skips(scope);
    if (reason !== null) return { skipped: reason };
    const records: MappedRow[] = [];
    let skipped = 'has nothing of what makes a record';
    for (const { elements, build } of builders) {
      const found = elements(scope);
      if (found instanceof Misfit) {
        records.push(heldRow(found.reason));
        continue;
      }
      for (const element of found) {
        const trace: FieldTrace[] | null = traces === null ? null : [];
        const made = build(element, trace);
        if (trace !== null) traces?.push(trace);
        if (typeof made === 'string') skipped = made;
        else records.push(made);
      }
    }
    return records.length === 0 ? { skipped } : { records };
  };
}

function heldRow(reason: string): MappedRow {
  const issues = [{ field: 'record', reason, severity: 'held' as const, column: null }];
  return { key: null, value: null, issues, names: [], absent: [], unavailable: [] };
}

interface NamedFiller extends Filler {
  readonly name: string;
}

/** Compiles what makes one record; a text says why it is left out. */
function compileWhole(
  mapping: MappingDocument,
  context: MappingContext,
  compilation: Compilation,
): (scope: Scope, trace: FieldTrace[] | null) => MappedRow | string {
  const { flow, target, rules } = compilation;
  const fields = fieldsOf(targetOf(target.record), mapping, context, compilation);
  const derived = Object.entries(target.derived).filter(([name]) => !Object.hasOwn(mapping.record, name));
  const key = keyFields(target.topic);
  const zeroAllowed = rules.get('amount')?.zeroAllowed === true;
  return (scope, trace) => {
    const sink = new Sink(trace);
    const value: Record<string, unknown> = {};
    for (let index = 0; index < fields.length; index += 1) {
      const { name, fill } = fields[index] as NamedFiller;
      const made = fill(scope, sink);
      value[name] = made === failed ? undefined : made;
    }
    if (sink.skipped !== null) return sink.skipped;
    if (!sink.held) {
      for (const [name, derive] of derived) value[name] = derive(value);
      const zero = zeroAllowed ? null : zeroPriceFault(flow, value);
      if (zero !== null) sink.hold('amount', null, zero);
      const misfit = target.misfit(value);
      if (misfit !== null) sink.hold(misfit.field, null, misfit.reason);
    }
    return {
      key: keyOf(key, value),
      value: sink.held ? null : (value as unknown as FlowRecords[Flow]),
      issues: sink.issues,
      names: sink.names,
      absent: sink.absent,
      unavailable: sink.unavailable,
    };
  };
}

function keyOf(fields: readonly string[], value: Record<string, unknown>): string | null {
  let key = '';
  for (let index = 0; index < fields.length; index += 1) {
    const part = value[fields[index] as string];
    if (typeof part !== 'string' || part === '') return null;
    key = index === 0 ? part : `${key}|${part}`;
  }
  return key;
}

function fieldsOf(
  target: Target,
  mapping: MappingDocument,
  context: MappingContext,
  compilation: Compilation,
): NamedFiller[] {
  const { record } = mapping;
  const { faults, target: own } = compilation;
  const defaults = own.defaults(context);
  for (const name of Object.keys(record)) {
    if (name === 'source') faults.add(['record', name], 'is the name of the source, and no mapping says it');
    else if (!target.fields.some((each) => each.name === name))
      faults.add(
        ['record', name],
        `is no field of ${compilation.flow}: ${target.fields
          .slice(1)
          .map((each) => each.name)
          .join(', ')}`,
      );
  }
  return target.fields.flatMap((field): NamedFiller[] => {
    const { name } = field;
    if (name === 'source') return [{ name, ...always(context.source) }];
    const fallback = defaults[name] ?? field.fallback;
    const spec = Object.hasOwn(record, name) ? record[name] : undefined;
    if (spec !== undefined) {
      const filler = compileField(spec, { type: field.type, fallback }, name, ['record', name], compilation);
      return filler === null ? [] : [{ name, ...filler }];
    }
    if (name === 'asOf') return [{ name, ...documentInstant(name) }];
    if (fallback === undefined && !Object.hasOwn(own.derived, name))
      faults.add(['record'], `${name} is needed, and nothing fills it`);
    return [{ name, ...always(fallback) }];
  });
}

/** A stock figure is of the instant of its document, unless a column says otherwise. */
function documentInstant(name: string): Filler {
  return {
    fill: ({ facts }, sink) => {
      if (facts.asOf) return facts.asOf;
      sink.hold(name, null, 'is missing');
      return failed;
    },
    isNothing: () => true,
  };
}
