const statement = /^(?:\{\s*\w+:\s*)?[`'"](?:select|insert|update|delete|with)\b/;
const fragment = /^[`'"].*::\w/s;

/**
 * Whether a mutated piece of source is SQL, or an object that begins with it. Unit tests do not run SQL, so that they
 * cannot notice a change of it; the tests against a real PostgreSQL (`*.int.spec.ts`) hold it.
 */
export function isSql(source: string): boolean {
  return statement.test(source) || fragment.test(source);
}
