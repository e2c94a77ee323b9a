import { FormError } from '../form-error.ts';
import { parseAmount } from '../money.ts';
import type { OfficeTime } from '../items/prices.ts';

/** Reads the fields of a posted form, collecting what is wrong with each; `check` throws all of it at once. */
export class Typed {
  readonly values: Record<string, string>;
  private readonly errors: Record<string, string> = {};

  constructor(values: Record<string, string>) {
    this.values = values;
  }

  check(): void {
    if (Object.keys(this.errors).length > 0) throw new FormError(this.errors);
  }

  /** Upper-case, as the office types codes. */
  code(name: string, longest: number): string {
    const text = this.text(name, longest).toUpperCase();
    if (text === '') this.errors[name] ??= 'IS MISSING';
    return text;
  }

  text(name: string, longest: number): string {
    const text = (this.values[name] ?? '').trim();
    if (text.length > longest) this.errors[name] = `HAS MORE THAN ${longest} CHARACTERS`;
    return text;
  }

  /** Text that has to be there. */
  needed(name: string, longest: number): string {
    const text = this.text(name, longest);
    if (text === '') this.errors[name] = 'IS MISSING';
    return text;
  }

  optional(name: string, longest: number): string | null {
    return this.text(name, longest) || null;
  }

  oneOf(name: string, allowed: string[]): string {
    const text = this.text(name, 20);
    if (!allowed.includes(text)) this.errors[name] = `MUST BE ONE OF ${allowed.join(' ')}`;
    return text;
  }

  amount(name: string): string {
    const text = this.values[name] ?? '';
    if (text.trim() === '') this.errors[name] = 'IS MISSING';
    const amount = parseAmount(text);
    if (amount === null) this.errors[name] ??= 'IS NOT AN AMOUNT LIKE 34.99';
    return amount ?? '0';
  }

  optionalAmount(name: string): string | null {
    return (this.values[name] ?? '').trim() === '' ? null : this.amount(name);
  }

  whole(name: string, least: number, most = 999_999): number {
    const text = (this.values[name] ?? '').trim();
    if (text === '') this.errors[name] = 'IS MISSING';
    else if (!/^\d+$/.test(text)) this.errors[name] = 'IS NOT A WHOLE NUMBER';
    else if (Number(text) < least) this.errors[name] = `MUST BE AT LEAST ${least}`;
    else if (Number(text) > most) this.errors[name] = `MUST BE AT MOST ${most}`;
    return Number(text);
  }

  date(name: string): string {
    const text = (this.values[name] ?? '').trim();
    const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
    // The 30th of February would be taken for the 2nd of March.
    const real = day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
    if (!real) this.errors[name] = text === '' ? 'IS MISSING' : 'IS NOT A DATE LIKE 2026-12-24';
    return text;
  }

  optionalDate(name: string): string | null {
    return (this.values[name] ?? '').trim() === '' ? null : this.date(name);
  }

  optionalWhole(name: string, least: number, most?: number): number | null {
    return (this.values[name] ?? '').trim() === '' ? null : this.whole(name, least, most);
  }

  /** What was not on the form stays as it is. */
  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  /** `0930` or `09:30` on the office clock; `2400` is the end of the day. */
  time(name: string): string {
    const text = (this.values[name] ?? '').trim().replace(':', '');
    if (!/^([01]\d|2[0-3])[0-5]\d$|^2400$/.test(text)) this.errors[name] = 'IS NOT A TIME LIKE 0930';
    return text;
  }

  moment(date: string, time: string): OfficeTime {
    return { date: this.date(date), time: this.time(time) };
  }
}
