import type { RawValue } from '@throughline/connector';
import { type MutableTree, setValue } from './set-value.ts';

/** Builds one value out of the parts of a JSON document. */
export class ValueBuilder {
  /** Why it is no record. */
  fault: { field?: string; reason: string } | undefined;
  readonly #limit: number;
  readonly #open: { value: MutableTree | RawValue[]; name: string }[] = [];
  #root: RawValue | undefined;
  #chars = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value, once it is whole. */
  get value(): RawValue | undefined {
    return this.#open.length === 0 ? this.#root : undefined;
  }

  open(kind: '{' | '['): void {
    const value = kind === '{' ? {} : [];
    this.#put(value);
    this.#open.push({ value, name: '' });
  }

  close(): void {
    this.#open.pop();
  }

  name(name: string): void {
    this.#count(name.length);
    const above = this.#open.at(-1);
    if (above === undefined) return;
    above.name = name;
    if (Object.hasOwn(above.value, name))
      this.fault ??= { field: name.slice(0, 100), reason: 'is there more than once in one object' };
  }

  scalar(text: string | null): void {
    this.#count(text?.length ?? 4);
    this.#put(text);
  }

  #put(value: RawValue): void {
    const above = this.#open.at(-1);
    if (above === undefined) this.#root = value;
    // What is too long is not kept, only followed to its end.
    else if (this.#chars > this.#limit) return;
    else if (Array.isArray(above.value)) above.value.push(value);
    else setValue(above.value, above.name, value);
  }

  #count(chars: number): void {
    this.#chars += chars + 1;
    if (this.#chars > this.#limit)
      this.fault ??= { reason: `a record of more than ${this.#limit} characters` };
  }
}
