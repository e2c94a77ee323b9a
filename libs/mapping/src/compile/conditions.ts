import type { DocumentPath } from '../documents/document-error.ts';
import type { ConditionsSpec, SkipSpec } from '../documents/mapping-schema.ts';
import type { Scope } from '../values/scope.ts';
import { cellReader } from './cells.ts';
import { type Reading, resolve } from './compilation.ts';
import { expressionOf } from './field-source.ts';

export type Condition = (scope: Scope) => boolean;

/** Whether all columns have the texts that are named. */
export function compileConditions(spec: ConditionsSpec, at: DocumentPath, compilation: Reading): Condition {
  const tests = Object.entries(spec).map(([name, condition]): Condition => {
    const found = resolve(name, [...at, name], compilation);
    const read = 'constant' in found ? () => found.constant : cellReader(found.path, compilation.words);
    const negated = typeof condition === 'object' && !Array.isArray(condition);
    const texts = new Set(
      [negated ? (condition as { not: string | string[] }).not : (condition as string | string[])].flat(),
    );
    return (scope) => {
      const cell = read(scope);
      return texts.has(typeof cell === 'string' ? cell : '') !== negated;
    };
  });
  return (scope) => tests.every((test) => test(scope));
}

/** Why a row is left out; null when it is not. */
export type Skips = (scope: Scope) => string | null;

/** Compiles what says which rows are left out. */
export function compileSkips(
  spec: SkipSpec | readonly SkipSpec[] | undefined,
  at: DocumentPath,
  compilation: Reading,
): Skips {
  const entries = spec === undefined ? [] : [spec].flat();
  const skips = entries.map((entry, index): Skips => {
    const place = Array.isArray(spec) ? [...at, index] : at;
    const { as, cel, ...columns } = entry as Record<string, ConditionsSpec[string]>;
    const conditions = compileConditions(columns, place, compilation);
    if (cel === undefined) return (scope) => (conditions(scope) ? (as as string) : null);
    const made = expressionOf(String(cel), [...place, 'cel'], compilation);
    if (made === null) return () => null;
    if (made.to.scalar !== 'boolean' || made.to.list) {
      compilation.faults.add([...place, 'cel'], 'is no expression that is true or false');
      return () => null;
    }
    return (scope) => (conditions(scope) && made.run(scope) === true ? (as as string) : null);
  });
  if (skips.length === 0) return () => null;
  return (scope) => {
    for (const skip of skips) {
      const reason = skip(scope);
      if (reason !== null) return reason;
    }
    return null;
  };
}
