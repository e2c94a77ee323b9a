import type { Flow, FlowRecords, RawRecord } from '@throughline/connector';
import { keyFields } from '@throughline/events';
import type { MappingDocument } from '../documents/mapping-schema.ts';
import { type SourceFacts, zeroPriceFault } from '../targets/flow-targets.ts';
import { type Target, targetOf } from '../targets/target.ts';
import type { DocumentFacts, Scope } from '../values/scope.ts';
import { Misfit } from '../values/value-type.ts';
import type { Compilation } from './compilation.ts';
import { compileSkips } from './conditions.ts';
import { compileEach } from './each.ts';
import { type FieldTrace, type MappedRow, type Outcome, Sink, failed } from './outcome.ts';
import { always, compileField } from './record-fields.ts';
import type { Filler } from './value-fields.ts';

/** Makes of a row what comes of it; with traces of its records, when they are asked for. */
export type MapsRow = (record: RawRecord, facts: DocumentFacts, traces: FieldTrace[][] | null) => Outcome;

/** Compiles what a mapping makes of rows. */
export function compileRows(
  mapping: MappingDocument,
  source: SourceFacts,
  compilation: Compilation,
): MapsRow {
  const skips = compileSkips(mapping.skip, ['skip'], compilation);
  const parts =
    mapping.each === undefined
      ? [{ elements: (scope: Scope): readonly Scope[] | Misfit => [scope], compilation }]
      : compileEach(mapping.each, ['each'], compilation);
  const builders = parts.map(({ elements, compilation: own }) => ({
    elements,
    build: compileWhole(mapping, source, own),
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
        traces?.push([]);
        continue;
      }
      for (const element of found) {
        const trace: FieldTrace[] | null = traces === null ? null : [];
        const made = build(element, trace);
        if (typeof made === 'string') {
          skipped = made;
          continue;
        }
        records.push(made);
        if (trace !== null) traces?.push(trace);
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
  source: SourceFacts,
  compilation: Compilation,
): (scope: Scope, trace: FieldTrace[] | null) => MappedRow | string {
  const { flow, target, rules } = compilation;
  const fields = fieldsOf(targetOf(target.record), mapping, source, compilation);
  const blank: Record<string, unknown> = Object.fromEntries(fields.map(({ name }) => [name, undefined]));
  const derived = Object.entries(target.derived).filter(([name]) => !Object.hasOwn(mapping.record, name));
  const key = keyFields(target.topic);
  const zeroAllowed = rules.get('amount')?.zeroAllowed === true;
  return (scope, trace) => {
    const sink = new Sink(trace);
    // A copy has all its fields at once, which is quicker than to add one after the other.
    const value = { ...blank };
    sink.made = value;
    for (let index = 0; index < fields.length; index += 1) {
      const { name, fill } = fields[index] as NamedFiller;
      const made = fill(scope, sink);
      value[name] = made === failed ? undefined : made;
    }
    if (sink.skipped !== null) return sink.skipped;
    for (const [name, derive] of derived) value[name] = derive(value);
    if (!sink.held) {
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
  source: SourceFacts,
  compilation: Compilation,
): NamedFiller[] {
  const { record } = mapping;
  const { faults, target: own } = compilation;
  const defaults = own.defaults(source);
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
    if (name === 'source') return [{ name, ...always(source.source) }];
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
