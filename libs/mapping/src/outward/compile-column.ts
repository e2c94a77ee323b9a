import type { FieldLimit } from '@throughline/events';
import type { Reading } from '../compile/compilation.ts';
import { resolve } from '../compile/compilation.ts';
import { compileExpression } from '../compile/expression.ts';
import type { DocumentPath } from '../documents/document-error.ts';
import type { HeadSpec, PathSpec } from '../documents/mapping-schema.ts';
import type { ColumnSpec } from '../documents/outgoing-schema.ts';
import { compileStep } from '../steps/compile-step.ts';
import { outwardWords } from '../steps/outward-steps.ts';
import { type Step, type StepContext, wordsOf } from '../steps/step.ts';
import type { Scope } from '../values/scope.ts';
import { Misfit, type Value, type ValueType, sameType, scalarOf, typeText } from '../values/value-type.ts';
import { addLimit } from './limits.ts';
import { type OutgoingField, type Surroundings, fieldAt } from './outgoing-fields.ts';

/** What columns are compiled with. */
export interface Outgoing extends Reading {
  /** The records in which fields are looked up, the innermost first. */
  readonly around: readonly Surroundings[];
  /** Collects the fields that go somewhere. */
  readonly carried: Set<string>;
  /** Collects what fields may hold. */
  readonly limits: Map<string, FieldLimit>;
}

/** A column of theirs, and what makes its text. */
export interface Column {
  readonly name: string;
  /** Fields of ours that it is made of. */
  readonly fields: readonly string[];
  readonly read: (scope: Scope) => string | null | Misfit;
}

interface Begun {
  readonly type: ValueType;
  readonly read: (scope: Scope) => Value | null | Misfit;
  readonly fields: readonly string[];
  /** Each of which may be what the column holds, as it is. */
  readonly alone: readonly string[];
}

const isField = (spec: ColumnSpec): spec is readonly [HeadSpec, ...string[]] => Array.isArray(spec);

/** Compiles a column; null when it cannot be, which is a fault then. */
export function compileColumn(
  name: string,
  spec: ColumnSpec,
  path: DocumentPath,
  outgoing: Outgoing,
): Column | null {
  const { faults } = outgoing;
  if ('constant' in spec) return { name, fields: [], read: () => spec.constant };
  const begun = isField(spec) ? headOf(spec[0], [...path, 0], outgoing) : computed(spec, path, outgoing);
  if (begun === null) return null;
  const words = isField(spec) ? (spec.slice(1) as string[]) : (spec.then ?? []);
  const placeOf = (index: number) => (isField(spec) ? [...path, index + 1] : [...path, 'then', index]);
  const steps: Step[] = [];
  let { type } = begun;
  for (const [index, text] of words.entries()) {
    const step = compileStep(text, type, stepContext(outgoing, placeOf(index)), outwardWords);
    const fault = typeof step === 'string' ? step : partsAnAddress(text, begun.fields);
    if (fault !== null) {
      faults.add(placeOf(index), fault);
      return null;
    }
    steps.push(step as Step);
    type = (step as Step).to;
  }
  if (type.list || type.scalar === 'boolean' || type.scalar === 'instant') {
    faults.add(path, `makes ${typeText(type)}, and a column holds one text${hint(type)}`);
    return null;
  }
  const limit = limitOf(words);
  if (limit !== null)
    for (const field of begun.alone) addLimit(outgoing.limits, { field, maxLength: limit, alphabet: null });
  const mayBeEmpty = steps.some(({ fallback }) => fallback === '');
  return {
    ...{ name, fields: begun.fields },
    read: (scope) => {
      let value = begun.read(scope);
      for (const step of steps) {
        if (value === null || value === '') value = step.fallback ?? null;
        else if (!(value instanceof Misfit)) value = step.run(value, scope);
      }
      if (value instanceof Misfit) return value;
      const text = value === null ? null : String(value as string | number);
      return text === '' && !mayBeEmpty ? null : text;
    },
  };
}

/** Steps may look at fields beside their own. */
function stepContext(outgoing: Outgoing, at: DocumentPath): StepContext {
  return {
    ...outgoing.steps,
    column: (name) => {
      const found = pathOf(name, at, outgoing);
      if (typeof found === 'object' && 'constant' in found) return () => found.constant;
      const field = fieldAt(found, outgoing.around);
      if (typeof field === 'string') {
        outgoing.faults.add(at, field);
        return () => '';
      }
      outgoing.carried.add(field.name);
      return (scope) => {
        const value = field.read(scope);
        return value === null || value instanceof Misfit ? '' : textOf(value);
      };
    },
  };
}

