import type { DocumentPath } from '../documents/document-error.ts';
import type { EachSpec, FieldSpec, ListSpec, PathSpec, RecordSpec } from '../documents/mapping-schema.ts';
import type { Target, TargetField, TargetType } from '../targets/target.ts';
import type { Scope } from '../values/scope.ts';
import { Misfit } from '../values/value-type.ts';
import type { Compilation } from './compilation.ts';
import { compileSkips } from './conditions.ts';
import { compileEach } from './each.ts';
import { type Sink, failed } from './outcome.ts';
import { compileSum } from './sums.ts';
import { type Filler, compileValueField, valueTypeOf } from './value-fields.ts';

/** Compiles a record inside a record, or an element of a list. */
export function compileRecord(
  target: Target,
  spec: RecordSpec,
  field: string,
  path: DocumentPath,
  compilation: Compilation,
): Filler {
  const { faults } = compilation;
  for (const name of Object.keys(spec))
    if (!target.fields.some((each) => each.name === name))
      faults.add(
        [...path, name],
        `is no field of ${target.name}: ${target.fields.map((each) => each.name).join(', ')}`,
      );
  const fields = target.fields.flatMap((each) => {
    const own = Object.hasOwn(spec, each.name) ? spec[each.name] : undefined;
    const inner = field === '' ? each.name : `${field}.${each.name}`;
    if (own !== undefined) {
      const filler = compileField(own, each, inner, [...path, each.name], compilation);
      return filler === null ? [] : [{ name: each.name, ...filler }];
    }
    if (each.fallback === undefined) faults.add(path, `${inner} is needed, and nothing fills it`);
    return [{ name: each.name, ...always(each.fallback) }];
  });
  return {
    fill: (scope, sink) => {
      const made: Record<string, unknown> = {};
      let whole = true;
      for (const { name, fill } of fields) {
        const value = fill(scope, sink);
        if (value === failed) whole = false;
        made[name] = value;
      }
      return whole ? made : failed;
    },
    isNothing: (scope) => fields.every(({ isNothing }) => isNothing(scope)),
  };
}

/** A field that nothing fills. */
export function always(fallback: unknown): Filler {
  return Array.isArray(fallback)
    ? { fill: () => [...(fallback as unknown[])], isNothing: () => true }
    : { fill: () => fallback, isNothing: () => true };
}

/** Compiles a field of any type; null when it cannot be, which is a fault then. */
export function compileField(
  spec: FieldSpec,
  target: Pick<TargetField, 'type' | 'fallback'>,
  field: string,
  path: DocumentPath,
  compilation: Compilation,
): Filler | null {
  const { type, fallback } = target;
  if (!Array.isArray(spec) && type.kind === 'list' && ('each' in spec || 'all' in spec))
    return compileLists(
      'all' in spec ? spec.all : [spec as ListSpec],
      'all' in spec,
      type.item,
      field,
      path,
      compilation,
    );
  if (!Array.isArray(spec) && type.kind === 'record' && 'record' in spec && !('each' in spec)) {
    const inner = compileRecord(
      type.target,
      spec.record as RecordSpec,
      field,
      [...path, 'record'],
      compilation,
    );
    if (fallback === undefined) return inner;
    return {
      fill: (scope, sink) => (inner.isNothing(scope) ? fallback : inner.fill(scope, sink)),
      isNothing: inner.isNothing,
    };
  }
  if (!Array.isArray(spec) && 'sum' in spec) return compileSum(spec.sum, type, field, path, compilation);
  return compileValueField(spec, target, field, path, compilation);
}

function compileLists(
  specs: readonly ListSpec[],
  several: boolean,
  item: TargetType,
  field: string,
  path: DocumentPath,
  compilation: Compilation,
): Filler {
  const lists = specs.map((spec, index) =>
    compileList(spec, item, field, several ? [...path, 'all', index] : path, compilation),
  );
  const mustHave = compilation.target.notEmpty.includes(field);
  return {
    fill: (scope, sink) => {
      const made: unknown[] = [];
      let whole = true;
      for (const list of lists) if (!list(scope, sink, made)) whole = false;
      if (whole && mustHave && made.length === 0) {
        sink.hold(field, null, 'is missing');
        return failed;
      }
      return whole ? made : failed;
    },
    isNothing: () => false,
  };
}

/** Adds elements to a list; false when one of them could not be made. */
type FillsList = (scope: Scope, sink: Sink, made: unknown[]) => boolean;

function compileList(
  spec: ListSpec,
  item: TargetType,
  field: string,
  path: DocumentPath,
  compilation: Compilation,
): FillsList {
  const { each, record, value } = spec;
  const parts = compileEach(each, [...path, 'each'], compilation);
  if ((record === undefined) === (value === undefined)) {
    compilation.faults.add(path, 'has either a record or a value for each element');
    return () => false;
  }
  const isLine = lineFilter(each, field, compilation);
  const runs = parts.map((part) => {
    const skips = compileSkips(spec.skip, [...path, 'skip'], part.compilation);
    const filler = compileElement(spec, item, field, path, part.compilation);
    return { elements: part.elements, skips, filler };
  });
  return (scope, sink, made) => {
    let whole = true;
    for (const { elements, skips, filler } of runs) {
      const found = elements(scope);
      if (found instanceof Misfit) {
        sink.hold(field, null, found.reason);
        return false;
      }
      for (const element of found) {
        if (!isLine(element) || skips(element) !== null || filler === null) continue;
        const { length } = sink.issues;
        const { held } = sink;
        const named = sink.names.length;
        const { skipped } = sink;
        sink.skipped = null;
        const one = filler.fill(element, sink);
        if (sink.skipped !== null) {
          // A table has this element left out, and not the record.
          sink.issues.length = length;
          sink.names.length = named;
          sink.held = held;
        } else if (one === failed) whole = false;
        else made.push(one);
        sink.skipped = skipped;
      }
    }
    return whole;
  };
}

function compileElement(
  { record, value }: ListSpec,
  item: TargetType,
  field: string,
  path: DocumentPath,
  compilation: Compilation,
): Filler | null {
  if (record !== undefined && item.kind === 'record')
    return compileRecord(item.target, record, field, [...path, 'record'], compilation);
  if (value !== undefined && valueTypeOf(item) !== null)
    return compileValueField(
      value,
      { type: item, fallback: undefined },
      field,
      [...path, 'value'],
      compilation,
    );
  compilation.faults.add(path, item.kind === 'record' ? 'is a list of records' : 'is a list of plain values');
  return null;
}

/** Of lines that may be charges: which of them go into this list. */
function lineFilter(
  each: EachSpec,
  field: string,
  { isCharge, linesFrom }: Compilation,
): (element: Scope) => boolean {
  if (isCharge === null || Array.isArray(each) || !sameFrom(each.of, linesFrom)) return () => true;
  if (field === 'lines') return (element) => !isCharge(element);
  return field === 'charges' ? isCharge : () => true;
}

const sameFrom = (one: PathSpec, other: PathSpec | null): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
