import type { DocumentPath } from '../documents/document-error.ts';
import type { FieldSpec } from '../documents/mapping-schema.ts';
import { decimalFault } from '../steps/number-steps.ts';
import type { TargetField, TargetType } from '../targets/target.ts';
import { canonicalValue } from '../values/canonical-value.ts';
import { shapeOf } from '../values/shape.ts';
import { Misfit, type Scalar, type Value, type ValueType, typeText } from '../values/value-type.ts';
import { unavailable } from './cells.ts';
import type { Compilation } from './compilation.ts';
import { type Sink, failed } from './outcome.ts';
import type { Flowing, SourceSpec } from './field-source.ts';
import { type Pipeline, compilePipeline, run } from './pipeline.ts';
import { type Otherwise, ruleTest } from './rules.ts';
import type { Scope } from '../values/scope.ts';

/** Makes the value of a field: `failed` when it could not, and why is an issue. */
export interface Filler {
  readonly fill: (scope: Scope, sink: Sink) => unknown;
  /** Whether nothing of it is there in a row; true of what never depends on one. */
  readonly isNothing: (scope: Scope) => boolean;
}

const isHead = (spec: FieldSpec): spec is Extract<FieldSpec, readonly unknown[]> => Array.isArray(spec);

/** What a field that makes a value begins with, and its steps; null of a record or a list. */
function partsOf(
  spec: FieldSpec,
  path: DocumentPath,
): { source: SourceSpec; texts: { text: string; path: DocumentPath }[] } | null {
  if (isHead(spec)) {
    const [head, ...steps] = spec;
    const texts = steps.map((text, index) => ({ text, path: [...path, index + 1] }));
    return { source: { head, headPath: [...path, 0] }, texts };
  }
  if ('record' in spec || 'each' in spec || 'all' in spec || 'sum' in spec) return null;
  const steps = 'then' in spec ? (spec.then ?? []) : [];
  return {
    source: spec as SourceSpec,
    texts: steps.map((text, index) => ({ text, path: [...path, 'then', index] })),
  };
}

/** The type of a field that makes one value; null of records, and of lists of them. */
export function valueTypeOf(type: TargetType): ValueType | null {
  if (type.kind === 'scalar') return { scalar: type.scalar, list: false };
  return type.kind === 'list' && type.item.kind === 'scalar'
    ? { scalar: type.item.scalar, list: true }
    : null;
}

/** Compiles a field that holds one value or a list of plain ones. */
export function compileValueField(
  spec: FieldSpec,
  { type, fallback }: Pick<TargetField, 'type' | 'fallback'>,
  field: string,
  path: DocumentPath,
  compilation: Compilation,
): Filler | null {
  const wanted = valueTypeOf(type);
  const parts = partsOf(spec, path);
  if (wanted === null || parts === null) {
    const is = wanted === null ? (type.kind === 'list' ? 'a list of records' : 'a record') : typeText(wanted);
    compilation.faults.add(path, `is ${is}, and this says something else`);
    return null;
  }
  const pipeline = compilePipeline(parts.source, parts.texts, wanted, path, compilation);
  const finish = finisher(field, wanted, pipeline?.column ?? null, fallback, compilation);
  if (pipeline === null) return null;
  if (pipeline.constant && pipeline.steps.length === 0) checkConstant(pipeline, field, path, compilation);
  return {
    fill: (scope, sink) => finish(run(pipeline, field, scope, sink), pipeline, scope, sink),
    isNothing: (scope) => {
      if (pipeline.column === null) return true;
      const value = pipeline.read(scope);
      return value === null || value === undefined;
    },
  };
}

/** What no row can change is looked at when the mapping is compiled. */
function checkConstant(
  { read }: Pipeline,
  field: string,
  path: DocumentPath,
  { target, faults }: Compilation,
): void {
  const value = read(null as never);
  const fault = target.checks[field]?.(value as never);
  if (fault) faults.add(path, fault);
}

type Finish = (made: Flowing, pipeline: Pipeline, scope: Scope, sink: Sink) => unknown;

