import type { RawTree, RawValue } from '@throughline/connector';
import type { Format } from '../format/format.ts';
import { type MutableTree, setValue } from '../trees/set-value.ts';
import { Unwritable } from './write-options.ts';

/**
 * Fields in a tree, each where its name leads: `customer/@id` in XML, `customer.id` in JSON. In tables names are just names.
 * @throws Unwritable when a name is a field and leads to others, or has an empty part
 */
export function atPaths(format: Format, fields: RawTree): RawTree {
  const separator = 'xml' in format ? '/' : 'json' in format || 'jsonLines' in format ? '.' : null;
  if (separator === null) return fields;
  const tree: MutableTree = {};
  const made = new Set<RawValue>([tree]);
  for (const [name, value] of Object.entries(fields)) {
    const parts = name.split(separator);
    const last = parts.pop() as string;
    let place = tree;
    for (const part of parts) {
      const next = Object.hasOwn(place, part) ? (place[part] as RawValue) : {};
      if (part === '') throw new Unwritable(0, 'has an empty part', name);
      // A value that came as a tree is its own: nothing is laid into it.
      if (!Object.hasOwn(place, part)) made.add(next);
      else if (!made.has(next)) throw new Unwritable(0, 'leads to a field that is there already', name);
      setValue(place, part, next);
      place = next as MutableTree;
    }
    if (last === '') throw new Unwritable(0, 'has an empty part', name);
    if (Object.hasOwn(place, last)) throw new Unwritable(0, 'is there already', name);
    setValue(place, last, value);
  }
  return tree;
}
