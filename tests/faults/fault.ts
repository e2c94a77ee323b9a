import type { Installation } from './installation.ts';
import type { Random } from './random.ts';

/** What a fault did, in words, and what it saw that must not be. */
export interface Inflicted {
  what: string;
  problems?: unknown[];
}

/** Something that goes wrong while people order and the back office works. */
export interface Fault {
  name: string;
  /** May come on top of another: it takes away nothing that the other needs to be inflicted and lifted. */
  besides?: boolean;
  /** How many brokers there must be; any number without it. */
  brokers?: number;
  /** How many back offices there must be; any number without it. */
  sources?: number;
  /** How many processes of each service there must be at least. */
  replicas?: number;
  /** PostgreSQL's data must be on a disk of its own. */
  ownDisk?: boolean;
  /** Begins it, keeps it up, and lifts it; resolves when whatever comes now is recovery. */
  inflict(installation: Installation, random: Random): Promise<Inflicted>;
}

export function seconds(count: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, count * 1_000));
}
