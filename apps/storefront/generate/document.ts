import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeService } from '@throughline/service';
import { format, resolveConfig } from 'prettier';
import { StorefrontModule } from '../src/storefront.module.ts';

/** The OpenAPI document that clients are generated from; committed. */
export const documentFile = join(import.meta.dirname, '../openapi.json');

/** The document as the controllers have it now. */
export async function renderDocument(): Promise<string> {
  const document = await describeService('storefront', StorefrontModule);
  const options = await resolveConfig(documentFile);
  return format(JSON.stringify(document, undefined, 2), { ...options, parser: 'json' });
}

/** The document as it was generated. */
export function readDocument(): string {
  return readFileSync(documentFile, 'utf8');
}
