import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { renderTypes, typesFile } from './types.ts';

mkdirSync(dirname(typesFile), { recursive: true });
writeFileSync(typesFile, await renderTypes());
