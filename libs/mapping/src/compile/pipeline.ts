import type { DocumentPath } from '../documents/document-error.ts';
import { compileStep } from '../steps/compile-step.ts';
import type { Step, StepContext } from '../steps/step.ts';
import type { Scope } from '../values/scope.ts';
import { Misfit, type ValueType, sameType, typeText } from '../values/value-type.ts';
import { type ReadsRaw, cellReader, unavailable } from './cells.ts';
import { type Compilation, resolve } from './compilation.ts';
import { type Flowing, type SourceSpec, begin } from './field-source.ts';
import type { FieldTrace, Sink } from './outcome.ts';

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