function hint({ scalar, list }: ValueType): string {
  if (list) return ': add item 1 or join ", "';
  return scalar === 'instant' ? ': add date "yyyy-MM-dd HH:mm" or instant' : '';
}

/** In two parts, an address for mail is none. */
function partsAnAddress(text: string, fields: readonly string[]): string | null {
  const [word] = wordsOf(text) ?? [];
  return word === 'wrap' && fields.includes('recipient.email')
    ? 'wrap cannot part an e-mail address: give it a column that holds it'
    : null;
}

/** What has the text of a field refused, whatever else is done to it before or afterwards. */
function limitOf(steps: readonly string[]): number | null {
  for (const step of steps) {
    const [word, first, second] = wordsOf(step) ?? [];
    if (word === 'length') return Number(first);
    if (word === 'wrap') return Number(first) * Number(second);
    if (word !== 'trim' && word !== 'squeeze') return null;
  }
  return null;
}

/** Compiles what is no field: an expression, or the place in a list. */
function computed(
  spec: Exclude<ColumnSpec, readonly unknown[] | { constant: string }>,
  path: DocumentPath,
  outgoing: Outgoing,
): Begun | null {
  if ('ordinal' in spec)
    return { type: scalarOf('integer'), read: ({ ordinal }) => ordinal, fields: [], alone: [] };
  const { cel } = spec;
  const fields: string[] = [];
  const { faults } = outgoing;
  const made = compileExpression(cel, (name) => {
    const found = pathOf(name, [...path, 'cel'], outgoing);
    if (typeof found !== 'object' || Array.isArray(found)) {
      const field = fieldAt(found as PathSpec, outgoing.around);
      if (typeof field === 'string') return null;
      fields.push(field.name);
      outgoing.carried.add(field.name);
      return (scope) => {
        const value = field.read(scope);
        return value === null || value instanceof Misfit ? null : textOf(value);
      };
    }
    return () => (found as { constant: string }).constant;
  });
  if (typeof made !== 'string') return { type: made.to, read: made.run, fields, alone: [] };
  faults.add([...path, 'cel'], `the expression cannot be used: ${made}`);
  return null;
}

const textOf = (value: Value): string =>
  value instanceof Date ? value.toISOString() : String(value as string | number);

/** What a name stands for: a path, or the constant of an `each`. */
function pathOf(path: PathSpec, at: DocumentPath, outgoing: Outgoing): PathSpec | { constant: string } {
  const found = resolve(path, at, outgoing);
  return 'constant' in found ? found : found.path;
}

function headOf(head: HeadSpec, at: DocumentPath, outgoing: Outgoing): Begun | null {
  const several = typeof head === 'object' && !Array.isArray(head);
  const paths = several ? ('first' in head ? head.first : head.join) : [head as PathSpec];
  const found = paths.map((path) => partAt(path, at, outgoing));
  const parts = found.filter((part): part is Begun => part !== null);
  const [first] = parts;
  if (first === undefined || parts.length < found.length) return null;
  if (!several) return first;
  const fields = parts.flatMap((part) => part.fields);
  if (parts.some(({ type }) => !sameType(type, first.type) || type.list)) {
    outgoing.faults.add(at, 'is of fields of several types');
    return null;
  }
  const reads = parts.map(({ read }) => read);
  if ('first' in head) return { ...first, fields, alone: fields, read: firstOf(reads) };
  if (first.type.scalar !== 'text') {
    outgoing.faults.add(at, `joins texts, and these are ${typeText(first.type)}`);
    return null;
  }
  return { ...first, fields, alone: [], read: joined(reads, (head as { by: string }).by) };
}

function partAt(path: PathSpec, at: DocumentPath, outgoing: Outgoing): Begun | null {
  const found = pathOf(path, at, outgoing);
  if (typeof found === 'object' && 'constant' in found)
    return { type: scalarOf('text'), read: () => found.constant, fields: [], alone: [] };
  const field: OutgoingField | string = fieldAt(found, outgoing.around);
  if (typeof field === 'string') {
    outgoing.faults.add(at, field);
    return null;
  }
  outgoing.carried.add(field.name);
  return { type: field.type, read: field.read, fields: [field.name], alone: [field.name] };
}

type Reads = Begun['read'];

function firstOf(reads: readonly Reads[]): Reads {
  return (scope) => {
    for (const read of reads) {
      const value = read(scope);
      if (value !== null && value !== '') return value;
    }
    return null;
  };
}

function joined(reads: readonly Reads[], by: string): Reads {
  return (scope) => {
    const texts: string[] = [];
    for (const read of reads) {
      const value = read(scope);
      if (value instanceof Misfit) return value;
      if (value !== null) texts.push(value as string);
    }
    return texts.length === 0 ? null : texts.join(by);
  };
}