function finisher(
  field: string,
  wanted: ValueType,
  column: string | null,
  fallback: unknown,
  compilation: Compilation,
): Finish {
  const { target, rules } = compilation;
  const own = rules.get(field);
  const check = target.checks[field] as ((value: Scalar) => string | null) | undefined;
  const flow = target.references[field];
  const tests = compileRules(field, wanted, compilation);
  const unreadable = own?.readable ?? 'hold';
  const missing = own?.required ?? (fallback === undefined ? 'hold' : null);
  for (const each of [unreadable, missing]) {
    if (typeof each === 'object' && each !== null && canonicalValue(each.repair, wanted.scalar) === null)
      compilation.faults.add(
        ['rules'],
        `${field} is ${wanted.scalar}, and ${JSON.stringify(each.repair)} is none`,
      );
    if (each === 'warn' && fallback === undefined)
      compilation.faults.add(['rules'], `${field} cannot be left out: hold or repair it`);
  }
  const instead = (): unknown => (Array.isArray(fallback) ? [...(fallback as unknown[])] : fallback);

  /** Follows what a rule says of a value that is not as it should be. */
  function settle(otherwise: Otherwise, reason: string, value: unknown, sink: Sink): unknown {
    if (otherwise === 'hold' || (otherwise === 'warn' && value === undefined)) {
      sink.hold(field, column, reason);
      return failed;
    }
    sink.warn(field, column, otherwise === 'warn' ? reason : `${reason}: repaired`);
    return otherwise === 'warn' ? value : canonicalValue(otherwise.repair, wanted.scalar);
  }

  function nothing(made: null | undefined, sink: Sink): unknown {
    if (made === undefined && column !== null) sink.absent.push(field);
    if (missing === null) return instead();
    return settle(missing, 'is missing', fallback === undefined ? undefined : instead(), sink);
  }

  const { scalar, list } = wanted;
  const faultOfOne = (value: Scalar): string | null => {
    if (scalar === 'decimal') {
      const fault = decimalFault(value as string);
      if (fault !== null) return fault;
    } else if (scalar === 'instant' && Number.isNaN((value as Date).getTime())) return 'is no instant';
    return check === undefined ? null : check(value);
  };
  const faultOf = (value: Value): string | null => {
    if (!list) return faultOfOne(value as Scalar);
    for (const each of value as readonly Scalar[]) {
      const fault = faultOfOne(each);
      if (fault !== null) return fault;
    }
    return null;
  };

  return (made, pipeline, scope, sink) => {
    if (made === null || made === undefined) return nothing(made, sink);
    if (made === unavailable) {
      sink.unavailable.push(field);
      sink.hold(field, column, 'is not available in this record');
      return failed;
    }
    if (made instanceof Misfit) {
      if (made.skips) {
        sink.skipped = `${field}: ${made.reason}`;
        return failed;
      }
      return settle(unreadable, made.reason, fallback === undefined ? undefined : instead(), sink);
    }
    let value: Value = made;
    if (scalar === 'text' && !list) {
      // What comes straight from a column has no blanks around it.
      if (pipeline.steps.length > 0) value = (value as string).trim();
      if (value === '') return pipeline.mayBeEmpty ? '' : nothing(null, sink);
    }
    const fault = faultOf(value);
    if (flow !== undefined && fault === null)
      sink.names.push({ flow, code: value as string, sourceKey: sourceKeyOf(pipeline, value, scope) });
    if (fault !== null)
      return settle(unreadable, fault, fallback === undefined ? undefined : instead(), sink);
    for (let index = 0; index < tests.length; index += 1) {
      const { test, otherwise } = tests[index] as (typeof tests)[number];
      const reason = test(value);
      if (reason === null) continue;
      const settled = settle(otherwise, `${reason}${shown(value, wanted)}`, value, sink);
      if (settled === failed || otherwise !== 'warn') return settled;
    }
    return value;
  };
}

/** The text in the source by which something is named, byte for byte. */
function sourceKeyOf({ raw }: Pipeline, value: Value, scope: Scope): string {
  const text = raw?.(scope);
  return typeof text === 'string' ? text : (value as string);
}

/** Numbers are told as they are, texts by their shape: they may be somebody's. */
function shown(value: Value, { scalar, list }: ValueType): string {
  if (list || scalar === 'boolean') return '';
  return scalar === 'text' ? `: ${shapeOf(value as string)}` : `: ${String(value)}`;
}

function compileRules(field: string, wanted: ValueType, { rules, faults }: Compilation) {
  return (rules.get(field)?.checks ?? []).flatMap(({ text, otherwise, index }) => {
    const test = wanted.list ? { fault: 'cannot be said of a list' } : ruleTest(text, wanted.scalar);
    if (typeof otherwise === 'object' && canonicalValue(otherwise.repair, wanted.scalar) === null)
      faults.add(
        ['rules', index, 'else'],
        `is ${wanted.scalar}, and ${JSON.stringify(otherwise.repair)} is none`,
      );
    if (typeof test === 'object') {
      faults.add(['rules', index, field], test.fault);
      return [];
    }
    return [{ test, otherwise }];
  });
}
