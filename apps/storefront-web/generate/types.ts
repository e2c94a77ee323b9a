import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import openapiTS, { type OpenAPI3, astToString } from 'openapi-typescript';

/** What the storefront says of its API; written by its own generator. */
const documentFile = join(import.meta.dirname, '../../storefront/openapi.json');

/** Types of the storefront's API; committed. */
export const typesFile = join(import.meta.dirname, '../src/api/generated/storefront.ts');

const banner = '// Generated from the OpenAPI document of the storefront by `npm run generate`.\n\n';

/** The types that the document makes, each named schema as an export of its own. */
export async function renderTypes(): Promise<string> {
  const document = JSON.parse(readFileSync(documentFile, 'utf8')) as OpenAPI3;
  const nodes = await openapiTS(withoutOperators(document), {
    alphabetize: false,
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  const options = await resolveConfig(typesFile);
  return format(banner + astToString(nodes), { ...options, parser: 'typescript' });
}

/** What the pages ask for, with the schemas that it refers to. */
function withoutOperators({ paths = {}, components = {}, ...document }: OpenAPI3): OpenAPI3 {
  const kept = Object.fromEntries(Object.entries(paths).filter(([path]) => path.startsWith('/api/')));
  const schemas = components.schemas ?? {};
  const referred = new Set(namesIn(kept));
  for (const name of referred) for (const inner of namesIn(schemas[name])) referred.add(inner);
  const used = Object.fromEntries(Object.entries(schemas).filter(([name]) => referred.has(name)));
  return { ...document, paths: kept, components: { ...components, schemas: used } };
}

function namesIn(part: unknown): string[] {
  const references = JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g);
  return [...references].flatMap(([, name]) => name ?? []);
}

/** The types as they were generated. */
export function readTypes(): string {
  return readFileSync(typesFile, 'utf8');
}
