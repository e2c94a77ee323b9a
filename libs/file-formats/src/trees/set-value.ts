import type { RawValue } from '@throughline/connector';

export type MutableTree = Record<string, RawValue>;

/** Sets a value by a name that comes from outside: `__proto__` is a name like any other. */
export function setValue(tree: MutableTree, name: string, value: RawValue): void {
  if (name === '__proto__')
    Object.defineProperty(tree, name, { value, enumerable: true, configurable: true, writable: true });
  else tree[name] = value;
}
