import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

/** The root of the checkout. */
export const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where bundles go; shared by every installation started from this checkout. */
export const buildFolder = join(checkout, '.throughline', 'build');

/** The home of the installation that `npm start` runs unless --data names another. */
export const defaultHome = join(checkout, '.throughline');

/** The socket on which the supervisor of this home listens; a short path, because systems limit its length. */
export function socketPath(home: string): string {
  const path = join(home, 'run', 'control.sock');
  if (path.length < 100) return path;
  return join(tmpdir(), `throughline-${createHash('sha256').update(home).digest('hex').slice(0, 16)}.sock`);
}
