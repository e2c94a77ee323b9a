import { compare, isDecimal } from '@throughline/money';
import type { MappingDocument } from '../documents/mapping-schema.ts';
import { picture } from '../values/picture.ts';
import type { ScalarType, Value } from '../values/value-type.ts';
import type { Faults } from './faults.ts';

/** What becomes of a record that breaks a rule. */
export type Otherwise = 'hold' | 'warn' | { readonly repair: string };

/** A rule as it is written. */
export interface RuleText {
  readonly text: string;
  readonly otherwise: Otherwise;
  readonly index: number;
}

/** The rules of one field. */
export interface FieldRules {
  /** What becomes of a value that cannot be made of its column; held unless a rule says otherwise. */
  readonly readable: Otherwise;
  /** Whether it must be there, and what else. */
  readonly required: Otherwise | null;
  /** Whether a price may be zero. */
  readonly zeroAllowed: boolean;
  readonly checks: readonly RuleText[];
}

/** A rule that is judged where other records are known: in the document, or among what was published. */
export interface JudgedRule {
  readonly field: string;
  readonly rule: { readonly kind: 'unique' } | { readonly kind: 'within'; readonly percent: number };
  readonly otherwise: Otherwise;
}

const within = /^within (\d{1,3}(?:\.\d{1,2})?)% of published$/;

/** Sorts the rules of a document by field; those that are judged elsewhere apart. */
export function sortRules(
  rules: NonNullable<MappingDocument['rules']>,
  faults: Faults,
): { byField: Map<string, FieldRules>; judged: JudgedRule[] } {
  const byField = new Map<string, FieldRules>();
  const judged: JudgedRule[] = [];
  rules.forEach((rule, index) => {
    const { else: other = 'hold', ...fields } = rule;
    const otherwise = other as Otherwise;
    if (typeof other === 'string' && other !== 'hold' && other !== 'warn')
      faults.add(['rules', index, 'else'], 'is none of hold, warn, { repair: value }');
    for (const [field, says] of Object.entries(fields)) {
      if (typeof says !== 'string') {
        faults.add(['rules', index, field], 'does not say what must hold');
        continue;
      }
      const known = byField.get(field) ?? {
        readable: 'hold',
        required: null,
        zeroAllowed: false,
        checks: [],
      };
      const percent = within.exec(says)?.[1];
      if (says === 'unique') judged.push({ field, rule: { kind: 'unique' }, otherwise });
      else if (percent !== undefined)
        judged.push({ field, rule: { kind: 'within', percent: Number(percent) }, otherwise });
      else if (says === 'readable') byField.set(field, { ...known, readable: otherwise });
      else if (says === 'required') byField.set(field, { ...known, required: otherwise });
      else if (says === 'zero allowed') byField.set(field, { ...known, zeroAllowed: true });
      else byField.set(field, { ...known, checks: [...known.checks, { text: says, otherwise, index }] });
    }
  });
  return { byField, judged };
}

/** Why a value breaks a rule; null when it does not. */
export type RuleTest = (value: Value) => string | null;

/** Compiles what a rule says of a value. @returns an error with the reason when it cannot be said of that type */
export function ruleTest(text: string, type: ScalarType): RuleTest | { fault: string } {
  const bound = /^(above|below|at least|at most) (\S+)$/.exec(text);
  if (bound) return boundTest(bound[1] as string, bound[2] as string, type);
  const range = /^(\S+) to (\S+)$/.exec(text);
  if (range) {
    const [least, most] = [
      boundTest('at least', range[1] as string, type),
      boundTest('at most', range[2] as string, type),
    ];
    if (typeof least !== 'function') return least;
    if (typeof most !== 'function') return most;
    return (value) => least(value) ?? most(value);
  }
  const words = /^one of (.+)$/
    .exec(text)?.[1]
    ?.split(',')
    .map((word) => word.trim());
  if (words) return (value) => (words.includes(String(value)) ? null : `is none of ${words.join(', ')}`);
  const length = /^length (\d+)(?: to (\d+))?$/.exec(text);
  if (length) {
    if (type !== 'text') return { fault: `has a length only where it is text, and this is ${type}` };
    const [least, most] = [Number(length[1]), Number(length[2] ?? length[1])];
    return (value) => {
      const size = [...(value as string)].length;
      return size < least || size > most ? `is not ${text.slice(7)} characters long but ${size}` : null;
    };
  }
  const drawn = /^pattern "((?:[^"\\]|\\.)+)"$/.exec(text)?.[1];
  if (drawn !== undefined) {
    const fits = type === 'text' ? picture(drawn) : null;
    if (fits === null)
      return {
        fault: type === 'text' ? 'has a pattern that is none' : 'has a pattern only where it is text',
      };
    return (value) => (fits(value as string) ? null : `is not like ${drawn}`);
  }
  return { fault: `is no rule: ${text}` };
}

function boundTest(word: string, bound: string, type: ScalarType): RuleTest | { fault: string } {
  if (type !== 'integer' && type !== 'decimal')
    return { fault: `is compared only where it is a number, and this is ${type}` };
  if (!isDecimal(bound)) return { fault: `compares with ${JSON.stringify(bound)}, which is no number` };
  const holds: Readonly<Record<string, (order: number) => boolean>> = {
    ...{ above: (order: number) => order > 0, below: (order: number) => order < 0 },
    ...{ 'at least': (order: number) => order >= 0, 'at most': (order: number) => order <= 0 },
  };
  const test = holds[word] as (order: number) => boolean;
  const reason = `is not ${word} ${bound}`;
  return (value) => (test(compare(String(value), bound)) ? null : reason);
}
