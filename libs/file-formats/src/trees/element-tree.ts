import type { RawValue } from '@throughline/connector';
import { type MutableTree, setValue } from './set-value.ts';

interface Element {
  readonly name: string;
  readonly path: string;
  readonly tree: MutableTree;
  /** Attributes or elements so far. */
  members: number;
  nothing: boolean;
  text: string;
}

/** How many names a fault tells. */
const namesTold = 40;

/** Builds the tree of one record out of its elements. */
export class ElementTree {
  #tooLong: { reason: string } | undefined;
  /** Elements that are there more than once and must not be. */
  readonly #repeated = new Set<string>();
  readonly #many: ReadonlySet<string>;
  readonly #marked: ReadonlySet<string>;
  readonly #limit: number;
  readonly #open: Element[] = [];
  /** Elements inside a marked-up text, or inside what is too long: only counted. */
  #inside = 0;
  #chars = 0;

  constructor({ many, text }: { many: readonly string[]; text: readonly string[] }, limit: number) {
    this.#many = new Set(many);
    this.#marked = new Set(text);
    this.#limit = limit;
  }

  /** Why it is no record. */
  get fault(): { field?: string; reason: string } | undefined {
    const [field, ...others] = this.#repeated;
    if (this.#tooLong !== undefined || field === undefined) return this.#tooLong;
    const further = others.length === 0 ? '' : `; so are ${others.join(', ')}`;
    return { field, reason: `is there more than once, and is not said to be \`many\`${further}` };
  }

  open(name: string, attributes: Iterable<readonly [string, string]>): void {
    const above = this.#open.at(-1);
    if (above !== undefined && (this.#chars > this.#limit || this.#is(above, this.#marked))) {
      this.#inside += 1;
      return;
    }
    const path = above === undefined ? '' : above.path === '' ? name : `${above.path}/${name}`;
    const element: Element = { name, path, tree: {}, members: 0, nothing: false, text: '' };
    for (const [attribute, value] of attributes) {
      if (attribute === 'nil' || attribute === 'xsi:nil') {
        element.nothing = value === 'true' || value === '1';
        continue;
      }
      this.#count(attribute.length + value.length);
      setValue(element.tree, `@${attribute}`, value);
      element.members += 1;
    }
    this.#count(name.length);
    this.#open.push(element);
  }

  text(text: string): void {
    this.#count(text.length);
    const element = this.#open.at(-1);
    if (element !== undefined && this.#chars <= this.#limit) element.text += text;
  }

  /** Closes the element that was opened last; gives the value of the record once it is the outermost. */
  close(): RawValue | undefined {
    if (this.#inside > 0) {
      this.#inside -= 1;
      return undefined;
    }
    const element = this.#open.pop() as Element;
    const value = this.#valueOf(element);
    const above = this.#open.at(-1);
    if (above === undefined) return value;
    this.#add(above, element, value);
    return undefined;
  }

  #valueOf({ tree, members, nothing, text }: Element): RawValue {
    if (nothing) return null;
    if (members === 0) return text;
    if (text.trim() !== '') setValue(tree, '#text', text);
    return tree;
  }

  #add(above: Element, element: Element, value: RawValue): void {
    const { name } = element;
    const before = Object.hasOwn(above.tree, name) ? above.tree[name] : undefined;
    above.members += 1;
    if (this.#is(element, this.#many)) {
      if (before === undefined) setValue(above.tree, name, [value]);
      else (before as RawValue[]).push(value);
    } else if (before === undefined) setValue(above.tree, name, value);
    else if (this.#repeated.size < namesTold) this.#repeated.add(element.path);
  }

  #is({ name, path }: Element, named: ReadonlySet<string>): boolean {
    return named.has(name) || named.has(path);
  }

  #count(chars: number): void {
    this.#chars += chars;
    if (this.#chars > this.#limit)
      this.#tooLong ??= { reason: `a record of more than ${this.#limit} characters` };
  }
}
