import type { RawValue } from '@throughline/connector';
import { type ReadsRaw, outwards, rawReader } from '../compile/cells.ts';
import type { PathSpec } from '../documents/mapping-schema.ts';
import type { OutgoingShape } from '../targets/outgoing-order.ts';
import { canonicalValue } from '../values/canonical-value.ts';
import type { Scope } from '../values/scope.ts';
import { Misfit, type Scalar, type ScalarType, type Value, type ValueType } from '../values/value-type.ts';

/** The fields of a record that goes out, and by which names they are reached from the whole. */
export interface Surroundings {
  readonly shape: OutgoingShape;
  /** Empty of the whole, else with a dot at its end. */
  readonly prefix: string;
}

/** A field of ours where a path leads to. */
export interface OutgoingField {
  /** `recipient.name`, `lines.item`. */
  readonly name: string;
  readonly type: ValueType;
  readonly read: (scope: Scope) => Value | null | Misfit;
}

type Part = ScalarType | OutgoingShape | readonly [OutgoingShape];

const isList = (part: Part): part is readonly [OutgoingShape] => Array.isArray(part);

/**
 * Follows a path.
 * @param around the records that it may begin in, the innermost first
 * @returns where it leads to and whether it goes through a list; or why it leads nowhere
 */
function follow(
  path: PathSpec,
  around: readonly Surroundings[],
): { part: Part; name: string; list: boolean } | string {
  const { up, inner } = outwards(path);
  const begin = around[up];
  if (begin === undefined) return 'has more ".." than there are records around it';
  let part: Part = begin.shape;
  let name = begin.prefix;
  let list = false;
  for (const segment of inner) {
    if (segment === '.') continue;
    if (isList(part)) {
      if (typeof segment === 'string' && segment !== '*' && !/^[1-9]\d*$/.test(segment))
        return `${name.slice(0, -1)} is a list: say which of it, or "*"`;
      list ||= segment === '*';
      [part] = part;
      continue;
    }
    if (typeof part === 'string') return `${name.slice(0, -1)} has no fields`;
    const fields: OutgoingShape = part;
    if (typeof segment !== 'string' || !Object.hasOwn(fields, segment))
      return `there is no field ${JSON.stringify(segment)}: ${Object.keys(fields).join(', ')}`;
    part = fields[segment] as Part;
    name = `${name}${segment}.`;
  }
  return { part, name: name.slice(0, -1), list };
}

/** The value that a path leads to; a text says why there is none. */
export function fieldAt(path: PathSpec, around: readonly Surroundings[]): OutgoingField | string {
  const found = follow(path, around);
  if (typeof found === 'string') return found;
  const { part, name, list } = found;
  if (typeof part !== 'string') return `${name} is ${isList(part) ? 'a list' : 'a record'}, and no value`;
  return { name, type: { scalar: part, list }, read: typed(rawReader(path), part, list) };
}

/** The elements of the list that a path leads to; a text says why it leads to none. */
export function listAt(path: PathSpec, around: readonly Surroundings[]): Surroundings | string {
  const found = follow(path, around);
  if (typeof found === 'string') return found;
  const { part, name, list } = found;
  const element = isList(part) ? part[0] : list && typeof part !== 'string' ? part : null;
  return element === null ? `${name} is no list of records` : { shape: element, prefix: `${name}.` };
}

/** Texts are as we have them, byte for byte: a key of theirs may end with blanks. */
function typed(read: ReadsRaw, scalar: ScalarType, list: boolean): OutgoingField['read'] {
  const valueOf = (value: RawValue | undefined): Scalar | null | Misfit => {
    if (value === undefined || value === null || value === '') return null;
    const made = typeof value === 'string' ? canonicalValue(value, scalar) : null;
    return made ?? new Misfit(`is no ${scalar}`);
  };
  return (scope) => {
    const value = read(scope);
    if (value instanceof Misfit) return value;
    if (!list) return valueOf(value);
    const values = (Array.isArray(value) ? (value as readonly RawValue[]) : []).map(valueOf);
    return (
      values.find((each) => each instanceof Misfit) ??
      values.filter((each): each is Scalar => each !== null && !(each instanceof Misfit))
    );
  };
}
