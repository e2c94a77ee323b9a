import { randomBytes } from 'node:crypto';

/** A name that no other test uses, for topics and groups on a shared cluster. */
export function uniqueNamespace(prefix = 't'): string {
  return `${prefix}${randomBytes(6).toString('hex')}`;
}
