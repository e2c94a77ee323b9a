import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { incompatibilities } from './compatibility.ts';
import { readSchemas } from './schema.ts';

// Compares the schemas with every released set in schemas/released/<version>/; needs no registry.
const folder = join(import.meta.dirname, '../../../schemas');
const releases = join(folder, 'released');
const next = readSchemas(folder);
const found = (existsSync(releases) ? readdirSync(releases).sort() : []).flatMap((version) =>
  incompatibilities(readSchemas(join(releases, version)), next).map((line) => `against ${version}: ${line}`),
);
if (found.length > 0) {
  console.error(found.join('\n'));
  process.exit(1);
}
