import type { Flow } from '@throughline/connector';
import type { DocumentPath } from '../documents/document-error.ts';
import type { PathSpec } from '../documents/mapping-schema.ts';
import type { StepContext } from '../steps/step.ts';
import type { FlowTarget } from '../targets/flow-targets.ts';
import type { Scope } from '../values/scope.ts';
import { type CellWords, outwards } from './cells.ts';
import type { Faults } from './faults.ts';
import type { FieldRules } from './rules.ts';

/** What a name of `each` stands for. */
export type Variable = { readonly path: PathSpec } | { readonly constant: string };

/** What whatever reads a record is compiled with, in both directions. */
export interface Reading {
  readonly faults: Faults;
  readonly steps: StepContext;
  readonly words: CellWords;
  /** Columns of the reader; null when they are not known. */
  readonly columns: ReadonlySet<string> | null;
  /** Collects the columns that are named. */
  readonly used: Set<string>;
  readonly variables: ReadonlyMap<string, Variable>;
  /** How many lists it is inside of: only outside of them a name is a column. */
  readonly depth: number;
}

/** What parts of a mapping are compiled with. */
export interface Compilation extends Reading {
  readonly flow: Flow;
  readonly target: FlowTarget;
  /** By path of the field, lists without their indexes. */
  readonly rules: ReadonlyMap<string, FieldRules>;
  /** Which lines are charges. */
  readonly isCharge: ((scope: Scope) => boolean) | null;
  /** Where the lines come from that may be charges. */
  readonly linesFrom: PathSpec | null;
}

/** What a path stands for once the names of `each` are replaced; notes the column, and refuses one that is not there. */
export function resolve(path: PathSpec, at: DocumentPath, compilation: Reading): Variable {
  const variable = typeof path === 'string' ? compilation.variables.get(path) : undefined;
  if (variable && 'constant' in variable) return variable;
  const real = variable?.path ?? path;
  const { up, inner } = outwards(real);
  const [first] = inner;
  if (up > compilation.depth) compilation.faults.add(at, `has more ".." than there are records around it`);
  // A name of `each` was written outside of the list, where it stands for a column of the record.
  if (up === compilation.depth && typeof first === 'string' && first !== '.' && first !== '*') {
    compilation.used.add(first);
    if (compilation.columns !== null && !compilation.columns.has(first))
      compilation.faults.add(at, `there is no column ${JSON.stringify(first)}`);
  }
  return { path: real };
}
