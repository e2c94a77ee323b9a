import { parse } from 'yaml';
import type { Declared } from '../shapes/column-profile.ts';
import { type DescribedField, type Description, NoDescription, described } from './description.ts';

interface Tree {
  readonly [name: string]: unknown;
}

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const treeAt = (value: unknown, ...path: readonly string[]): Tree | undefined => {
  let found: unknown = value;
  for (const name of path) found = isTree(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return isTree(found) ? found : undefined;
};
const textAt = (value: unknown, name: string): string | undefined => {
  const found = isTree(value) ? value[name] : undefined;
  return typeof found === 'string' ? found : undefined;
};

/** References are followed so far, within the document only. */
const deepest = 20;

/** The lists that routes of an OpenAPI 3 description respond with, in JSON or YAML. @throws NoDescription */
export function readOpenApi(text: string): Description {
  const document = parsed(text);
  const version = textAt(document, 'openapi');
  if (version === undefined || !version.startsWith('3.')) {
    const older = textAt(document, 'swagger');
    throw new NoDescription(
      older === undefined
        ? 'it says neither openapi: 3 nor $metadata'
        : `it is Swagger ${older}; OpenAPI 3 is read`,
    );
  }
  const resolver = new Resolver(document);
  const lists = Object.entries(treeAt(document, 'paths') ?? {}).flatMap(([route, item]) => {
    const element = elementOf(treeAt(resolver.resolve(item), 'get'), resolver);
    return element === null ? [] : [{ name: route, fields: fieldsOf(element, resolver) }];
  });
  return described(`OpenAPI ${version}`, textAt(treeAt(document, 'info'), 'title') ?? '', lists);
}

function parsed(text: string): Tree {
  let value: unknown;
  try {
    value = text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new NoDescription(`it is neither JSON nor YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  if (!isTree(value)) throw new NoDescription('it is no description');
  return value;
}

class Resolver {
  readonly #document: Tree;

  constructor(document: Tree) {
    this.#document = document;
  }

  /** What a reference within the document leads to; what leads elsewhere is nothing. */
  resolve(value: unknown): Tree | undefined {
    let found: unknown = value;
    for (let depth = 0; depth < deepest; depth += 1) {
      const reference = textAt(found, '$ref');
      if (reference === undefined) return isTree(found) ? found : undefined;
      if (!reference.startsWith('#/')) return undefined;
      const path = reference
        .slice(2)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
      found = treeAt(this.#document, ...path);
    }
    return undefined;
  }

  /** The properties of a schema, those of what it is put together of among them. */
  properties(value: unknown, depth = 0): Map<string, unknown> {
    const schema = this.resolve(value);
    const all = new Map<string, unknown>();
    if (schema === undefined || depth > deepest) return all;
    for (const word of ['allOf', 'anyOf', 'oneOf']) {
      const parts = schema[word];
      if (Array.isArray(parts))
        for (const part of parts)
          for (const [name, of] of this.properties(part, depth + 1)) all.set(name, of);
    }
    for (const [name, of] of Object.entries(treeAt(schema, 'properties') ?? {})) all.set(name, of);
    return all;
  }
}

/** The schema of the elements of the list that a route responds with; null where it responds with none. */
function elementOf(operation: Tree | undefined, resolver: Resolver): unknown {
  const response = resolver.resolve(
    treeAt(operation, 'responses')?.['200'] ?? treeAt(operation, 'responses')?.['default'],
  );
  const contents = Object.entries(treeAt(response, 'content') ?? {});
  const [, media] = contents.find(([type]) => /[/+]json\b/.test(type)) ?? [];
  const schema = treeAt(media)?.['schema'];
  const itself = resolver.resolve(schema);
  if (itself === undefined) return null;
  if (isArray(itself)) return itself['items'] ?? null;
  // A page: of its lists, the one whose elements have fields.
  for (const [, of] of resolver.properties(schema)) {
    const inner = resolver.resolve(of);
    if (inner !== undefined && isArray(inner) && resolver.properties(inner['items']).size > 0)
      return inner['items'];
  }
  return null;
}

const isArray = ({ type }: Tree): boolean =>
  type === 'array' || (Array.isArray(type) && type.includes('array'));

function fieldsOf(element: unknown, resolver: Resolver): DescribedField[] {
  return [...resolver.properties(element)].map(([name, of]) => {
    const schema = resolver.resolve(of) ?? {};
    const { type, format } = schema;
    const kind =
      typeof type === 'string'
        ? type
        : Array.isArray(type)
          ? String(type.find((each) => each !== 'null'))
          : 'any';
    const written = typeof format === 'string' ? `${kind} (${format})` : kind;
    return { name, type: written, declared: declaredAs(kind, typeof format === 'string' ? format : '') };
  });
}

function declaredAs(type: string, format: string): Declared {
  if (type === 'integer') return 'integer';
  if (type === 'number') return 'decimal';
  if (type === 'boolean') return 'boolean';
  if (format === 'date') return 'date';
  if (format === 'date-time') return 'zoned-time';
  if (/^(?:decimal|int\d+|double|float|number)$/.test(format)) return 'decimal';
  return type === 'string' ? 'text' : 'other';
}
