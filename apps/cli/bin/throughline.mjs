#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const bundle = join(root, '.throughline/build/cli/main.js');
if (!existsSync(bundle)) {
  console.error('Not built yet. Run `npm start` first, or `npm run build`.');
  process.exit(2);
}
// The machine's own Node may be too old; the one among the packages is not.
const node = join(root, 'node_modules/.bin/node');
const { status } = spawnSync(node, ['--enable-source-maps', bundle, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { THROUGHLINE_ENDPOINTS: join(root, '.throughline/endpoints.json'), ...process.env },
});
process.exit(status ?? 1);
