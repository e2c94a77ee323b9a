import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

/** The root of the checkout. */
export const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where bundles go; shared by every installation started from this checkout. */
export const buildFolder = join(checkout, '.throughline', 'build');

/** The home of the installation that `npm start` runs unless --data names another. */
export const defaultHome = join(checkout, '.throughline');
