import { CreateCatalog1763710000000 } from './1763710000000-create-catalog.ts';
import { Readiness1764520000000 } from './1764520000000-readiness.ts';

/** In the order in which they were made. */
export const migrations = [CreateCatalog1763710000000, Readiness1764520000000];
