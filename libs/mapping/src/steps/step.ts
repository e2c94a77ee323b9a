import type { Scope } from '../values/scope.ts';
import type { Misfit, Value, ValueType } from '../values/value-type.ts';
import type { Zone } from '../values/zone.ts';

/** A step as it stands in a document, compiled. */
export interface Step {
  /** As it is written. */
  readonly text: string;
  readonly to: ValueType;
  /** Makes the next value of one that is there; null for nothing. Throws nothing, whatever the value is. */
  readonly run: (value: Value, scope: Scope) => Value | null | Misfit;
  /** What stands in the place of nothing. */
  readonly fallback?: Value;
}

/** A code table. */
export interface CodeTable {
  readonly name: string;
  readonly entries: ReadonlyMap<string, string | readonly string[]>;
  /** Whether its values are lists. */
  readonly list: boolean;
  /** What becomes of a code that it has not. */
  readonly otherwise: 'hold' | 'skip' | 'nothing' | { readonly value: string | readonly string[] };
}

/** What steps are compiled with. */
export interface StepContext {
  readonly zone: Zone;
  /** Null when the source has none. */
  readonly currency: string | null;
  readonly tables: ReadonlyMap<string, CodeTable>;
  /** Reads a column beside the field's own; empty text where it says nothing. */
  readonly column: (name: string) => (scope: Scope) => string;
}

/** What a word makes of its arguments: its part of a step, or why it does not take them. */
export type Compiled = Pick<Step, 'to' | 'run' | 'fallback'> | string;

/** A word of the language. */
export interface StepWord {
  readonly word: string;
  /** How it is written, for people. */
  readonly usage: string;
  readonly says: string;
  /** Types that it takes: of lists too, when it says so; else it does to each of a list what it does to one. */
  readonly from: readonly ValueType['scalar'][];
  readonly takesLists?: true;
  compile(args: readonly string[], from: ValueType, context: StepContext): Compiled;
}

/** The words of a step: apart by blanks, in double quotes where they hold blanks. Null when a quote is not closed. */
export function wordsOf(text: string): string[] | null {
  const words: string[] = [];
  let end = 0;
  for (const { 0: found, 1: quoted, index } of text.matchAll(
    /\s*(?:"((?:[^"\\]|\\.)*)"|[^\s"]+)(?=\s|$)/gy,
  )) {
    end = index + found.length;
    words.push(quoted === undefined ? found.trim() : quoted.replace(/\\(.)/g, unescaped));
  }
  return text.slice(end).trim() === '' ? words : null;
}

const unescaped = (_: string, character: string): string =>
  character === 't' ? '\t' : character === 'n' ? '\n' : character;
