import { type Step, type StepContext } from '../steps/step.ts';
import { compileStep } from '../steps/compile-step.ts';
import type { DocumentPath } from '../documents/document-error.ts';
import type { HeadSpec } from '../documents/mapping-schema.ts';
import { canonicalValue } from '../values/canonical-value.ts';
import type { Scope } from '../values/scope.ts';
import {
  Misfit,
  type Value,
  type ValueType,
  listOf,
  sameType,
  scalarOf,
  typeText,
} from '../values/value-type.ts';
import {
  type Cell,
  type ReadsRaw,
  cellReader,
  isListPath,
  pathName,
  rawReader,
  unavailable,
} from './cells.ts';
import { type Compilation, type Variable, resolve } from './compilation.ts';
import { type Expression, compileExpression } from './expression.ts';
import type { FieldTrace, Sink } from './outcome.ts';

/** A value on its way; undefined where its column is not there. */
export type Flowing = Value | null | undefined | typeof unavailable | Misfit;

/** Where a field comes from, and the steps that it goes through. */
export interface Pipeline {
  readonly read: (scope: Scope) => Flowing;
  readonly steps: readonly Step[];
  /** Null of what is no column. */
  readonly column: string | null;
  /** The text as the source gave it, byte for byte; null of what is no column. */
  readonly raw: ReadsRaw | null;
  /** Whether a step says that an empty text stands in the place of nothing. */
  readonly mayBeEmpty: boolean;
  /** Whether it says the same of every row. */
  readonly constant: boolean;
}

/** Takes a value through its steps. */
export function run(pipeline: Pipeline, field: string, scope: Scope, sink: Sink): Flowing {
  if (sink.trace !== null) return runTraced(pipeline, field, scope, sink.trace);
  let value = pipeline.read(scope);
  const { steps } = pipeline;
  for (let index = 0; index < steps.length; index += 1) value = advance(value, steps[index] as Step, scope);
  return value;
}

function advance(value: Flowing, step: Step, scope: Scope): Flowing {
  if (value === null || value === undefined || value === '') return step.fallback ?? value;
  if (value === unavailable || value instanceof Misfit) return value;
  return step.run(value, scope);
}

function runTraced(
  { read, steps, column }: Pipeline,
  field: string,
  scope: Scope,
  trace: FieldTrace[],
): Flowing {
  let value = read(scope);
  const told = [{ step: 'read', value: traced(value) }];
  for (const step of steps) {
    value = advance(value, step, scope);
    told.push({ step: step.text, value: traced(value) });
  }
  trace.push({ field, column, ordinal: scope.ordinal, steps: told });
  return value;
}

function traced(value: Flowing): unknown {
  if (value instanceof Misfit) return { reason: value.reason };
  if (value === unavailable) return { reason: 'is not available' };
  return value === undefined ? { reason: 'is not there' } : value;
}

/** What may stand at the beginning of a field that makes a value. */
export type SourceSpec =
  | { readonly head: HeadSpec; readonly headPath: DocumentPath }
  | { readonly constant: string }
  | { readonly cel: string }
  | { readonly document: 'asOf' }
  | { readonly ordinal: true };

/** Compiles a field that makes a value of one type; null when it cannot be, which is a fault then. */
export function compilePipeline(
  source: SourceSpec,
  texts: readonly { text: string; path: DocumentPath }[],
  wanted: ValueType,
  path: DocumentPath,
  compilation: Compilation,
): Pipeline | null {
  const { faults } = compilation;
  const begun = begin(source, path, wanted, texts.length > 0, compilation);
  if (begun === null) return null;
  const steps: Step[] = [];
  let type = begun.type;
  for (const { text, path: at } of texts) {
    const step = compileStep(text, type, stepContext(compilation, at));
    if (typeof step === 'string') {
      faults.add(at, step);
      return null;
    }
    steps.push(step);
    type = step.to;
  }
  if (!sameType(type, wanted)) {
    faults.add(path, `is ${typeText(wanted)}, and this makes ${typeText(type)}${hint(wanted, type)}`);
    return null;
  }
  const { read, column, raw, constant } = begun;
  const mayBeEmpty = (constant && steps.length === 0) || steps.some(({ fallback }) => fallback === '');
  return { read, steps, column, raw, constant, mayBeEmpty };
}

const hints: Readonly<Record<string, string>> = {
  decimal: 'decimal "1.234,56"',
  integer: 'integer',
  date: 'date "dd.MM.yyyy"',
  boolean: 'boolean "Y" "N"',
};

function hint(wanted: ValueType, type: ValueType): string {
  if (wanted.scalar === 'instant' && type.scalar === 'date') return ': add startOfDay or endOfDay';
  if (wanted.scalar === 'instant' && type.scalar === 'text') return ': add date "dd.MM.yyyy", startOfDay';
  if (type.scalar !== 'text' || wanted.list !== type.list) return '';
  return hints[wanted.scalar] === undefined ? '' : `: add ${hints[wanted.scalar]}`;
}

