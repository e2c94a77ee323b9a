/** What is looked at of a node of the syntax tree. */
export interface Node {
  type: string;
  value?: unknown;
  quasis?: readonly { value: { raw: string } }[];
  properties?: readonly Node[];
}

const statement = /^\s*(?:select|insert|update|delete|with)\s/;
const cast = /::\w/;

/** Whether a node is the text of SQL, or an object of nothing but that. */
export function isSql({ type, value, quasis = [], properties = [] }: Node): boolean {
  if (type === 'ObjectExpression') return properties.length > 0 && properties.every(isSql);
  if (type === 'ObjectProperty') return isSql(value as Node);
  const text = type === 'StringLiteral' ? String(value) : quasis.map(({ value: part }) => part.raw).join('$');
  return statement.test(text) || cast.test(text);
}

/**
 * Leaves SQL out of the mutants. Unit tests do not run it, so that they cannot notice when it changes; the tests against
 * a real PostgreSQL (`*.int.spec.ts`) hold it.
 */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'sql',
    value: {
      shouldIgnore: ({ node }: { node: Node }) =>
        isSql(node) ? 'SQL is held by integration tests' : undefined,
    },
  },
];
