import type { Description } from './description.ts';
import { readOData } from './odata.ts';
import { readOpenApi } from './openapi.ts';

/** What an OpenAPI 3 description (JSON, YAML) or a `$metadata` of OData says that there is. @throws NoDescription */
export const readDescription = (text: string): Description =>
  text
    .trimStart()
    .replace(/^\uFEFF/, '')
    .startsWith('<')
    ? readOData(text.replace(/^\uFEFF/, ''))
    : readOpenApi(text);
