import { storable } from '../kafka/raw-record.ts';

/** Why something is put aside: class and message, on one line. */
export function errorText(error: Error): string {
  return storable(`${error.name}: ${error.message}`.replace(/\s+/g, ' ').slice(0, 2_000));
}
