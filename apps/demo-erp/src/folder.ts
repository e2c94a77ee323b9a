import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder with `migrations`, `data` and `public`, found from the source as well as from a bundle. */
export function applicationFolder(from = import.meta.dirname): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    for (const candidate of [folder, join(folder, 'apps/demo-erp')]) {
      if (existsSync(join(candidate, 'migrations/001_masters.sql'))) return candidate;
    }
  }
  throw new Error(`no migrations above ${from}`);
}
