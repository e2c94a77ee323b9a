import { CreateCatalog1763710000000 } from './1763710000000-create-catalog.ts';
import { Readiness1764520000000 } from './1764520000000-readiness.ts';
import { Suspended1764900300000 } from './1764900300000-suspended.ts';

/** In the order in which they were made. */
export const migrations = [CreateCatalog1763710000000, Readiness1764520000000, Suspended1764900300000];
