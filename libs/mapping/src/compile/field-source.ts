import type { DocumentPath } from '../documents/document-error.ts';
import type { HeadSpec } from '../documents/mapping-schema.ts';
import { canonicalValue } from '../values/canonical-value.ts';
import type { Scope } from '../values/scope.ts';
import { type Misfit, type Value, type ValueType, listOf, scalarOf, typeText } from '../values/value-type.ts';
import {
  type Cell,
  type ReadsRaw,
  cellReader,
  isListPath,
  pathName,
  rawReader,
  type unavailable,
} from './cells.ts';
import { type Reading, type Variable, resolve } from './compilation.ts';
import { type Expression, compileExpression } from './expression.ts';

/** A value on its way; undefined where its column is not there. */
export type Flowing = Value | null | undefined | typeof unavailable | Misfit;

/** What may stand at the beginning of a field that makes a value. */
export type SourceSpec =
  | { readonly head: HeadSpec; readonly headPath: DocumentPath }
  | { readonly constant: string }
  | { readonly cel: string }
  | { readonly document: 'asOf' }
  | { readonly ordinal: true };

/** The beginning of a field, and the type that it makes. */
export type Begun = {
  readonly read: (scope: Scope) => Flowing;
  /** Null of what is no column. */
  readonly column: string | null;
  /** The text as the source gave it, byte for byte; null of what is no column. */
  readonly raw: ReadsRaw | null;
  /** Whether it says the same of every row. */
  readonly constant: boolean;
} & { type: ValueType };

/** Compiles the beginning of a field; null when it cannot be, which is a fault then. */
export function begin(
  source: SourceSpec,
  path: DocumentPath,
  wanted: ValueType,
  hasSteps: boolean,
  compilation: Reading,
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
export function expressionOf(source: string, at: DocumentPath, compilation: Reading): Expression | null {
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
  { faults }: Reading,
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
  compilation: Reading,
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