/** Steps may look at columns beside their own. */
function stepContext(compilation: Compilation, at: DocumentPath): StepContext {
  return {
    ...compilation.steps,
    column: (name) => {
      const found = resolve(name, at, compilation);
      if ('constant' in found) return () => found.constant;
      const read = cellReader(found.path, compilation.words);
      return (scope) => {
        const cell = read(scope);
        return typeof cell === 'string' ? cell : '';
      };
    },
  };
}

type Begun = Omit<Pipeline, 'steps' | 'mayBeEmpty'> & { type: ValueType };

function begin(
  source: SourceSpec,
  path: DocumentPath,
  wanted: ValueType,
  hasSteps: boolean,
  compilation: Compilation,
): Begun | null {
  const none = { column: null, raw: null, constant: false };
  if ('constant' in source) return constantOf(source.constant, path, wanted, hasSteps, compilation);
  if ('ordinal' in source) return { ...none, read: ({ ordinal }) => ordinal, type: scalarOf('integer') };
  if ('document' in source) return { ...none, read: ({ facts }) => facts.asOf, type: scalarOf('instant') };
  if ('cel' in source) {
    const made = expressionOf(source.cel, [...path, 'cel'], compilation);
    return made === null ? null : { ...none, read: made.run, type: made.to };
  }
  return headOf(source.head, source.headPath, wanted, hasSteps, compilation);
}

/** Compiles an expression where it stands; null when it cannot be, which is a fault then. */
export function expressionOf(source: string, at: DocumentPath, compilation: Compilation): Expression | null {
  const { columns, depth, variables, words, faults } = compilation;
  const made = compileExpression(source, (name) => {
    if (depth === 0 && columns !== null && !columns.has(name) && !variables.has(name)) return null;
    const found = resolve(name, at, compilation);
    return 'constant' in found ? () => found.constant : cellReader(found.path, words);
  });
  if (typeof made !== 'string') return made;
  faults.add(at, `the expression cannot be used: ${made}`);
  return null;
}

/** A constant is of the type of its field; in front of steps it is text. */
function constantOf(
  text: string,
  path: DocumentPath,
  wanted: ValueType,
  hasSteps: boolean,
  { faults }: Compilation,
): Begun | null {
  const type = hasSteps || wanted.list ? scalarOf('text') : wanted;
  const value = canonicalValue(text, type.scalar);
  if (value === null) faults.add(path, `is ${typeText(type)}, and ${JSON.stringify(text)} is none`);
  return value === null ? null : { read: () => value, column: null, raw: null, constant: true, type };
}

function headOf(
  head: HeadSpec,
  at: DocumentPath,
  wanted: ValueType,
  hasSteps: boolean,
  compilation: Compilation,
): Begun | null {
  const { words } = compilation;
  if (typeof head === 'object' && !Array.isArray(head)) {
    const paths = 'first' in head ? head.first : head.join;
    const parts = paths.map((each) => resolve(each, at, compilation));
    const cells = parts.map((part) =>
      'constant' in part ? () => part.constant : cellReader(part.path, words),
    );
    const column = parts
      .map((part) => ('constant' in part ? JSON.stringify(part.constant) : pathName(part.path)))
      .join(', ');
    const common = { column, raw: null, constant: false, type: scalarOf('text') };
    return { ...common, read: 'first' in head ? firstOf(cells) : joined(cells, head.by) };
  }
  const found: Variable = resolve(head, at, compilation);
  if ('constant' in found) return constantOf(found.constant, at, wanted, hasSteps, compilation);
  const type = isListPath(found.path) ? listOf('text') : scalarOf('text');
  return {
    ...{ read: cellReader(found.path, words), column: pathName(found.path), type, constant: false },
    raw: rawReader(found.path),
  };
}

function firstOf(cells: readonly ((scope: Scope) => Cell)[]): (scope: Scope) => Cell {
  return (scope) => {
    let nothing: Cell;
    for (const read of cells) {
      const cell = read(scope);
      if (cell !== null && cell !== undefined) return cell;
      nothing = nothing === null ? null : cell;
    }
    return nothing;
  };
}

function joined(cells: readonly ((scope: Scope) => Cell)[], by: string): (scope: Scope) => Cell {
  return (scope) => {
    const texts: string[] = [];
    let nothing: Cell;
    for (const read of cells) {
      const cell = read(scope);
      if (typeof cell === 'string') texts.push(cell);
      else if (cell === null || cell === undefined) nothing = nothing === null ? null : cell;
      else return cell;
    }
    return texts.length === 0 ? nothing : texts.join(by);
  };
}
