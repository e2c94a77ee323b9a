import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { renderCatalogue, renderTypes } from './render.ts';
import { violations } from './rules.ts';
import { readSchemas } from './schema.ts';

// `generate.ts` writes the types and the catalogue; `generate.ts --check` fails when they are stale.
const root = join(import.meta.dirname, '../../..');
const target = join(import.meta.dirname, '../src/generated');
const files = readSchemas(join(root, 'schemas'));
const wrong = violations(files);
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
const options = await resolveConfig(join(root, 'package.json'));
const outputs = { 'types.ts': renderTypes(files), 'catalogue.ts': renderCatalogue(files) };
const stale: string[] = [];
mkdirSync(target, { recursive: true });
for (const [name, text] of Object.entries(outputs)) {
  const path = join(target, name);
  const wanted = await format(text, { ...options, parser: 'typescript' });
  if (!process.argv.includes('--check')) writeFileSync(path, wanted);
  else if (readFileSync(path, 'utf8') !== wanted) stale.push(path);
}
if (stale.length > 0) {
  console.error(`Stale: ${stale.join(', ')}. Run \`npm run generate\`.`);
  process.exit(1);
}
