import { writeFileSync } from 'node:fs';
import { documentFile, renderDocument } from './document.ts';

writeFileSync(documentFile, await renderDocument());
