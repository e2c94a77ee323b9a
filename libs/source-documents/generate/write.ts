import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderSchemas, schemasFolder } from './json-schemas.ts';

mkdirSync(schemasFolder, { recursive: true });
for (const [name, text] of await renderSchemas()) writeFileSync(join(schemasFolder, name), text);
