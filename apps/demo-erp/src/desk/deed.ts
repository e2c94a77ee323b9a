import type { Entry, Tx } from '../database.ts';

/** One thing the machine may do; null when there is nothing to do. */
export type Deed = (tx: Tx, random: () => number) => Promise<Entry | null>;
