import type { FieldLimit } from '@throughline/events';
import type { FieldError } from '@throughline/service';

/** Fields of an order by the names that limits go by. */
export type LimitedFields = Readonly<Record<string, string | null | undefined>>;

/** What the back office cannot hold, by field: it would be cut there, or refused once it is too late. */
export function overLimits(fields: LimitedFields, limits: readonly FieldLimit[]): FieldError[] {
  return limits.flatMap(({ field, maxLength, alphabet }): FieldError[] => {
    const value = fields[field] ?? '';
    if (maxLength !== null && [...value].length > maxLength)
      return [{ field, message: `is longer than ${maxLength} characters`, in: 'body' }];
    if (alphabet !== null && !new RegExp(`^[${alphabet}]*$`, 'u').test(value))
      return [{ field, message: `holds characters other than ${alphabet}`, in: 'body' }];
    return [];
  });
}
